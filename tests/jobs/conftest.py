"""A site on the loopback, and a fetcher that asks it without delay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from tests.conftest import NOW
from tests.jobs.desk import Desk
from tests.jobs.site import Site, serving
from tracker.config import Fetch


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that has nothing yet."""
    with serving() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A fetcher with no delay on the loopback and one retry."""
    settings = Fetch(min_delay=0, timeout=20, max_bytes=150_000, retries=1)
    with Fetcher(settings, now=lambda: NOW, contact="ana@example.org", pause=0.001) as fetcher:
        yield fetcher


@pytest.fixture
def desk(site: Site, fetcher: Fetcher, new_store: Path, tmp_path: Path) -> Iterator[Desk]:
    """A store, the site and a poller."""
    with Store.open(str(new_store)) as store:
        yield Desk(store, site, fetcher, Archive(tmp_path / "archive"))
