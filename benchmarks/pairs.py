"""The labelled pairs of asks and documents, and what a ranking of them is worth."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import numpy as np

from tracker.matching import Text
from tracker.types import AskKind, OpenAsk

GAIN = np.array([0.0, 1.0, 3.0])


class Gold:
    """Asks, documents and what readers said of their pairs, as arrays."""

    def __init__(self, folder: Path) -> None:
        """Read the labelled set."""
        with gzip.open(folder / "state-documents.jsonl.gz") as lines:
            self.documents = [json.loads(line) for line in lines]
        letters = json.loads((folder / "match-dev.json").read_text())
        rows = [(n, letter, ask) for n, letter in enumerate(letters) for ask in letter["asks"]]
        self.letters = np.array([n for n, _, _ in rows])
        self.asks = [_ask(letter["letter"], ask) for _, letter, ask in rows]
        self.grades = np.zeros((len(rows), len(self.documents)), int)
        self.judged = np.zeros_like(self.grades, dtype=bool)
        places: dict[str, list[int]] = {}
        for number, row in enumerate(self.documents):
            places.setdefault(row["url"], []).append(number)
        for k, (_, _, ask) in enumerate(rows):
            for j in ask["judged"]:
                same = places[j["url"]]
                dated = [n for n in same if self.documents[n]["date"] == j.get("date")]
                number = (dated or same)[0]
                self.judged[k, number] = True
                self.grades[k, number] = 0 if j.get("before_letter") else j["grade"]
        self.late = np.array(
            [[d["date"] >= a.letter_date.isoformat() for d in self.documents] for a in self.asks]
        )

    def texts(self) -> list[Text]:
        """Return the documents as matching reads them."""
        return [
            Text(
                id=n,
                title=d["title"],
                text=d["text"],
                published=date.fromisoformat(d["date"]),
                author=d.get("author") or "",
            )
            for n, d in enumerate(self.documents)
        ]


def _ask(letter: dict[str, str], ask: dict[str, str]) -> OpenAsk:
    return OpenAsk(
        id=ask["ask_id"],
        quote=ask["quote"],
        summary=ask["summary"],
        kind=AskKind(ask["kind"]),
        letter_id=None,
        letter_title=letter["title"],
        letter_date=date.fromisoformat(letter["date"]),
    )


def proposals(odds: np.ndarray, gold: Gold, least: np.ndarray) -> tuple[float, ...]:
    """Return what proposals from these log-odds on, one for each ask, come to.

    Precision of those judged, of all, recall, and the share of asks without an
    answer that are left silent.
    """
    shown = (odds >= least[:, None]) & gold.late
    answers = gold.grades == 2
    right = float((answers & shown).sum())
    return (
        right / max(1, int((shown & gold.judged).sum())),
        right / max(1, int(shown.sum())),
        right / float(answers.sum()),
        float((~shown.any(axis=1))[~answers.any(axis=1)].mean()),
    )


def told(judged: float, strict: float, recall: float, silent: float) -> str:
    """Return what `proposals` gives in words."""
    return (
        f"precision (judged) {judged:.3f}, strict {strict:.3f}, recall {recall:.3f}, "
        f"asks without an answer left silent {silent:.3f}"
    )


def reliability(odds: np.ndarray, gold: Gold) -> list[str]:
    """Return, for each stretch of scores, what was promised and how often it was right."""
    usable = gold.judged & gold.late & np.isfinite(odds)
    chance, right = 1 / (1 + np.exp(-odds[usable])), gold.grades[usable] == 2
    lines = [f"{'score':>11}{'pairs':>7}{'promised':>10}{'right':>7}"]
    for low, high in (
        (0, 0.1),
        (0.1, 0.2),
        (0.2, 0.3),
        (0.3, 0.4),
        (0.4, 0.5),
        (0.5, 0.6),
        (0.6, 1),
    ):
        here = (chance >= low) & (chance < high)
        if here.any():
            lines.append(
                f"{low:.1f} to {high:.1f}{here.sum():7d}{chance[here].mean():10.2f}"
                f"{right[here].mean():7.2f}"
            )
    return lines


def figures(scores: np.ndarray, gold: Gold) -> tuple[float, float]:
    """Return nDCG@10 and recall@10 over the asks that have an answer."""
    found = []
    discount = 1 / np.log2(np.arange(10) + 2)
    for k in np.flatnonzero((gold.grades == 2).any(axis=1)):
        order = np.argsort(-np.where(gold.late[k], scores[k], -np.inf), kind="stable")[:10]
        best = np.sort(GAIN[gold.grades[k]])[::-1][:10]
        got = gold.grades[k, order]
        answers = min(10, int((gold.grades[k] == 2).sum()))
        found.append(((GAIN[got] @ discount) / (best @ discount), (got == 2).sum() / answers))
    ndcg, recall = np.mean(found, axis=0)
    return float(ndcg), float(recall)
