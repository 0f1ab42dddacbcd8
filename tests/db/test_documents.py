"""Documents, their revisions, and search."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.sqlite import match_expression
from tests import builders as a
from tracker.errors import NotAllowedError, NotHeldError
from tracker.types import ChangeKind

BY = {"who": "Ana", "now": a.NOW}


@pytest.fixture
def polled(store):
    """Three documents of one feed, the second with two revisions."""
    store.sources.sync([a.source()])
    third = a.change("r-3", published=None, text="The embargo on harbour cranes was lifted.")
    store.sources.record_visit(a.visit(), [third, a.change("r-2"), a.change("r-1")])
    store.sources.record_visit(
        a.visit(), [a.change("r-2", ChangeKind.CHANGED, text="Now about visas for Norvania.")]
    )
    return store


def file(store, **more):
    values = {
        "identity": "reply-1",
        "url": "",
        "title": "Their reply",
        "published": datetime(2025, 6, 1, tzinfo=UTC),
        "text": "We regret the delay.",
        "raw_hash": "r" * 64,
        "private": True,
    }
    return store.documents.add_by_hand(**values | BY | more)


def test_a_document_says_where_it_came_from(polled):
    document = polled.documents.list()[-1]

    assert document == polled.documents.get(document.id)
    assert (document.source, document.guid, document.title) == ("releases", "r-1", "Release r-1")
    assert (document.first_seen, document.revisions, document.vanished) == (a.NOW, 1, None)
    assert document.private is False


def test_a_list_can_be_of_one_source_and_a_page_at_a_time(polled):
    file(polled)

    assert len(polled.documents.list()) == 4
    assert [d.guid for d in polled.documents.list(source="releases", limit=2)] == ["r-3", "r-2"]
    assert [d.guid for d in polled.documents.list(source="releases", offset=2)] == ["r-1"]


def test_what_is_held_is_told_for_the_identities_asked_for(polled):
    held = polled.documents.held("releases", ["r-2", "r-9"])

    assert list(held) == ["r-2"]
    assert (held["r-2"].title, held["r-2"].source) == ("Release r-2", "releases")
    with pytest.raises(NotHeldError, match="no such source: 'other'"):
        polled.documents.held("other", [])


def test_the_latest_revisions_come_a_page_at_a_time(polled):
    first = polled.documents.latest(limit=2)
    second = polled.documents.latest(after=first[-1].id)

    assert [r.number for r in (*first, *second)] == [1, 1, 2]
    assert second[0] == polled.documents.revision(second[0].id)


def test_documents_from_before_a_day_are_left_out_but_not_undated_ones(polled):
    assert len(polled.documents.latest(since=date(2025, 4, 1))) == 3

    [undated] = polled.documents.latest(since=date(2025, 4, 2))

    assert undated.published is None


def test_a_document_filed_by_hand_waits_for_matching(store):
    document = file(store)

    assert (document.source, document.private) == ("by hand", True)
    [revision] = store.documents.pending()
    assert (revision.document_id, revision.capture) == (document.id, "r" * 64)
    assert store.sources.watched() == ()
    assert store.sources.claim("by hand", by="me", now=a.NOW, until=a.NOW) is False


def test_the_same_reply_twice_is_one_document_and_stays_private(store):
    document = file(store)

    assert file(store, identity="other", private=False) == document
    assert len(store.documents.pending()) == 1


def test_another_text_under_the_same_identity_is_a_revision(store):
    document = file(store, private=False)

    again = file(store, text="We regret the long delay.", private=True)

    assert (again.id, again.revisions, again.private) == (document.id, 2, True)
    assert [r.number for r in store.documents.pending()] == [2]


def test_nobody_files_nothing(store):
    with pytest.raises(NotAllowedError, match="nobody is named"):
        file(store, who="")


def test_what_is_not_held_is_named(store):
    with pytest.raises(NotHeldError, match="no such document: '4'; `askwatch document list`"):
        store.documents.revisions(4)
    with pytest.raises(NotHeldError, match="no such revision: '4'"):
        store.documents.revision(4)


def test_a_search_finds_letters_and_documents(polled, letter):
    hits = polled.documents.search("harbour")

    assert {(hit.noun, hit.title) for hit in hits} == {
        ("letter", letter.title),
        ("document", "Release r-3"),
    }
    found = next(hit for hit in hits if hit.noun == "document")
    assert "[harbour]" in found.snippet
    assert (found.url, found.when) == ("https://releases.example.gov/r-3", None)
    assert next(hit for hit in hits if hit.noun == "letter").when == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("visas norvania", 1),
        ('"visas for"', 1),
        ('"for visas"', 0),
        ("vis", 1),
        ("vis norvania", 0),
        ("visa", 1),
        ("Release", 3),
        ("release department", 1),
    ],
)
def test_all_words_must_stand_there_the_last_may_be_a_beginning(polled, query, found):
    assert len(polled.documents.search(query)) == found


def test_only_the_latest_revision_is_found(polled):
    assert [h.title for h in polled.documents.search("department")] == ["Release r-1"]


def test_a_search_follows_an_edited_title_and_forgets_merged_letters(store, letter):
    store.letters.edit(letter.id, title="Quay of Ostrava", **BY)

    assert store.documents.search("ostrava")[0].id == letter.id
    assert store.check() == ()


def test_a_search_gives_no_more_than_asked_for(polled):
    assert len(polled.documents.search("release", limit=2)) == 2


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=40) | st.text(alphabet='a"*():^-+ANDORNOT ', max_size=30))
def test_nothing_that_a_person_types_is_an_error(store, query):
    store.documents.search(query)


def test_operators_are_only_words():
    assert match_expression('visa NOT "right of') == '"visa" "NOT" "right" "of"*'
    assert match_expression("— * ()") == ""
