"""Documents and their revisions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

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
    assert polled.documents.held("other", ["r-2"]) == {}


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
