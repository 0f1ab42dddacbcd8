"""What stands at the addresses of evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as a
from tracker.types import AddressState, Capture, Cited, Span

DAY = timedelta(days=1)
URL = "https://releases.example.gov/frozen"


@pytest.fixture
def evidence(store, letter):
    """Fix words of a document as evidence for an ask."""

    def fix(url=URL, text="The assets were frozen.", *, private=False, ask=0):
        held = store.documents.add_by_hand(
            identity=f"{url} {text}",
            url=url,
            title="Frozen",
            published=a.NOW,
            text=text,
            raw_hash=text,
            private=private,
            now=a.NOW,
            who="Ana",
        )
        revision = store.documents.revisions(held.id)[0].id
        ask_id = letter.asks[ask].id
        return store.ledger.add_evidence(ask_id, revision, Span(0, 10), who="Ana", now=a.NOW)

    return fix


def test_links_are_looked_at_longest_ago_first_with_all_their_quotes(store, evidence):
    evidence()
    evidence(text="Of assets, none.", ask=1)
    evidence("https://other.example/1", text="Assets of others.")
    store.addresses.record(URL, AddressState.STANDS, now=a.NOW)

    before = store.addresses.due(a.NOW, 5)
    after = store.addresses.due(a.NOW + DAY, 5)

    assert [one.url for one in before] == ["https://other.example/1"]
    assert after[1] == Cited(url=URL, quotes=("The assets", "Of assets,"), seen=a.NOW, home=None)


@pytest.mark.parametrize("url", ["file:reply.txt", "ftp://x.example/", URL])
def test_what_is_private_or_stands_nowhere_is_never_asked_for(store, evidence, url):
    evidence(url, private=url == URL)

    assert store.addresses.due(a.NOW, 5) == ()


def test_a_change_of_state_is_told_once(store, evidence):
    evidence()
    capture = Capture(hash="f" * 64, url=URL, media_type="text/html", size=3, at=a.NOW)
    states = (AddressState.STANDS, AddressState.ALTERED, AddressState.ALTERED)

    told = [
        store.addresses.record(URL, state, now=a.NOW + n * DAY, why=state.value, capture=capture)
        for n, state in enumerate(states)
    ]

    [(link, asks)] = store.addresses.list(troubled=True)
    assert told == [True, True, False]
    assert (link.since, link.checked, link.capture) == (a.NOW + DAY, a.NOW + 2 * DAY, "f" * 64)
    assert asks == (1,)


def test_silence_says_nothing_about_the_words(store, evidence):
    evidence()
    store.addresses.record(URL, AddressState.STANDS, now=a.NOW)

    changed = store.addresses.record(
        URL, AddressState.UNREACHABLE, now=a.NOW + DAY, why="no answer"
    )

    [(link, _)] = store.addresses.list()
    assert not changed
    assert (link.state, link.checked) == (AddressState.STANDS, a.NOW + DAY)


def test_a_copy_is_looked_for_once_in_a_while_until_one_is_found(store, evidence):
    evidence()
    store.addresses.record(URL, AddressState.GONE, now=a.NOW, why="404 Not Found")
    [link] = store.addresses.gone(a.NOW, 5)
    store.addresses.suggest(URL, None, now=a.NOW)
    early, late = store.addresses.gone(a.NOW, 5), store.addresses.gone(a.NOW + DAY, 5)
    store.addresses.suggest(URL, "https://archive.example/frozen", now=a.NOW)

    [(suggested, _)] = store.addresses.list()
    assert (link.url, link.quotes) == (URL, ("The assets",))
    assert (early, len(late)) == ((), 1)
    assert store.addresses.gone(a.NOW + DAY, 5) == ()
    assert suggested.suggestion == "https://archive.example/frozen"


def test_a_link_that_is_back_loses_its_suggestion(store, evidence):
    evidence()
    store.addresses.record(URL, AddressState.GONE, now=a.NOW)
    store.addresses.suggest(URL, "https://archive.example/frozen", now=a.NOW)

    store.addresses.record(URL, AddressState.STANDS, now=a.NOW + DAY)

    assert store.addresses.list(troubled=True) == ()
    assert store.addresses.list()[0][0].suggestion is None
