"""Near-identical documents are one candidate; thresholds that were learnt are kept."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from alembic import command

from db import sqlite
from db.engine import Database
from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tests.db.test_candidates import BY, pairing, record
from tracker.errors import NotAllowedError
from tracker.types import Decision, Verdict

STATEMENT = " ".join(f"The court of town {n} will sit in month {n}." for n in range(9))
OFFICIAL, NEWS = "https://x.example.gov/", "https://news.example/"


def filed(store, words, url=OFFICIAL, day=3, private=False, identity=None):
    document = store.documents.add_by_hand(
        identity=identity or url + words[:9],
        url=url,
        title="Courts",
        published=datetime(2026, 4, day, tzinfo=UTC),
        text=words,
        raw_hash="r" * 64,
        private=private,
        **BY,
    )
    return store.documents.revisions(document.id)[-1]


@pytest.fixture
def ask(letter):
    return letter.asks[1]


@pytest.fixture
def first(store, ask):
    revision = filed(store, STATEMENT, day=3)
    assert record(store, pairing(ask.id, revision.id)) == 1
    return revision


def test_a_republication_joins_the_candidate_and_is_listed_beside_it(store, ask, first):
    copy = filed(store, "By our desk. " + STATEMENT, NEWS, day=1)

    assert record(store, pairing(ask.id, copy.id, score=0.9)) == 0
    assert record(store, pairing(ask.id, copy.id, score=0.9)) == 0

    [held] = store.candidates.list()
    assert (held.revision_id, held.score) == (first.id, 0.7)
    [beside] = held.echoes
    assert (beside.revision_id, beside.url, beside.source) == (copy.id, NEWS, "by hand")
    assert store.candidates.get(held.id) == held


def test_the_first_official_document_takes_the_place_of_one_nobody_judged(store, ask, first):
    earlier = filed(store, "Press office. " + STATEMENT, OFFICIAL, day=1)

    assert record(store, pairing(ask.id, earlier.id, score=0.6)) == 0

    [held] = store.candidates.list()
    assert (held.revision_id, held.score) == (earlier.id, 0.6)
    assert [echo.revision_id for echo in held.echoes] == [first.id]


def test_a_copy_of_a_rejected_candidate_is_not_proposed_again(store, ask, first):
    [held] = store.candidates.list()
    store.candidates.judge(held.id, Verdict.REJECTED, **BY)
    earlier = filed(store, "Press office. " + STATEMENT, OFFICIAL, day=1)

    assert record(store, pairing(ask.id, earlier.id)) == 0

    [held] = store.candidates.list()
    assert (held.verdict, held.revision_id) == (Verdict.REJECTED, first.id)
    assert [echo.revision_id for echo in held.echoes] == [earlier.id]


def test_a_new_revision_of_a_copy_takes_the_place_of_the_earlier_one(store, ask, first):
    record(store, pairing(ask.id, filed(store, "A. " + STATEMENT, NEWS, identity="n").id))
    later = filed(store, "By our desk. " + STATEMENT, NEWS, identity="n")

    record(store, pairing(ask.id, later.id))

    [held] = store.candidates.list()
    assert [echo.revision_id for echo in held.echoes] == [later.id]


@pytest.mark.parametrize(
    ("words", "private"),
    [
        (STATEMENT.replace("court", "ship"), False),
        (STATEMENT * 4, False),
        ("A. " + STATEMENT, True),
    ],
    ids=["another text", "a longer text", "a private copy"],
)
def test_another_text_or_a_private_copy_is_a_candidate_of_its_own(
    store, ask, first, words, private
):
    other = filed(store, words, NEWS, private=private)

    assert record(store, pairing(ask.id, other.id)) == 1

    assert [held.echoes for held in store.candidates.list()] == [(), ()]


@pytest.mark.parametrize("seed", range(8))
def test_pairings_kept_together_are_what_they_are_one_by_one(new_store, tmp_path, seed):
    """Copies of one another, official or not, new revisions of some, for several asks."""
    chance = Random(seed)
    other = STATEMENT.replace("court", "bank")
    texts = [STATEMENT, "By our desk. " + STATEMENT, other, "In short: " + other, "No more."]
    files = [
        (chance.choice(texts), chance.choice((OFFICIAL, NEWS)), chance.randint(1, 9), n % 7)
        for n in range(12)
    ]
    order = [(chance.randrange(12), chance.randrange(3)) for _ in range(30)]

    def kept(file, at_once):
        with Store.open(str(file)) as store:
            asks = [
                one.id
                for _ in range(2)
                for one in store.letters.add(
                    a.reading(), a.TEXT, a.new_source(), who="Ana", now=a.NOW, confirmed=True
                ).asks
            ]
            for words, url, day, identity in files:
                filed(store, words, url, day, identity=f"{identity}")
            numbers = range(1, 1 + len(store.documents.pending()))
            pairs = [pairing(asks[at], numbers[n % len(numbers)]) for n, at in order]
            while pairs:
                some, pairs = pairs[:at_once], pairs[at_once:]
                record(store, *some)
            return sorted(
                (one.ask_id, one.revision_id, sorted(echo.revision_id for echo in one.echoes))
                for one in store.candidates.list()
            )

    assert kept(new_store, 20) == kept(tmp_path / "one-by-one.db", 1)


def test_decisions_are_what_people_said_of_scored_candidates(store, ask, first):
    story = filed(store, "Quite another text.", NEWS)
    record(store, pairing(ask.id, story.id, score=0.5, told=True))
    for held in store.candidates.list():
        verdict = Verdict.REJECTED if held.told else Verdict.ACCEPTED
        store.candidates.judge(held.id, verdict, **BY)

    assert store.calibrations.decisions() == (
        Decision(0.7, True, told=False),
        Decision(0.5, False, told=True),
    )


def test_the_latest_threshold_counts_and_none_goes_back(store):
    assert store.calibrations.latest() is None
    store.calibrations.set(0.4, accepted=9, rejected=12, **BY)

    learnt = store.calibrations.latest()

    assert (learnt.threshold, learnt.accepted, learnt.rejected) == (0.4, 9, 12)
    assert (learnt.who, learnt.at) == ("Ana", a.NOW)
    later = {"who": "Ben", "now": a.NOW + timedelta(hours=1)}
    store.calibrations.set(None, accepted=0, rejected=0, **later)
    assert store.calibrations.latest() is None


def test_nobody_sets_no_threshold(store):
    with pytest.raises(NotAllowedError, match="nobody is named"):
        store.calibrations.set(0.4, accepted=9, rejected=12, who=" ", now=a.NOW)


def test_candidates_of_an_earlier_version_are_kept_as_they_were(tmp_path):
    file = tmp_path / "askwatch.db"
    database = Database("", None, sqlite.connect(file))
    with database._transaction(write=True) as connection:
        command.upgrade(config(connection), "0006")
    database.close()
    with sqlite3.connect(file) as plain:
        for statement in _EARLIER:
            plain.execute(statement)
    plain.close()

    with Store.open(str(file)) as store:
        [held] = store.candidates.list()
        assert (held.quote, held.told, held.echoes) == ("No.", False, ())
        assert store.check() == ()


_EARLIER = (
    "INSERT INTO letters (id, title, kind, text, warnings, recorded) "
    "VALUES (1, 'Harbours', 'letter', 'Tell us.', '[]', '2025-01-01 00:00:00')",
    'INSERT INTO asks (id, letter_id, number, quote, start, "end", kind, summary, confidence, '
    "struck, pending) VALUES (1, 1, 1, 'Tell us.', 0, 8, 'information', 'Tell.', 1, 0, 0)",
    "INSERT INTO sources (id, name, host, title, ways, every, enabled, proven, failures, "
    "documents, gaps, listing) VALUES (1, 's', 'h', 't', '[]', 1, 1, 0, 0, 0, 0, '[]')",
    "INSERT INTO documents (id, source_id, host, identity, url, title, first_seen, last_seen, "
    "private, revisions, text_hash) VALUES (1, 1, 'h', 'i', 'u', 't', '2025-01-01 00:00:00', "
    "'2025-01-01 00:00:00', 0, 1, 'x')",
    "INSERT INTO revisions (id, document_id, number, title, url, text, text_hash, seen, pending) "
    "VALUES (1, 1, 1, 't', 'u', 'No.', 'x', '2025-01-01 00:00:00', 0)",
    'INSERT INTO candidates (id, ask_id, revision_id, document_id, score, start, "end", quote, '
    "reasons, verdict, proposed_at) VALUES (1, 1, 1, 1, 0.5, 0, 3, 'No.', '[]', 'new', "
    "'2025-01-01 00:00:00')",
)
