"""What a visit brings: documents, revisions, the listing, what vanished."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from db.store import Store
from tests import builders as a
from tracker.types import ChangeKind, VisitStatus

HOUR = timedelta(hours=1)


@pytest.fixture
def watched(store):
    store.sources.sync([a.source()])
    return store


def test_new_documents_wait_for_matching_in_the_order_of_their_days(watched):
    watched.sources.record_visit(a.visit(capture="c" * 64), [a.change("r-2"), a.change("r-1")])

    assert [r.title for r in watched.documents.pending()] == ["Release r-1", "Release r-2"]
    assert watched.documents.pending()[0].capture == "c" * 64
    assert watched.sources.watched()[0].documents == 2


def test_another_text_or_title_is_a_revision_and_the_same_is_none(watched):
    watched.sources.record_visit(a.visit(), [a.change()])
    later = a.NOW + HOUR

    watched.sources.record_visit(
        a.visit(at=later), [a.change(kind=ChangeKind.CHANGED, text="Something else.")]
    )
    watched.sources.record_visit(
        a.visit(at=later), [a.change(kind=ChangeKind.CHANGED, text="Something else.", title="New")]
    )
    watched.sources.record_visit(
        a.visit(at=later), [a.change(kind=ChangeKind.CHANGED, text="Something else.", title="New")]
    )

    [document] = watched.documents.list()
    revisions = watched.documents.revisions(document.id)
    assert (document.revisions, document.title, document.last_seen) == (3, "New", later)
    assert [r.number for r in revisions] == [1, 2, 3]
    assert [r.id for r in watched.documents.pending()] == [revisions[-1].id]


def test_an_item_that_is_the_same_makes_no_revision_whatever_its_hash(watched):
    watched.sources.record_visit(a.visit(), [a.change()])

    watched.sources.record_visit(a.visit(), [a.change(kind=ChangeKind.SAME, text="")])

    assert watched.documents.list()[0].revisions == 1


def test_two_feeds_of_one_host_share_their_documents(store):
    store.sources.sync([a.source("one"), a.source("two", url="https://www.RELEASES.example.gov/2")])
    store.sources.record_visit(a.visit(source="one"), [a.change()])

    second = a.visit(source="two", url="https://www.RELEASES.example.gov/2")
    store.sources.record_visit(second, [a.change()])

    [document] = store.documents.list()
    assert (document.source, document.revisions) == ("one", 1)
    assert list(store.documents.last_listing("two")) == ["r-1"]


def test_the_same_identity_twice_on_a_page_is_one_document(watched):
    watched.sources.record_visit(a.visit(), [a.change(), a.change(title="Again")])

    assert [d.title for d in watched.documents.list()] == ["Release r-1"]


def test_the_listing_is_that_of_the_latest_good_page(watched):
    watched.sources.record_visit(a.visit(), [a.change("r-2"), a.change("r-1")])
    watched.sources.record_visit(
        a.visit(), [a.change("r-3"), a.change("r-2", kind=ChangeKind.SAME)]
    )
    watched.sources.record_visit(a.visit(VisitStatus.UNCHANGED, http_status=304))
    watched.sources.record_visit(a.visit(VisitStatus.BLOCKED))

    assert list(watched.documents.last_listing("releases")) == ["r-3", "r-2"]


def test_a_stale_copy_or_a_fallbacks_page_is_no_listing(watched):
    watched.sources.record_visit(a.visit(), [a.change("r-1")])
    watched.sources.record_visit(a.visit(), [a.change("r-2")], complete=False)
    watched.sources.record_visit(a.visit(url="https://elsewhere.example.org/"), [a.change("r-3")])

    assert list(watched.documents.last_listing("releases")) == ["r-1"]


def test_an_awaited_document_stays_in_the_listing_and_is_missed_since_the_first_time(watched):
    watched.sources.record_visit(a.visit(), [a.change("r-2"), a.change("r-1")])
    same = a.change("r-1", kind=ChangeKind.SAME)
    for hours in (1, 2):
        at = a.NOW + hours * HOUR
        watched.sources.record_visit(a.visit(at=at), [same], awaited=["r-2"])

    listed = watched.documents.last_listing("releases")
    assert {name: one.missed for name, one in listed.items()} == {
        "r-1": None,
        "r-2": a.NOW + HOUR,
    }


def test_the_listing_keeps_the_marks_of_its_items(watched):
    change = a.change("r-1")
    marked = replace(change, item=replace(change.item, mark="m"))

    watched.sources.record_visit(a.visit(), [marked])

    assert watched.documents.last_listing("releases")["r-1"].mark == "m"


def test_a_listing_of_an_earlier_version_is_read(tmp_path):
    file = tmp_path / "store.db"
    with Store.open(str(file)) as store:
        store.sources.sync([a.source()])
        store.sources.record_visit(a.visit(), [a.change("r-2"), a.change("r-1")])
    with sqlite3.connect(file) as plain:
        plain.execute("UPDATE sources SET listing = '[2, 1]'")
    plain.close()

    with Store.open(str(file)) as store:
        assert list(store.documents.last_listing("releases")) == ["r-2", "r-1"]


def test_a_source_that_moves_forgets_its_listing(watched):
    watched.sources.record_visit(a.visit(), [a.change("r-1")])

    watched.sources.sync([a.source(url="https://new.example.gov/feed")])

    assert watched.documents.last_listing("releases") == {}


def test_a_document_vanishes_once_and_comes_back(watched):
    watched.sources.record_visit(a.visit(), [a.change("r-1"), a.change("r-2")])
    gone = next(d.id for d in watched.documents.list() if d.guid == "r-1")
    same = a.change("r-2", kind=ChangeKind.SAME)
    for hours in (1, 2):
        at = a.NOW + hours * HOUR
        watched.sources.record_visit(a.visit(at=at), [same], vanished=["r-1"])
    assert watched.documents.get(gone).vanished == a.NOW + HOUR

    watched.sources.record_visit(a.visit(), [same, a.change("r-1", kind=ChangeKind.SAME)])

    assert watched.documents.get(gone).vanished is None
