"""A store, a site and a poller, for tests of polling."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Any

from db.store import Store
from jobs import sources
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.poll import Polled, poll
from tests.conftest import NOW
from tests.jobs.site import Site
from tracker.types import Source, Watched, Way

RSS = "application/rss+xml"


def feed(*numbers: int, text: str = "Norvania was spoken of.", more: str = "") -> str:
    """A feed of the releases of some hours of 20 November 2026, as listed."""
    items = "".join(
        f"<item><title>Release {n}</title><link>https://www.example.gov/release-{n}/</link>"
        f"<guid isPermaLink='false'>https://www.example.gov/?page_id={n}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 {n:02}:00:00 +0000</pubDate>"
        f"<description>{escape(f'<p>{text} ({n})</p>')}</description></item>"
        for n in numbers
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{more}{items}</channel></rss>"


class Desk:
    """A store, a site and a poller."""

    def __init__(self, store: Store, site: Site, fetcher: Fetcher, archive: Archive) -> None:
        self.store, self.site, self.fetcher, self.archive = store, site, fetcher, archive
        self.time = NOW

    def watch(self, **more: Any) -> Source:
        """Watch the site's feed, or what is given."""
        values: dict[str, Any] = {
            "name": "releases",
            "ways": (Way(layout="rss", url=self.site.url + "/feed"),),
            "every": timedelta(hours=1),
        }
        source = Source(**values | more)
        self.store.sources.sync([source])
        return source

    def poll(self, *names: str, all_: bool = True, **more: Any) -> tuple[Polled, ...]:
        """Poll, a minute later than the last time."""
        self.time += timedelta(minutes=1)
        return poll(
            self.store,
            self.fetcher,
            self.archive,
            sources.layout,
            now=lambda: self.time,
            names=names,
            all_=all_,
            **more,
        )

    @property
    def state(self) -> Watched:
        return self.store.sources.watched()[0]

    @property
    def titles(self) -> list[str]:
        return sorted(document.title for document in self.store.documents.list())
