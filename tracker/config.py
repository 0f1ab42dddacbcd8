"""config.toml, as values: what may be set, of which kind, and what it is by default.

Pure: takes parsed TOML, gives a `Config` or says which key is wrong. Where the
file lies, and what the environment adds, is the command line's business.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from tracker import recipients
from tracker.errors import ConfigError
from tracker.names import source_name
from tracker.recipients import DigestSettings as DigestSettings
from tracker.types import Source, Way

_PERIOD = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(min|[smhdw])")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOURLY = timedelta(hours=1)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
_LONGEST = timedelta(days=366)
_KEYS = {"api.congress.gov": "CONGRESS_API_KEY", "api.govinfo.gov": "GOVINFO_API_KEY"}
# Names of this form are removed from crash reports, and are no keys by mistake.
_KEY_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,60}_(?:KEY|TOKEN|SECRET)")


def period(text: str) -> timedelta:
    """Return "90s", "15min", "6h", "1d" or "2w" as a length of time.

    Raises:
        ConfigError: it is none of these, nought, or longer than a year.
    """
    match = _PERIOD.fullmatch(text.strip())
    length = timedelta(seconds=float(match[1]) * _SECONDS[match[2]]) if match else timedelta()
    if not timedelta() < length <= _LONGEST:
        raise ConfigError(
            "bad period",
            text,
            "no length of time up to a year",
            "write it like '15min', '6h' or '1d'",
        )
    return length


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where the store is."""

    url: str = ""
    """A file or a database address; empty: the user's own data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who works with this store."""

    name: str = ""
    contact: str = ""
    """An address at which the owners of polled sites can reach you."""
    time_zone: str = "America/New_York"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of working days and of times on screen."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How sites are asked."""

    min_delay: float = 5.0
    """Seconds between two requests to one host."""
    timeout: float = 30.0
    """Seconds in all for one address, redirects included."""
    max_bytes: int = 20_000_000
    """The most that one response may have, as received and as unpacked."""
    max_redirects: int = 5
    retries: int = 2
    """How often a transient failure is tried again within one visit."""
    at_once: int = 8
    """The most hosts that are asked side by side."""
    keys: dict[str, str] = field(default_factory=lambda: dict(_KEYS))
    """Which variable of the environment holds the key of a host's interface."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What is proposed for review."""

    threshold: float | None = None
    """Propose from this score on; None: the one that the weights were fitted with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddresseeRule:
    """How long an office has for its answer."""

    office: str
    """Words that stand in the addressee's office or name."""
    business_days: int
    source: str = ""
    """Who says so; shown wherever the date is explained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """When an answer is due, where the letter does not say."""

    default_business_days: int = 30
    due_soon: int = 5
    """From how many business days before the due day an ask is due soon."""
    rules: tuple[AddresseeRule, ...] = (
        AddresseeRule(office="State", business_days=21, source="State's own goal (GAO-14-424)"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The mail server; the password comes from the environment, ASKWATCH_SMTP_PASSWORD."""

    host: str = ""
    port: int = 587
    user: str = ""
    security: str = "starttls"
    """One of "starttls", "tls" and, on the loopback only, "none"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """What the scheduler runs."""

    poll_every: str = "15min"
    """How often it looks which sources are due."""
    sweep_at: str = "01:30"
    """When every source is visited, due or not."""
    backup_at: str = "03:30"
    limit: str = "1h"
    """How long one run of a job may take; then it is cut off."""
    limits: dict[str, str] = field(default_factory=dict)
    """The same for single jobs, by name."""
    queue: str = "none"
    """Who does them: "none", this machine; "procrastinate", the workers of a team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """How many bytes must be free on the store's disk."""

    poll: int = 500_000_000
    """With less, nothing new is fetched."""
    backup: int = 100_000_000
    """With less beside the copy, no backup is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What the jobs write down of themselves."""

    level: str = "info"
    """One of "debug", "info", "warning" and "error"."""
    format: str = "auto"
    """ "plain", "json", or "auto": plain on a terminal, JSON elsewhere."""
    file: str = ""
    """Empty: to stderr."""
    max_bytes: int = 10_000_000
    """From this size on a file is put aside and a new one begun."""
    keep: int = 5
    """How many files that were put aside are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """How the screen looks."""

    theme: str = "askwatch-dark"
    user: str = ""
    """Who decides; empty: the name under which you are logged in."""
    keys: dict[str, str] = field(default_factory=dict)
    """Other keys, by what footer and help call a thing: {"accept": "enter"}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySetting:
    """Another way into a source."""

    layout: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSetting:
    """One entry of [[sources]]; a name from the catalog needs nothing else."""

    name: str
    layout: str = ""
    url: str = ""
    every: str = ""
    """Empty: as the catalog says, else every hour."""
    enabled: bool = True
    title: str = ""
    expects: str = ""
    fallback: WaySetting | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    delay: float | None = None
    """Seconds between two requests to its host, where that wants more than is set for all."""

    def source(self, entry: Source | None = None) -> Source:
        """Return it as a source; what it leaves out is as in the catalog's entry."""
        entry = entry or Source(name=self.name, ways=(Way(layout="", url=""),), every=_HOURLY)
        main, *others = entry.ways
        main = Way(layout=self.layout or main.layout, url=self.url or main.url)
        if self.fallback:
            others = [Way(layout=self.fallback.layout, url=self.fallback.url)]
        return replace(
            entry,
            name=self.name,
            ways=(main, *others),
            every=period(self.every) if self.every else entry.every,
            enabled=self.enabled,
            title=self.title or entry.title,
            expects=period(self.expects) if self.expects else entry.expects,
            valid_from=self.valid_from or entry.valid_from,
            valid_to=self.valid_to or entry.valid_to,
            delay=entry.delay if self.delay is None else self.delay,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings; each part is handed only to whom it concerns."""

    database: Database = field(default_factory=Database)
    organisation: Organisation = field(default_factory=Organisation)
    fetch: Fetch = field(default_factory=Fetch)
    match: Match = field(default_factory=Match)
    deadlines: Deadlines = field(default_factory=Deadlines)
    digest: DigestSettings = field(default_factory=DigestSettings)
    smtp: Smtp = field(default_factory=Smtp)
    jobs: Jobs = field(default_factory=Jobs)
    disk: Disk = field(default_factory=Disk)
    log: Log = field(default_factory=Log)
    dashboard: Dashboard = field(default_factory=Dashboard)
    sources: tuple[SourceSetting, ...] = ()


def parse(data: dict[str, Any]) -> Config:
    """Return the settings that parsed TOML holds; what it leaves out is as by default.

    Raises:
        ConfigError: a key is unknown, with the nearest right one; a value is of
            the wrong kind; a period, time zone or weekday does not exist; two
            sources share a name.
    """
    if wrong := next(unknown_keys(data), None):
        raise wrong
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        key = path.strip("`").lstrip(".") or "config.toml"
        raise ConfigError("bad setting", key, message[:1].lower() + message[1:]) from None
    _check(config)
    return config


def unknown_keys(data: dict[str, Any], kind: Any = Config, path: str = "") -> Iterator[ConfigError]:
    """Return an error for each key that is no setting, with the nearest right one."""
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind)]
    for key, value in data.items():
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
            step = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names)}"
            if "password" in key:
                step = "secrets come from the environment: ASKWATCH_SMTP_PASSWORD"
            yield ConfigError("bad setting", path + key, "no such setting", step)
            continue
        inner = [t for t in (hints[key], *get_args(hints[key])) if is_dataclass(t)]
        for part in value if isinstance(value, list) else [value]:
            if inner and isinstance(part, dict):
                yield from unknown_keys(part, inner[0], f"{path}{key}.")


def _check(config: Config) -> None:
    zone = config.organisation.time_zone
    if not _is_zone(zone):
        near = difflib.get_close_matches(zone, available_timezones(), n=1)
        step = f"did you mean '{near[0]}'?" if near else "write it like 'America/New_York'"
        raise ConfigError("bad setting", "organisation.time_zone", f"no time zone '{zone}'", step)
    recipients.check(config.digest)
    if not 0 <= (config.match.threshold or 0) <= 1:
        raise ConfigError("bad setting", "match.threshold", "not between 0 and 1")
    _check_choices(config)
    for name, number in (
        ("fetch.min_delay", config.fetch.min_delay),
        ("fetch.retries", config.fetch.retries),
        ("fetch.max_redirects", config.fetch.max_redirects),
        ("disk.poll", config.disk.poll),
        ("disk.backup", config.disk.backup),
        ("log.keep", config.log.keep),
    ):
        if number < 0:
            raise ConfigError("bad setting", name, "less than nought")
    for name, number in (
        ("fetch.timeout", config.fetch.timeout),
        ("fetch.max_bytes", config.fetch.max_bytes),
        ("fetch.at_once", config.fetch.at_once),
        ("deadlines.default_business_days", config.deadlines.default_business_days),
        ("log.max_bytes", config.log.max_bytes),
    ):
        if number <= 0:
            raise ConfigError("bad setting", name, "must be more than nought")
    for host, name in config.fetch.keys.items():
        if not _KEY_NAME.fullmatch(name):
            step = "put the key into the environment, and its name here, like 'CONGRESS_API_KEY'"
            raise ConfigError("bad setting", f"fetch.keys.{host}", "no name of a variable", step)
    _check_jobs(config.jobs)
    _check_sources(config.sources)


def _check_choices(config: Config) -> None:
    for name, given, choices in (
        ("smtp.security", config.smtp.security, ("starttls", "tls", "none")),
        ("log.level", config.log.level, ("debug", "info", "warning", "error")),
        ("log.format", config.log.format, ("auto", "plain", "json")),
        ("jobs.queue", config.jobs.queue, ("none", "procrastinate")),
    ):
        if given not in choices:
            *most, last = (f"'{choice}'" for choice in choices)
            step = f"write {', '.join(most)} or {last}"
            raise ConfigError("bad setting", name, "unknown", step)
    if config.disk.backup > config.disk.poll:
        why = "polling must stop before backups do"
        raise ConfigError("bad setting", "disk.backup", why, "make it less than disk.poll")


def _is_zone(name: str) -> bool:
    # Not looked up among all zones: reading their list takes longer than all the rest here.
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, leading out, or a folder
        return False
    return True


def _check_jobs(jobs: Jobs) -> None:
    for length in (jobs.poll_every, jobs.limit, *jobs.limits.values()):
        period(length)
    for name, text in (("jobs.sweep_at", jobs.sweep_at), ("jobs.backup_at", jobs.backup_at)):
        if not _HOUR.fullmatch(text):
            raise ConfigError("bad setting", name, f"no time of day '{text}'", "write it: '03:30'")


def _check_sources(sources: Iterable[SourceSetting]) -> None:
    seen: set[str] = set()
    for source in sources:
        if source_name(source.name) in seen:
            raise ConfigError("bad setting", "sources", f"two sources are called '{source.name}'")
        seen.add(source.name)
        for length in filter(None, (source.every, source.expects)):
            period(length)
        if source.delay is not None and source.delay < 0:
            raise ConfigError("bad setting", f"sources.{source.name}.delay", "less than nought")
        for url in filter(None, (source.url, source.fallback.url if source.fallback else "")):
            _check_address(source.name, url)


def _check_address(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        step = "write it like 'https://example.org/news'"
        raise ConfigError("bad setting", f"sources.{name}.url", f"'{url}' is no web address", step)
    if "api_key=" in url.lower():
        step = "name its variable under [fetch.keys]"
        raise ConfigError("bad setting", f"sources.{name}.url", "a key stands in it", step)
