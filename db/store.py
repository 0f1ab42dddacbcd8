"""The one door to what Askwatch keeps.

Every public method of a noun is one short transaction; frozen values go in and
out. A store may be used from several threads, and a file by several processes,
at once. No rule of the ledger stands here: see `tracker.ledger`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from db.engine import Database

if TYPE_CHECKING:
    from db.addresses import Addresses
    from db.alerts import Alerts
    from db.asks import Asks
    from db.board import Board
    from db.calibrations import Calibrations
    from db.campaigns import Campaigns
    from db.candidates import Candidates
    from db.copying import Copied, Told
    from db.digests import Digests
    from db.documents import Documents
    from db.ledger import Ledger
    from db.letters import Letters
    from db.links import Links
    from db.looked import Looked
    from db.moving import Moving
    from db.postgres_queue import Queue
    from db.roster import Roster
    from db.runs import Runs
    from db.saved import SavedFilters
    from db.search import Search
    from db.signed import SignedLetters
    from db.sources import Sources
    from db.team import Team
    from tracker.types import Person

_NOUNS = {
    "letters": "db.letters.Letters",
    "asks": "db.asks.Asks",
    "campaigns": "db.campaigns.Campaigns",
    "links": "db.links.Links",
    "board": "db.board.Board",
    "signed": "db.signed.SignedLetters",
    "looked": "db.looked.Looked",
    "roster": "db.roster.Roster",
    "sources": "db.sources.Sources",
    "documents": "db.documents.Documents",
    "candidates": "db.candidates.Candidates",
    "calibrations": "db.calibrations.Calibrations",
    "ledger": "db.ledger.Ledger",
    "digests": "db.digests.Digests",
    "alerts": "db.alerts.Alerts",
    "moving": "db.moving.Moving",
    "addresses": "db.addresses.Addresses",
    "runs": "db.runs.Runs",
    "search": "db.search.Search",
    "saved": "db.saved.SavedFilters",
    "team": "db.team.Team",
}
"""Each noun, and its class, which is imported when it is first asked for: a board or a poll
need few of them."""


class Store:
    """All that is kept, by noun."""

    letters: Letters
    asks: Asks
    campaigns: Campaigns
    links: Links
    board: Board
    signed: SignedLetters
    looked: Looked
    roster: Roster
    sources: Sources
    documents: Documents
    candidates: Candidates
    calibrations: Calibrations
    ledger: Ledger
    digests: Digests
    alerts: Alerts
    moving: Moving
    addresses: Addresses
    runs: Runs
    search: Search
    saved: SavedFilters
    team: Team

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: Queue | None = None

    if not TYPE_CHECKING:  # else any name would pass for a noun

        def __getattr__(self, name: str) -> Any:
            if name not in _NOUNS:
                raise AttributeError(f"a store has no {name!r}")
            module, _, kind = _NOUNS[name].rpartition(".")
            noun = getattr(import_module(module), kind)(self._database)
            # Of two threads that ask at once, both get the same one.
            return self.__dict__.setdefault(name, noun)

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the store at an address, and make or migrate it where needed.

        The address is a plain file path, "sqlite:///file", ":memory:" or
        "postgresql+psycopg://name@host/database". Folders that are missing are made,
        for the user's eyes only.

        Raises:
            StoreError: it was written by a newer version, is no database of
                Askwatch, cannot be reached, read or written, or the disk is full.
        """
        return cls(Database.open(url))

    @property
    def url(self) -> str:
        """The address under which it was opened."""
        return self._database.url

    @property
    def file(self) -> Path | None:
        """The file in which it lies; None in memory, and on a server."""
        return self._database.file

    @property
    def queue(self) -> Queue | None:
        """What a queue of work needs beside the tables; None: the store is no server's."""
        if self._queue is None and self.url.startswith("postgres"):
            from db.postgres_queue import Queue

            self._queue = Queue(self._database)
        return self._queue

    @property
    def me(self) -> Person | None:
        """Who is signed in; None: the store has no team, or she is not in it."""
        return self._database.me

    def seeing_all(self) -> AbstractContextManager[None]:
        """See, in this thread, what is private to whichever organisation.

        It does nothing for people: only for a team's service, and for who owns the tables.
        """
        return self._database.seeing_all()

    def seeing_as(self, organisation: str | None) -> AbstractContextManager[None]:
        """See, in this thread, what an organisation sees; None: what is everybody's, and no more.

        Another organisation's eyes only a team's service has, and who owns the tables:
        for others it does nothing. Of a file it shows all.
        """
        return self._database.seeing_as(organisation)

    def moment(self) -> AbstractContextManager[None]:
        """Let all that this thread reads be of one moment; nothing may be written meanwhile."""
        return self._database.moment()

    def data_version(self) -> int:
        """Return a number that differs from the last one whenever anybody wrote in between."""
        return self._database.data_version()

    def counts(self) -> dict[str, int]:
        """Return how many rows each noun has, by table name."""
        return self._database.counts()

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the file, one line each; empty: nothing.

        Reads the whole file.
        """
        return self._database.check()

    def tidy(self) -> None:
        """Let the database look after its file: what was written apart is put in its place."""
        self._database.tidy()

    def copy_to(self, file: Path) -> None:
        """Write a consistent copy of the whole store to a new file, while others go on.

        Of a store on a server, too, it is a file as any other store's.

        Raises:
            StoreError: the file exists or cannot be written.
        """
        self._database.copy_to(file)

    def fill(self, target: Store, told: Told) -> tuple[Copied, ...]:
        """Copy everything into another, empty store; what was cut off goes on.

        `told` hears the table, how many of its rows have gone over, and how many
        there are. Returns each table with its rows and their hash, which are the
        same on both sides.

        Raises:
            StoreError: the target holds a store, differs at the end, or cannot keep
                a row; or either cannot be used.
        """
        from db.copying import copy

        return copy(self._database, target._database, told)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
