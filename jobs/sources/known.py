"""The catalog: real sources by name, so that config.toml need only switch them on."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from tracker.config import SourceSetting, WaySetting, period
from tracker.errors import ConfigError
from tracker.types import Source, Way

_FILE = Path(__file__).with_name("catalog.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of catalog.toml."""

    name: str
    title: str
    layout: str
    url: str
    every: str
    expects: str | None = None
    fallbacks: tuple[WaySetting, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    delay: float | None = None
    proven: bool = False

    def source(self) -> Source:
        """Return it as a source."""
        others = (Way(layout=other.layout, url=other.url) for other in self.fallbacks)
        return Source(
            name=self.name,
            title=self.title,
            ways=(Way(layout=self.layout, url=self.url), *others),
            every=period(self.every),
            expects=period(self.expects) if self.expects else None,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            delay=self.delay,
            proven=self.proven,
        )


@cache
def catalog() -> dict[str, Source]:
    """Return the sources of the catalog by name, in its order."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    entries = msgspec.convert(data["sources"], list[Entry])
    return {entry.name: entry.source() for entry in entries}


def configured(settings: Iterable[SourceSetting]) -> tuple[Source, ...]:
    """Return the sources that config.toml names, completed from the catalog.

    Raises:
        ConfigError: an entry has no address and the catalog has none of its
            name; or it has an address of its own and no layout.
    """
    return tuple(_source(setting) for setting in settings)


def _source(setting: SourceSetting) -> Source:
    entry = catalog().get(setting.name)
    if not entry and not setting.url:
        near = difflib.get_close_matches(setting.name, catalog(), n=1, cutoff=0.5)
        step = f"did you mean '{near[0]}'?" if near else "give its layout and url"
        raise ConfigError("unknown source", setting.name, "the catalog has none of that name", step)
    if not entry and not setting.layout:
        step = "`askwatch source add URL` finds it"
        raise ConfigError("bad setting", f"sources.{setting.name}", "it has no layout", step)
    return setting.source(entry)
