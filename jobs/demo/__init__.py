"""A sample campaign: letters, a roster, and a small web site on the loopback.

Everybody and everything in it is made up. Days count from today, so that some
answers are overdue, some due soon, and some have a possible answer to review.
It needs no internet, and nothing in it decides anything.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from http.server import ThreadingHTTPServer
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from jobs.demo.site import Page, handler

_MARK = re.compile(r"\{\{([+-]\d{1,3})(?: (iso|rss|time))?\}\}|\{\{base\}\}")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Where the files of a sample campaign were put."""

    config: Path
    roster: Path
    letters: tuple[Path, ...]
    """In the order in which they are to be added."""


def prepare(folder: Path, today: date, base: str) -> Campaign:
    """Write the sample's settings, roster and letters into a folder, and say where.

    `base` is the address of the sample site, without a slash at its end.
    """
    letters = folder / "letters"
    letters.mkdir(parents=True, exist_ok=True)
    for one in _files("letters"):
        (letters / one.name).write_text(_filled(one, today, base), "utf-8")
    for name in ("config.toml", "legislators-sample.json"):
        (folder / name).write_text(_filled(_part(name), today, base), "utf-8")
    return Campaign(
        config=folder / "config.toml",
        roster=folder / "legislators-sample.json",
        letters=tuple(sorted(p for p in letters.iterdir() if p.name[0].isdigit())),
    )


@contextmanager
def served(today: date) -> Iterator[str]:
    """Serve the sample pages on a free port of the loopback; yields the address."""
    pages: dict[str, Page] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(pages))
    base = f"http://127.0.0.1:{server.server_port}"
    pages |= _pages(today, base)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _pages(today: date, base: str) -> dict[str, Page]:
    def page(name: str, media_type: str, status: int = 200) -> Page:
        body = _filled(_part(f"site/{name}"), today, base).encode()
        return Page(body=body, media_type=media_type, status=status)

    return {
        "/robots.txt": Page(body=b"User-agent: *\nDisallow: /private/\n", media_type="text/plain"),
        "/feed.xml": page("feed.xml", "application/rss+xml; charset=utf-8"),
        "/wp-json/wp/v2/briefing": page("briefings.json", "application/json; charset=utf-8"),
        "/news": page("news.html", "text/html; charset=utf-8"),
        "/minority/feed.xml": page("denied.html", "text/html; charset=utf-8"),
    }


def _files(folder: str) -> list[Traversable]:
    return sorted(_part(folder).iterdir(), key=lambda one: one.name)


def _part(name: str) -> Traversable:
    return resources.files("jobs.demo").joinpath("campaign").joinpath(name)


def _filled(file: Traversable, today: date, base: str) -> str:
    def fill(mark: re.Match[str]) -> str:
        if mark[1] is None:
            return base
        return _dated(today + timedelta(days=int(mark[1])), mark[2])

    return _MARK.sub(fill, file.read_text("utf-8"))


def _dated(day: date, form: str | None) -> str:
    """Return a day as a letter prints it, or as "iso", "rss" or "time" say."""
    noon = datetime.combine(day, time(12, 0), UTC)
    match form:
        case "iso":
            return day.isoformat()
        case "rss":
            return format_datetime(noon)
        case "time":
            return noon.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
