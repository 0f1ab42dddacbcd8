"""Evidence at its address: looked for again, with a site on the loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.store import Store
from jobs.addresses import find_copies, recheck
from jobs.archive import Archive
from tests import builders as a
from tracker.types import Address, AddressState, Span

DAY = timedelta(days=1)
PAGE = "<html><body><article><p>At noon it was said: {0}</p></article></body></html>"
QUOTE = "The department froze the assets of the harbour police."


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        yield store


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def look(store, site, fetcher, archive):
    """Fix evidence from a page of the site; return what looks at it again and tells its state."""
    letter = store.letters.add(
        a.reading(), a.TEXT, a.new_source(), who="Ana", now=a.NOW, confirmed=True
    )
    held = store.documents.add_by_hand(
        identity="x",
        url=f"{site.url}/a/frozen",
        title="Frozen",
        published=a.NOW,
        text=QUOTE,
        raw_hash="x",
        private=False,
        now=a.NOW,
        who="Ana",
    )
    revision = store.documents.revisions(held.id)[0].id
    span = Span(0, len(QUOTE))
    store.ledger.add_evidence(letter.asks[0].id, revision, span, who="Ana", now=a.NOW)

    def look() -> Address:
        before = a.NOW + DAY
        recheck(store, fetcher, archive, lambda: a.NOW, before=before, most=5)
        [(address, asks)] = store.addresses.list()
        assert asks == (letter.asks[0].id,)
        return address

    return look


def test_words_that_still_stand_are_left_in_peace(look, site):
    site.answers(PAGE.format(QUOTE), 200, "text/html", path="/a/frozen")

    assert look().state is AddressState.STANDS


def test_a_page_that_lost_the_words_is_archived_as_it_is_now(look, site, archive):
    site.answers(
        PAGE.format("Nothing was frozen, whoever says so."), 200, "text/html", path="/a/frozen"
    )

    found = look()

    assert found.state is AddressState.ALTERED
    assert b"Nothing was frozen" in archive.get(found.capture)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (404, AddressState.GONE),
        (410, AddressState.GONE),
        (403, AddressState.UNREACHABLE),
        (500, AddressState.UNREACHABLE),
    ],
)
def test_a_page_that_does_not_answer_is_gone_only_if_the_server_says_so(look, site, status, state):
    site.answers("no", status, "text/html", path="/a/frozen")

    assert look().state is state


def test_an_answer_without_text_says_nothing(look, site):
    site.answers("", 200, "text/html", path="/a/frozen")

    assert look().state is AddressState.UNREACHABLE


@pytest.mark.parametrize(("words", "found"), [(QUOTE, True), ("Something else entirely.", False)])
def test_a_copy_is_suggested_only_if_the_words_stand_on_it(
    look, store, site, fetcher, words, found
):
    site.answers("no", 404, "text/html", path="/a/frozen")
    look()
    copy = f"{site.url}/copy"
    site.answers(PAGE.format(words), 200, "text/html", path="/copy")
    closest = {"url": copy, "status": "200"}
    told = json.dumps({"archived_snapshots": {"closest": closest}})
    site.answers(told, 200, "application/json", path="/available")

    site.acts_below("/available", site.act_of("/available"))

    counts = find_copies(
        store, fetcher, lambda: a.NOW, before=a.NOW, most=5, wayback=f"{site.url}/available"
    )

    [(address, _)] = store.addresses.list(troubled=True)
    assert counts == {"dead": 1, "copies found": int(found)}
    assert address.suggestion == (copy if found else None)


def test_where_nobody_knows_of_a_copy_none_is_suggested(look, store, site, fetcher):
    site.answers("no", 404, "text/html", path="/a/frozen")
    look()
    settings = {"before": a.NOW, "most": 5, "wayback": f"{site.url}/none"}

    assert find_copies(store, fetcher, lambda: a.NOW, **settings)["copies found"] == 0
