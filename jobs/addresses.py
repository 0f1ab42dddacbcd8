"""Look whether evidence still stands at its address, and where copies of dead pages are.

What is found is recorded beside the evidence, for a person to judge: nothing is
ever rewritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from db.store import Store
from jobs.archive import Archive
from jobs.extract import text_of
from jobs.fetch import Fetcher
from tracker import addresses
from tracker.errors import BlockedError, FetchError, InputError
from tracker.types import AddressState, Cited, Page

_ACCEPT = "text/html,application/pdf;q=0.9,*/*;q=0.5"


def recheck(
    store: Store,
    fetcher: Fetcher,
    archive: Archive,
    now: Callable[[], datetime],
    *,
    before: datetime,
    most: int,
) -> dict[str, int]:
    """Visit addresses of evidence not visited since `before`, and count what is there.

    A page that no longer has the quoted words is archived as it came.
    """
    found: Counter[str] = Counter()
    for cited in store.addresses.due(before, most):
        state, why, page = look(fetcher, cited.url, cited.quotes, cited.home)
        capture = archive.put(page) if page and state is AddressState.ALTERED else None
        changed = store.addresses.record(cited.url, state, now=now(), why=why, capture=capture)
        found[state.value] += 1
        found["changed"] += changed
    return {
        "links": sum(found.values()) - found["changed"],
        **{k: n for k, n in found.items() if n},
    }


def look(
    fetcher: Fetcher, url: str, quotes: Sequence[str], home: str | None
) -> tuple[AddressState, str, Page | None]:
    """Return what stands at an address, why we say so, and the page if one came.

    `home` is an address of the site at which it was found; None: a person gave it.
    """
    try:
        page = fetcher.get(url, accept=_ACCEPT, found_in=home)
    except BlockedError as error:
        return AddressState.UNREACHABLE, error.why, None
    except FetchError as error:
        gone = addresses.is_gone(error.status)
        return AddressState.GONE if gone else AddressState.UNREACHABLE, error.why, None
    assert page is not None, "without validators there is no 304"
    if addresses.is_front_page(url, page.final_url):
        return AddressState.GONE, "it leads to the front page", None
    try:
        text = text_of(page.body, name=url, media_type=page.media_type, url=url).text
    except InputError as error:
        return AddressState.UNREACHABLE, error.why, None
    return *addresses.judge(text, quotes), page


def find_copies(
    store: Store,
    fetcher: Fetcher,
    now: Callable[[], datetime],
    *,
    before: datetime,
    most: int,
    wayback: str = addresses.WAYBACK,
) -> dict[str, int]:
    """Look for a copy of each dead page in the publisher's archives and the Wayback Machine.

    A copy is suggested only if the quoted words stand on it.
    """
    suggested = 0
    gone = store.addresses.gone(before, most)
    for cited in gone:
        copy = _copy(fetcher, cited, wayback)
        store.addresses.suggest(cited.url, copy, now=now())
        suggested += copy is not None
    return {"dead": len(gone), "copies found": suggested}


def _copy(fetcher: Fetcher, cited: Cited, wayback: str) -> str | None:
    for url in addresses.archive_hosts(cited.url):
        if look(fetcher, url, cited.quotes, url)[0] is AddressState.STANDS:
            return url
    question = addresses.wayback_question(cited.url, cited.seen, wayback)
    try:
        page = fetcher.get(question, accept="application/json", found_in=wayback)
    except FetchError:
        return None
    copy = addresses.wayback_copy(page.body, wayback) if page else None
    if copy and look(fetcher, copy, cited.quotes, wayback)[0] is AddressState.STANDS:
        return copy
    return None
