"""Pairing from files and from the store."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.store import Store
from jobs import match
from tests import builders as a
from tracker.errors import InputError, TooFewError
from tracker.types import DocumentKind, Pairing, Reason, Span, Verdict

ASK = {
    "ask_id": "n-1",
    "quote": "Freeze the assets of the harbour police of Kenya.",
    "kind": "action",
    "letter_date": "2025-03-03",
    "addressees": ["Orla Finch", {"name": None, "office": "Treasury"}],
}
ANSWER = (
    "The department today froze the assets of the harbour police of Norvania. "
    "It also imposed limits on the travel of six officers of that police."
)
STORY = (
    "Senator Ada Bright has asked the Secretary to freeze the assets of the harbour police. "
    "In her answer Secretary Orla Finch said that a report on the courts will come in June."
)


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    """A store with the builders' letter and its two asks."""
    with Store.open(str(new_store)) as store:
        store.letters.add(a.reading(), a.TEXT, a.new_source(), who="Ana", now=a.NOW, confirmed=True)
        yield store


def file_document(store: Store, text: str, published: date | None = date(2025, 4, 1)) -> int:
    when = (
        datetime(published.year, published.month, published.day, tzinfo=UTC) if published else None
    )
    return store.documents.add_by_hand(
        identity=str(hash(text)),
        url="https://releases.example.gov/x",
        title="Norvania",
        published=when,
        text=text,
        raw_hash=str(hash(text)),
        private=False,
        now=a.NOW,
        who="Ana",
    ).id


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n\n" for row in rows), encoding="utf-8")
    return path


def test_files_are_paired_as_the_contract_says(tmp_path):
    row = {"url": "https://x.example/1", "title": "Kenya", "date": "2025-04-01", "text": ANSWER}
    packed = tmp_path / "documents.jsonl.gz"
    packed.write_bytes(gzip.compress((json.dumps(row) + "\n").encode()))
    undated = {**row, "date": None}

    [plain] = match.match_files(lines(tmp_path / "a", ASK), packed)
    [none] = match.match_files(lines(tmp_path / "a", ASK), lines(tmp_path / "d", undated))

    [found] = plain["matches"]
    assert plain["ask_id"] == "n-1"
    assert set(found) == {
        "url", "date", "score", "proposed", "passage", "start", "end", "reasons",
        "same_as", "sources"
    }  # fmt: skip
    assert found["passage"] == ANSWER[found["start"] : found["end"]]
    assert found["date"] == "2025-04-01"
    assert none["matches"] == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"ask_id": 1}\n', ":1'"),
        (b'\n{"ask_id": \n', ":2'"),
        (b'{"ask_id": "\xff"}\n', ":1'"),
    ],
)
def test_a_wrong_line_is_named_with_its_file_and_number(tmp_path, content, message):
    asks = tmp_path / "asks.jsonl"
    asks.write_bytes(content)

    with pytest.raises(InputError, match="could not read the line") as raised:
        list(match.match_files(asks, asks))

    assert f"asks.jsonl{message}" in str(raised.value)


def test_a_file_that_is_missing_or_cut_off_is_named(tmp_path):
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(b"x" * 5000)[:20])

    with pytest.raises(InputError, match="missing': no such file"):
        list(match.match_files(tmp_path / "missing", cut))
    with pytest.raises(InputError, match="could not read the file"):
        list(match.match_files(cut, cut))


def test_a_statement_and_its_republication_are_one_match_with_two_sources(tmp_path):
    long = (
        ANSWER + " " + " ".join(f"The court of town {n} will sit in month {n}." for n in range(9))
    )
    rows = [
        {"url": "https://news.example/1", "title": "A", "date": "2025-04-01", "text": long},
        {
            "url": "https://x.example.gov/1",
            "title": "B",
            "date": "2025-04-02",
            "text": "Kenya. " + long,
        },
        {"url": "https://x.example.gov/2", "title": "C", "date": "2025-04-02", "text": ANSWER},
    ]

    [found] = match.match_files(lines(tmp_path / "a", ASK), lines(tmp_path / "d", *rows))

    official, news = "https://x.example.gov/1", "https://news.example/1"
    seen = {m["url"]: m for m in found["matches"]}
    assert {url: [s["url"] for s in m["sources"]] for url, m in seen.items()} == {
        official: [news],
        news: [official],
        "https://x.example.gov/2": [],
    }
    assert (seen[official]["same_as"], seen[news]["same_as"]) == (None, official)
    assert [seen[u]["proposed"] for u in (news, official)] == [True, True]


def judged(store, count, accepted, score=0.5):
    """Candidates of one ask that a person judged; the first ones accepted."""
    for n in range(count):
        words = " ".join(f"word{n}x{k}" for k in range(30))
        document = file_document(store, words)
        [revision] = store.documents.revisions(document)
        pairing = Pairing(
            ask_id=1, document_id=revision.id, score=score, proposed=True,
            passage=Span(0, 9), reasons=(Reason("close in meaning"),),
        )  # fmt: skip
        store.candidates.record([pairing], revisions_done=[revision.id], asks_done=(), now=a.NOW)
        held = next(c for c in store.candidates.list() if c.revision_id == revision.id)
        verdict = Verdict.ACCEPTED if n < accepted else Verdict.REJECTED
        store.candidates.judge(held.id, verdict, who="Ana", now=a.NOW)


def test_the_threshold_is_learnt_from_decisions_and_can_be_given_back(store):
    least, why = match.threshold_of(store, None)
    assert (least, why) == (
        match.load_model().threshold,
        "the threshold that the weights were fitted with",
    )
    judged(store, 20, accepted=5)

    learnt = match.calibrate(store, who="Ana", now=a.NOW)

    assert learnt.threshold > least
    assert match.threshold_of(store, None) == (
        learnt.threshold,
        "learnt from 5 accepted and 15 rejected candidates; back: askwatch match --reset",
    )
    assert match.threshold_of(store, 0.4) == (0.4, "set by match.threshold in config.toml")
    store.calibrations.set(None, accepted=0, rejected=0, who="Ana", now=a.NOW)
    assert match.threshold_of(store, None)[0] == least


def test_too_few_decisions_teach_nothing(store):
    judged(store, 3, accepted=1)

    with pytest.raises(TooFewError, match="'1 accepted, 2 rejected': 20 are needed, 5 of each"):
        match.calibrate(store, who="Ana", now=a.NOW)

    assert store.calibrations.latest() is None


def test_an_ask_edited_while_matching_runs_waits_for_the_next_run(store, monkeypatch):
    file_document(store, ANSWER)
    record = store.candidates.record

    def edit_then_record(pairings, **more):
        pairings = list(pairings)
        if more["asks_done"] and store.asks.for_matching()[0].summary != "Feed the cats.":
            store.asks.edit(1, summary="Feed the cats.", who="Ben", now=a.NOW)
        return record(pairings, **more)

    monkeypatch.setattr(store.candidates, "record", edit_then_record)

    match.match_pending(store, a.NOW)

    assert [ask.id for ask in store.asks.for_matching() if ask.pending] == [1]


def test_what_is_called_off_waits_for_the_next_run(store):
    file_document(store, ANSWER)

    match.match_pending(store, a.NOW, stop=lambda: True)

    assert store.documents.pending(1)


def test_a_new_document_becomes_a_candidate_once(store):
    file_document(store, ANSWER)

    first, second = match.match_pending(store, a.NOW), match.match_pending(store, a.NOW)

    found = store.candidates.list()
    assert (first, second) == (len(found), 0)
    assert found[0].quote in ANSWER
    assert store.documents.pending() == ()


def test_a_new_ask_is_compared_with_the_documents_already_held(store):
    file_document(store, ANSWER)
    model = replace(match.load_model(), threshold=1.0)
    assert match.match_pending(store, a.NOW, model=model) == 0
    other = a.TEXT.replace("last month", "this month")
    store.letters.add(
        a.reading(other, asks=a.reading().asks), other, a.new_source(other),
        who="Ana", now=a.NOW, confirmed=True,
    )  # fmt: skip

    assert match.match_pending(store, a.NOW) > 0

    assert {c.ask_id for c in store.candidates.list()} <= {3, 4}


def test_a_rejected_candidate_stays_rejected(store):
    file_document(store, ANSWER)
    match.match_pending(store, a.NOW)
    one = store.candidates.list()[0]
    store.candidates.judge(one.id, Verdict.REJECTED, who="Ana", now=a.NOW)

    match.match_pending(store, a.NOW)

    assert store.candidates.get(one.id).verdict is Verdict.REJECTED


@pytest.mark.parametrize("published", [None, date(2025, 3, 20)])
def test_a_statement_in_a_story_about_the_letter_waits_for_review(store, published):
    file_document(store, STORY, published)
    source = a.new_source(STORY, kind=DocumentKind.COVERAGE)
    store.letters.add_source(1, source, reading=None, who="Ana", now=a.NOW)

    match.match_pending(store, a.NOW)

    [found] = store.candidates.list()
    assert "Secretary Orla Finch said" in found.quote


def test_a_story_older_than_the_letter_becomes_no_candidate(store):
    file_document(store, STORY, date(2025, 3, 1))

    assert match.match_pending(store, a.NOW) == 0


def test_the_letters_own_text_does_not_answer_it(store):
    file_document(store, a.TEXT)

    assert match.match_pending(store, a.NOW) == 0


def test_a_document_is_taken_off_the_queue_even_where_nobody_asks(new_store):
    with Store.open(str(new_store)) as store:
        file_document(store, ANSWER)

        assert match.match_pending(store, a.NOW) == 0
        assert store.documents.pending() == ()


def test_missing_embeddings_are_named(monkeypatch):
    monkeypatch.setattr(match, "find_spec", lambda name: None)
    match._embeddings.cache_clear()

    with pytest.raises(InputError, match="no embeddings: 'wordllama': not installed"):
        match.vocabulary(match.load_model())


def test_the_real_asks_find_their_documents(shared, tmp_path):
    gold = shared / "gold"
    right = {
        (ask["ask_id"], j["url"])
        for letter in json.loads((gold / "match-dev.json").read_text())
        for ask in letter["asks"]
        for j in ask["judged"]
        if j["grade"] == 2
    }
    urls = {url for _, url in right}
    with gzip.open(gold / "state-documents.jsonl.gz") as packed:
        rows = [json.loads(row) for row in packed]
    some = [row for n, row in enumerate(rows) if n % 10 == 0 or row["url"] in urls]

    found = match.match_files(gold / "match-dev.asks.jsonl", lines(tmp_path / "some", *some), 1)

    answered = {ask for ask, _ in right}
    hits = [(row["ask_id"], m["url"]) in right for row in found for m in row["matches"]
            if row["ask_id"] in answered]  # fmt: skip
    assert sum(hits) / len(hits) > 0.6
