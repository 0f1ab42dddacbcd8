"""Pair documents with asks: from two files, or what waits in the store.

Loads what matching needs from files and hands it in; never fetches, and never
touches the ledger: what it finds is a candidate until a person has judged it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date as Day
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from tracker.errors import InputError
from tracker.matching import (
    Model,
    Text,
    Vocabulary,
    gather,
    prepare,
    rank,
    rank_gathered,
    read_places,
    told,
)
from tracker.matching.calibration import Refit, chance_of_told, refit
from tracker.matching.same import Runs, Standing, runs, same, standing
from tracker.types import Addressee, AskKind, DocumentKind, OpenAsk, Pairing, Revision

if TYPE_CHECKING:
    from db.store import Store

WEIGHTS = Path(__file__).parent / "models" / "matching.json"
PLACES = Path(__file__).parent / "models" / "places.txt"
_TABLE = "weights/l2_supercat_256.safetensors"
_BATCH, _MOST = 200, 20
"""Documents that are compared in one go, and candidates that one ask gets of a go."""
_ASKS = 100
"""New asks whose candidates are kept in one transaction."""
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"

Row = TypeVar("Row")


def load_model(weights: Path = WEIGHTS) -> Model:
    """Return the fitted weights."""
    return msgspec.json.decode(weights.read_bytes(), type=Model)


def vocabulary(model: Model) -> Vocabulary:
    """Return a vocabulary over the embeddings that the wordllama package carries.

    Its files are read from its own folder; the package itself is not imported.
    """
    table, tokenizer = _embeddings()

    def split(words: Any) -> list[list[int]]:
        return [e.ids for e in tokenizer.encode_batch(list(words), add_special_tokens=False)]

    places = read_places(PLACES.read_text(encoding="utf-8").splitlines())
    return Vocabulary(table, split, model, places)


@cache
def _embeddings() -> tuple[np.ndarray, Tokenizer]:
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise InputError("no embeddings", "wordllama", "not installed", "run `make setup`")
    folder = Path(spec.submodule_search_locations[0])
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return load_file(folder / _TABLE)["embedding.weight"], tokenizer


def threshold_of(
    store: Store, configured: float | None, model: Model | None = None
) -> tuple[float, str]:
    """Return from which score on documents are proposed, and in words why.

    The first of: the setting, what decisions here have taught, what the weights
    were fitted with.
    """
    if configured is not None:
        return configured, "set by match.threshold in config.toml"
    learnt = store.calibrations.latest()
    if learnt is not None:
        judged = f"{learnt.accepted} accepted and {learnt.rejected} rejected candidates"
        return learnt.threshold, f"learnt from {judged}; back: askwatch match --reset"
    return (model or load_model()).threshold, "the threshold that the weights were fitted with"


def calibrate(store: Store, *, who: str, now: datetime) -> Refit:
    """Learn the threshold from what people said of candidates, and let it count from now on.

    Raises:
        TooFewError: too few decisions; it says how many are needed.
        NotAllowedError: nobody is named.
    """
    learnt = refit(store.calibrations.decisions(), load_model().threshold)
    store.calibrations.set(
        learnt.threshold, accepted=learnt.accepted, rejected=learnt.rejected, who=who, now=now
    )
    return learnt


def match_pending(
    store: Store,
    now: datetime,
    *,
    model: Model | None = None,
    threshold: float | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Compare what waits in the store; return how many candidates are new.

    New asks with the documents already held, then new documents with all open
    asks. Works in batches, each kept in one transaction: a run that is cut off
    loses nothing and repeats little, and so does one that `stop` ends between two
    batches. Only what is proposed for review is kept.
    """
    model, asks = model or load_model(), store.asks.for_matching()
    least, _ = threshold_of(store, threshold, model)
    known = vocabulary(model)
    kept = match_fresh(store, now, asks, known, least)
    compare = Comparison(store, known, asks, least)
    while not stop() and (batch := store.documents.pending(_BATCH)):
        found = compare(batch)
        ids = [revision.id for revision in batch]
        kept += store.candidates.record(found, revisions_done=ids, asks_done=(), now=now)
    return kept


def match_fresh(
    store: Store, now: datetime, asks: Sequence[OpenAsk], known: Vocabulary, threshold: float
) -> int:
    """Compare the asks that are new with the documents held; return how many candidates are.

    Some asks are kept at a time, so that nobody waits long to write.
    """
    fresh = [ask for ask in asks if ask.pending]
    compare = Comparison(store, known, fresh, threshold)
    best = _foremost(pairing for batch in _held(store, fresh) for pairing in compare(batch))
    kept = 0
    for start in range(0, len(fresh), _ASKS):
        some = fresh[start : start + _ASKS]
        found = [pairing for ask in some for pairing in best.get(ask.id, ())]
        kept += store.candidates.record(found, revisions_done=(), asks_done=some, now=now)
    return kept


def _held(store: Store, asks: Sequence[OpenAsk]) -> Iterator[tuple[Revision, ...]]:
    """Give the documents that could answer some asks, in batches."""
    dates = [ask.letter_date for ask in asks]
    since = min((d for d in dates if d), default=None) if all(dates) else None
    after = 0
    while asks and (batch := store.documents.latest(since=since, after=after, limit=_BATCH)):
        yield batch
        after = batch[-1].id


def _foremost(found: Iterable[Pairing]) -> dict[int | str, list[Pairing]]:
    """Return by ask its best pairings, not more than a person would read."""
    by_ask: dict[int | str, list[Pairing]] = {}
    for pairing in found:
        by_ask.setdefault(pairing.ask_id, []).append(pairing)
    return {key: sorted(some, key=lambda p: -p.score)[:_MOST] for key, some in by_ask.items()}


class Comparison:
    """Compares some asks, made ready once, with revisions."""

    def __init__(
        self, store: Store, known: Vocabulary, asks: Sequence[OpenAsk], threshold: float
    ) -> None:
        self._store, self._known, self._threshold = store, known, threshold
        self._asks, self._ready = asks, gather(asks, known)
        self._told = chance_of_told(store.calibrations.decisions())

    def __call__(self, revisions: Sequence[Revision]) -> list[Pairing]:
        """Return the pairings to propose."""
        if not self._asks or not revisions:
            return []
        found: list[Pairing] = []
        texts = []
        sources = self._store.letters.with_texts(one.text_hash for one in revisions)
        for revision in revisions:
            source = sources.get(revision.text_hash)
            texts.append(_held_text(revision, source.letter_id if source else None))
            if source and source.kind is DocumentKind.COVERAGE:
                its = [ask for ask in self._asks if ask.letter_id == source.letter_id]
                found += told(its, texts[-1], self._known, self._told)
        ranked = rank_gathered(
            self._ready,
            prepare(texts, self._known),
            self._known,
            top=_MOST,
            threshold=self._threshold,
            proposed_only=True,
        )
        return found + [pairing for pairings in ranked for pairing in pairings]


def _held_text(revision: Revision, letter_id: int | None) -> Text:
    return Text(
        id=revision.id,
        title=revision.title,
        text=revision.text,
        published=revision.published.date() if revision.published else None,
        about_letter=letter_id,
    )


class _AskRow(msgspec.Struct):
    ask_id: str | int
    quote: str
    letter_date: Day | None
    kind: AskKind = AskKind.ACTION
    summary: str | None = None
    title: str | None = None
    addressees: list[dict[str, str | None] | str] = []
    signers: list[str] = []


class _DocumentRow(msgspec.Struct):
    url: str
    text: str
    title: str | None = None
    date: Day | None = None
    author: str | None = None


def match_files(asks_path: Path, documents_path: Path, top: int = 20) -> Iterator[dict[str, Any]]:
    """Give each ask of one file with the best documents of another, in the asks' order.

    Raises:
        InputError: a file cannot be read, or a line of it is not what it should be.
    """
    asks = [_open_ask(row) for row in _rows(asks_path, _AskRow)]
    documents = list(_rows(documents_path, _DocumentRow))
    known = vocabulary(load_model())
    index = prepare((_text(n, row) for n, row in enumerate(documents)), known)
    compared: dict[int, Runs] = {}
    for ask, pairings in rank(asks, index, known, top=top):
        yield {"ask_id": ask.id, "matches": _matches(pairings, documents, compared)}


def _matches(
    pairings: Sequence[Pairing], documents: Sequence[_DocumentRow], compared: dict[int, Runs]
) -> list[dict[str, Any]]:
    """Return the pairings as written; near-identical documents are proposed as one, or not."""
    heaps: list[list[Pairing]] = []
    for pairing in pairings:
        number = int(pairing.document_id)
        if number not in compared:
            compared[number] = runs(documents[number].text)
        like = (h for h in heaps if same(compared[int(h[0].document_id)], compared[number]))
        heap = next(like, None)
        if heap is None:
            heaps.append([pairing])
        else:
            heap.append(pairing)
    of = {id(pairing): heap for heap in heaps for pairing in heap}
    return [_match(pairing, of[id(pairing)], documents) for pairing in pairings]


def _match(
    pairing: Pairing, heap: Sequence[Pairing], documents: Sequence[_DocumentRow]
) -> dict[str, Any]:
    """Return one pairing as written, with the documents that say the same beside it.

    All are proposed where one is, for they are shown together: as one candidate, that of
    the first official one, which the others name as `same_as`.
    """

    def place(other: Pairing) -> Standing:
        number = int(other.document_id)
        return standing(documents[number].url, documents[number].date, number)

    first, row = min(heap, key=place), documents[int(pairing.document_id)]
    beside = [documents[int(other.document_id)] for other in heap if other is not pairing]
    return {
        "url": row.url,
        "date": row.date.isoformat() if row.date else None,
        "score": pairing.score,
        "proposed": any(other.proposed for other in heap),
        "passage": pairing.passage.of(row.text),
        "start": pairing.passage.start,
        "end": pairing.passage.end,
        "reasons": [reason.words for reason in pairing.reasons],
        "same_as": None if first is pairing else documents[int(first.document_id)].url,
        "sources": [
            {"url": r.url, "title": r.title, "date": r.date.isoformat() if r.date else None}
            for r in beside
        ],
    }


def _open_ask(row: _AskRow) -> OpenAsk:
    people = [{"name": p} if isinstance(p, str) else p for p in row.addressees]
    return OpenAsk(
        id=row.ask_id,
        quote=row.quote,
        summary=row.summary or "",
        kind=row.kind,
        letter_id=None,
        letter_title=row.title or "",
        letter_date=row.letter_date,
        addressees=tuple(Addressee(name=p.get("name"), office=p.get("office")) for p in people),
        signers=tuple(row.signers),
    )


def _text(number: int, row: _DocumentRow) -> Text:
    return Text(
        id=number,
        title=row.title or "",
        text=row.text,
        published=row.date,
        author=row.author or "",
    )


def _rows(path: Path, kind: type[Row]) -> Iterator[Row]:
    """Give the rows of a file of JSON Lines, plain or packed."""
    decoder = msgspec.json.Decoder(kind)
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(decoder, line, f"{path}:{number}")
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError("could not read the file", str(path), why[:1].lower() + why[1:]) from None


def _row(decoder: msgspec.json.Decoder[Row], line: bytes, where: str) -> Row:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        why = str(error)
        raise InputError("could not read the line", where, why[:1].lower() + why[1:]) from None
