"""What a command works with, put together in one place and only when asked for.

The only composition root: settings are read here and handed on in parts, the
store is opened here and closed when the command ends, and here alone is the
clock. Making a kit costs nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from db.postgres_queue import Queue
    from db.store import Store
    from jobs.archive import Archive
    from jobs.digest import Office
    from jobs.fetch import Fetcher
    from jobs.intake import Intake
    from jobs.outbox import Outbox
    from jobs.poll import Polled
    from jobs.queue.broker import Broker
    from jobs.record import Tally
    from tracker.config import Config
    from tracker.roster import Roster
    from tracker.types import Watched
    from tui.commands.settings import Settings


NO_MEMBERS = "no members, so no name can be resolved; run: askwatch roster update"


def _now() -> datetime:
    return datetime.now(UTC)


def _free(folder: Path) -> int:
    from shutil import disk_usage

    return disk_usage(folder).free


class Kit:
    """The settings, the store, the archive, the fetcher, the roster and the clock."""

    def __init__(
        self,
        clock: Callable[[], datetime] = _now,
        free: Callable[[Path], int] = _free,
    ) -> None:
        self.now, self._free = clock, free
        self.config_file: str | None = None
        """As `--config` named it."""
        self.database: str | None = None
        """As `--database` named it."""
        self.heard: Callable[[int], None] = lambda _: None
        """Is told how many bytes come in from the network, piece by piece."""
        self._called_off = False
        self._open = ExitStack()

    def close(self) -> None:
        """Close what was opened; what is asked for afterwards is opened anew."""
        self._open.close()
        for name in ("settings", "store", "broker", "archive", "fetcher", "roster", "intake"):
            self.__dict__.pop(name, None)

    @cached_property
    def settings(self) -> Settings:
        """The settings, and where they were found."""
        from tui.commands.settings import load

        return load(self.config_file)

    @property
    def config(self) -> Config:
        """The settings alone."""
        return self.settings.config

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return self.config.organisation.zone

    @property
    def today(self) -> date:
        """The working day, in the organisation's time zone."""
        return self.now().astimezone(self.zone).date()

    @property
    def url(self) -> str:
        """Where the store is."""
        from tui.commands.settings import database_url

        return database_url(self.database, self.settings)

    @property
    def archive_folder(self) -> Path:
        """The folder of captured bytes."""
        from tui.commands.settings import archive_folder

        return archive_folder(self.url)

    @property
    def backup_folder(self) -> Path:
        """The folder of nightly backups."""
        return self.archive_folder.parent / "backups"

    @property
    def free(self) -> int:
        """How many bytes are free where the store lies."""
        folder = self.archive_folder.absolute()
        return self._free(next(one for one in (folder, *folder.parents) if one.exists()))

    def see_room(self, job: str, needed: int = 0) -> None:
        """See that the disk has room for what a job writes.

        Raises:
            AskwatchError: it has not; what fetches stops before backups do.
        """
        from tracker.duties import is_roomy
        from tracker.errors import AskwatchError

        free = self.free
        if not is_roomy(job, free, self.config, needed):
            why = f"only {free / 1e9:.2f} GB are free in {self.archive_folder.parent}"
            step = "make room there, or lower the limits in [disk]"
            raise AskwatchError("stopped by a nearly full disk", job, why, step)

    @property
    def office(self) -> Office:
        """What digests are made with."""
        from jobs.digest import Office
        from tracker.duties import duties

        config = self.config
        return Office(
            organisation=config.organisation,
            settings=config.digest,
            rules=config.deadlines,
            plan=duties(config),
        )

    @property
    def password(self) -> str | None:
        """The mail server's password; None: there is none."""
        from tui.commands.secrets import smtp_password

        return smtp_password(self.config.smtp)

    def outbox(self) -> Outbox:
        """Return what sends digests, each once."""
        from jobs.outbox import Outbox
        from jobs.process import me

        return Outbox(self.store, self.config.smtp, self.password, by=me(), now=self.now)

    def recorded(self, job: str) -> AbstractContextManager[Tally]:
        """Record a run of a job around what is done inside."""
        from jobs.record import recorded

        return recorded(self.store, job, self.now)

    @cached_property
    def store(self) -> Store:
        """The store, opened and brought up to date."""
        from db.store import Store

        return self._open.enter_context(Store.open(self.url))

    @property
    def has_queue(self) -> bool:
        """Whether workers of a team do the jobs."""
        return self.config.jobs.queue != "none"

    @property
    def queue(self) -> Queue:
        """What the queue of work needs of the store.

        Raises:
            ConfigError: none is set, or the store is on no server.
        """
        from tracker.errors import ConfigError

        if not self.has_queue:
            why, step = "there is no queue of work", "set it to 'procrastinate'; see docs/team.md"
            raise ConfigError("no workers", "jobs.queue", why, step)
        if (queue := self.store.queue) is None:
            why = "a queue needs a store in PostgreSQL, and this one is a file"
            step = "set database.url to 'postgresql+psycopg://name@host/database', or leave it out"
            raise ConfigError("bad setting", "jobs.queue", why, step)
        return queue

    def _hosts(self) -> Queue | None:
        """Return what keeps the pauses of hosts among all machines; None: there is only this."""
        if not self.has_queue:
            return None
        self.broker.install()
        return self.queue

    @cached_property
    def broker(self) -> Broker:
        """What puts tasks into the queue, and lets a worker do them.

        Raises:
            ConfigError: there can be no queue here.
        """
        from tracker.duties import duties
        from tracker.errors import ConfigError

        queue = self.queue
        try:
            from jobs.queue.broker import Broker
        except ImportError:
            why = "a queue needs more than is installed"
            step = "`pip install askwatch[team]`"
            raise ConfigError("bad setting", "jobs.queue", why, step) from None
        broker = Broker(queue, [duty.name for duty in duties(self.config)], self.now)
        self._open.callback(broker.close)
        return broker

    @cached_property
    def archive(self) -> Archive:
        """Where captured bytes are kept."""
        from jobs.archive import Archive

        return Archive(self.archive_folder)

    @cached_property
    def fetcher(self) -> Fetcher:
        """What asks the network."""
        from jobs.fetch import Fetcher

        return self._open.enter_context(
            Fetcher(
                self.config.fetch,
                now=self.now,
                contact=self.config.organisation.contact,
                secrets=os.environ,
                heard=lambda count: self.heard(count),
                hosts=self._hosts(),
            )
        )

    @cached_property
    def roster(self) -> Roster:
        """The members that the store knows."""
        from jobs.roster import overrides
        from tracker.roster import Roster

        return Roster(self.store.roster.all(), overrides())

    @cached_property
    def intake(self) -> Intake:
        """What takes letters, replies and documents in."""
        from jobs.intake import Intake

        return Intake(self.store, self.archive, self.roster)

    def roster_of(self, names: Iterable[str]) -> Roster:
        """Return the roster of some files instead of the store's."""
        from jobs.given import roster_files
        from jobs.roster import overrides, read
        from tracker.roster import Roster

        return Roster(read(roster_files(names)), overrides())

    def miss_roster(self) -> None:
        """Say it where no members are held: then hardly a text is known for a letter."""
        if self.store.roster.updated() is None:
            from tui.commands.output import talk

            talk(f"roster: {NO_MEMBERS}")

    def ready(self) -> None:
        """Open everything now, so that several threads can use it."""
        self.sync_sources()
        _ = self.archive, self.fetcher

    def sync_sources(self) -> None:
        """Make the sources of the settings the ones that are watched."""
        from jobs.sources import configured

        if self.store.me is None or self.store.me.polls:
            self.store.sources.sync(configured(self.config.sources))

    def watched(self, names: Collection[str] = ()) -> tuple[Watched, ...]:
        """Return the sources of some names, or all that are switched on.

        Raises:
            UsageError: there is no source of a name; names the nearest.
        """
        from tui.commands.choices import named

        self.sync_sources()
        known = {one.source.name: one for one in self.store.sources.watched()}
        if not names:
            return tuple(one for one in known.values() if one.source.enabled)
        return tuple(named(known, name, "source") for name in names)

    def poll(
        self,
        names: Collection[str] = (),
        everything: bool = False,
        report: Callable[[Polled], None] = lambda _: None,
        starts: Callable[[str, int], None] = lambda *_: None,
    ) -> tuple[Polled, ...]:
        """Visit what is due, everything, or some sources by name; return how it went."""
        from jobs.poll import poll
        from jobs.sources import layout

        return poll(
            self.store,
            self.fetcher,
            self.archive,
            layout,
            now=self.now,
            names=names,
            all_=everything,
            report=report,
            starts=starts,
        )

    def threshold(self) -> tuple[float, str]:
        """Return from which score on documents are proposed, and in words why."""
        from jobs.match import threshold_of

        return threshold_of(self.store, self.config.match.threshold)

    def match_pending(self) -> int:
        """Pair what waits for it; return how many possible answers are new.

        In a team its service does that: nobody else sees all documents.
        """
        if self.store.me is not None and not self.store.me.pairs:
            return 0
        with self.store.seeing_all():
            # Most polls bring nothing: then the model need not be loaded.
            if not self.store.documents.pending(1) and not any(
                ask.pending for ask in self.store.asks.for_matching()
            ):
                return 0
            from jobs.match import match_pending

            self._called_off = False
            return match_pending(
                self.store,
                self.now(),
                threshold=self.config.match.threshold,
                stop=lambda: self._called_off,
            )

    def health_news(self) -> tuple[str, ...]:
        """Return in words which sources began to fare otherwise; each change is told once."""
        from tracker import wording

        return tuple(map(wording.change_of_health, self.store.sources.note_health(self.now())))

    def listen(self, heard: Callable[[int], None]) -> None:
        """Name whom to tell how many bytes come in from the network."""
        self.heard = heard

    def call_off(self) -> None:
        """End all requests and pairing that are under way; later ones are made anew."""
        self._called_off = True
        fetcher = self.__dict__.pop("fetcher", None)
        if fetcher is not None:
            fetcher.cancel()

    @property
    def name(self) -> str:
        """Under which name somebody works here: from the settings, or the login name."""
        from tui.commands.settings import login_name

        return self.config.dashboard.user or login_name()

    def who(self, by: str | None) -> str:
        """Return who decides: as named, or by `name`; in a team who is signed in.

        Raises:
            UsageError: somebody else of a team is named.
        """
        if not self.url.startswith("postgres") or (me := self.store.me) is None:
            return by or self.name
        return me.signs(by)

    @property
    def talks(self) -> bool:
        """Whether there is a person at a terminal who can be asked."""
        return sys.stdin.isatty() and sys.stderr.isatty()
