"""Search: full text with filters over letters, documents, replies and notes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.board import Selection
from db.sql import sought
from db.sqlite import match_expression
from tests import builders as a
from tracker import settled
from tracker.config import Deadlines
from tracker.errors import UsageError
from tracker.filters import parse
from tracker.types import ChangeKind, EventKind, Find, Pairing, Reason, Span

BY = {"who": "Ana", "now": a.NOW}
RULES = Deadlines()
DAY = a.NOW.date()
SECRET = "Their envoy wrote about the lighthouse in confidence."


def find(store, typed: str, **more):
    store.board.settle(settled.name(RULES), DAY, lambda row: settled.settled(row, RULES, DAY))
    wanted = parse(typed)
    selection = Selection(rules=settled.name(RULES), today=DAY, wanted=wanted)
    return store.search.find(selection, **more)


def search(store, typed: str):
    return store.search.read(find(store, typed).places, parse(typed))


def titles(store, typed: str) -> list[str]:
    return [hit.title for hit in search(store, typed)]


@pytest.fixture
def polled(store):
    """Three documents of one feed, the second with two revisions, the third undated."""
    store.sources.sync([a.source()])
    third = a.change("r-3", published=None, text="The embargo on harbour cranes was lifted.")
    store.sources.record_visit(a.visit(), [third, a.change("r-2"), a.change("r-1")])
    store.sources.record_visit(
        a.visit(), [a.change("r-2", ChangeKind.CHANGED, text="Now about visas for Norvania.")]
    )
    return store


@pytest.fixture
def kept(polled, letter):
    """Besides: a private reply to the letter, a passage of a release, notes before and after."""
    first, second = (ask.id for ask in letter.asks)
    polled.ledger.append(first, EventKind.NOTE_ADDED, "ring the lighthouse keeper", **BY)
    reply = polled.documents.add_by_hand(
        identity="x",
        url="file:x.txt",
        title="Reply",
        published=a.NOW - timedelta(days=300),
        text=SECRET,
        raw_hash="r" * 64,
        private=True,
        **BY,
    )
    polled.letters.add_reply(letter.id, reply.id, dated=None, received=None, **BY)
    [revision] = polled.documents.revisions(reply.id)
    proof = polled.ledger.add_evidence(second, revision.id, Span(0, 20), **BY)
    polled.ledger.append(
        second, EventKind.OUTCOME_SET, "answered", why="says lighthouse", evidence_id=proof.id, **BY
    )
    [last] = [r for r in polled.documents.latest() if "visas" in r.text]
    pairing = Pairing(
        ask_id=first,
        document_id=last.id,
        score=0.8,
        proposed=True,
        passage=Span(0, 9),
        reasons=(Reason("names visas"),),
    )
    polled.candidates.record([pairing], revisions_done=[], asks_done=[], now=a.NOW)
    return polled


def test_letters_and_documents_are_found_with_the_found_words_marked(polled, letter):
    hits = search(polled, "harbour")

    assert {(hit.noun, hit.title) for hit in hits} == {
        ("letter", letter.title),
        ("document", "Release r-3"),
    }
    found = next(hit for hit in hits if hit.noun == "document")
    assert "[harbour]" in found.snippet
    assert [span.of(found.snippet) for span in found.found] == ["harbour"]
    assert (found.url, found.when) == ("https://releases.example.gov/r-3", None)
    assert next(hit for hit in hits if hit.noun == "letter").when == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("visas norvania", 1),
        ('"visas for"', 1),
        ('"for visas"', 0),
        ("vis", 1),
        ('"vis"', 0),
        ("vis norvania", 0),
        ("visa", 1),
        ("Release", 3),
        ("release department", 1),
        ("— *", 0),
    ],
)
def test_all_words_must_stand_there_the_last_may_be_a_beginning(polled, query, found):
    assert len(search(polled, query)) == found


def test_only_the_latest_revision_is_found(polled):
    assert titles(polled, "department") == ["Release r-1"]


def test_a_search_follows_an_edited_title_and_forgets_merged_letters(store, letter):
    store.letters.edit(letter.id, title="Quay of Ostrava", **BY)

    assert search(store, "ostrava")[0].id == letter.id
    assert store.check() == ()


def test_where_more_match_than_are_ranked_the_newest_are_and_it_is_said(polled):
    found = find(polled, "release", bound=2)

    assert found.more
    assert {polled.documents.get(at).guid for _, at in found.places} == {"r-2", "r-3"}


def test_nothing_wanted_gives_the_documents_newest_first_undated_ones_last(kept):
    assert titles(kept, "") == ["Reply", "Release r-2", "Release r-1", "Release r-3"]
    assert find(kept, "", bound=1).more


def test_notes_and_reasons_are_found_until_they_are_taken_back(kept, letter):
    [note] = search(kept, "keeper")
    assert (note.noun, note.kind, note.letter, note.ask) == ("note", Find.NOTE, letter.id, 1)
    assert note.title == f"Ana, note added: {letter.title}"
    assert note.snippet == "ring the lighthouse [keeper]"

    taken = kept.ledger.undo(note.id, **BY)
    assert search(kept, "keeper") == ()
    redone = kept.ledger.undo(taken.id, **BY)
    assert len(search(kept, "keeper")) == 1
    kept.ledger.undo(redone.id, **BY)
    assert search(kept, "is:note keeper") == ()


def test_what_may_repeat_private_evidence_is_said_to_be_private(kept):
    hits = search(kept, "lighthouse")

    assert {(hit.kind, hit.private) for hit in hits} == {
        (Find.REPLY, True),
        (Find.NOTE, False),
        (Find.NOTE, True),
    }
    assert len(search(kept, "lighthouse private:no")) == 1
    assert {hit.kind for hit in search(kept, "private:yes")} == {Find.REPLY, Find.NOTE}
    assert search(kept, "is:letter private:yes") == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("is:reply", {"Reply"}),
        ("is:document", {"Release r-1", "Release r-2", "Release r-3"}),
        ("is:document is:reply since:2026", {"Reply"}),
        ("is:document since:2025-04 until:2025-04-01", {"Release r-1", "Release r-2"}),
        ("source:RELEASES", {"Release r-1", "Release r-2", "Release r-3"}),
        ("source:none", set()),
        ("letter:1 is:document", {"Release r-2"}),
        ("state:to-review is:document", {"Release r-2"}),
        ("state:to-review is:reply", {"Reply"}),
        ("state:answered is:reply", {"Reply"}),
        ("state:answered is:document", set()),
        ("state:overdue is:document", set()),
        ("to:Zebra", set()),
    ],
)
def test_filters_narrow_documents_by_themselves_and_by_the_asks_they_may_answer(kept, typed, found):
    assert set(titles(kept, typed)) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("since:2025-03 until:2025-03", 1),
        ("since:2025-04", 0),
        ("state:answered", 1),
        ("state:overdue", 0),
        ("addressee:orla", 1),
        ("to:zebra", 0),
        ("letter:1", 1),
        ("letter:2", 0),
        ("campaign:quays", 1),
        ("campaign:teal", 0),
        ("source:norvania", 1),
        ("source:none", 0),
        ("private:no harbour", 1),
    ],
)
def test_filters_narrow_letters(kept, letter, typed, found):
    campaign = kept.campaigns.add("Quays of the north", **BY)
    kept.campaigns.file(letter.id, campaign.id, **BY)

    assert len(search(kept, f"is:letter {typed}")) == found


def test_notes_go_with_their_asks_and_letters(kept, letter):
    kept.letters.edit(letter.id, title="Quay", why="the keeper says so", **BY)

    assert len(search(kept, "is:note letter:1 keeper")) == 2
    assert len(search(kept, "is:note letter:1")) == 3
    assert len(search(kept, "is:note state:answered lighthouse")) == 1
    assert search(kept, "is:note source:releases") == ()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=40) | st.text(alphabet='a"*():^-+ANDORNOT ', max_size=30))
def test_nothing_that_a_person_types_breaks_a_search(store, query):
    with suppress(UsageError):
        search(store, query)


def test_operators_are_only_words():
    words = parse('visa NOT "right of').words
    assert match_expression(sought(words, begun=False)) == '"visa" "not" "right of"'
    assert match_expression(sought(("near", "—"), begun=True)) == '"near"*'
    assert not sought(("— * ()",), begun=True)
