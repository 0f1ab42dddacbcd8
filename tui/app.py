"""The dashboard: screens over a store, and the few things that they all may do.

It composes nothing: store, settings, clock and poller are handed in by the
command line. Whatever takes time runs in a worker and comes back as a message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.binding import Binding

from tracker.errors import AskwatchError, OutdatedError
from tracker.text import one_line
from tui import keys, rights
from tui.doing import Doing
from tui.keeping import KeepingApp
from tui.manners import MANNERS
from tui.messages import Done, Failed, Seen
from tui.screens.base import ViewScreen
from tui.screens.board import BoardScreen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from db.store import Store
    from jobs.digest import Preview
    from tracker.config import Deadlines
    from tracker.duties import Duty
    from tracker.overview import Setting
    from tracker.types import Person
    from tui.trends import Trends

WATCH_SECONDS = 1.0
"""How often the store is asked whether somebody else has written to it."""
AHEAD_SECONDS = 1.0
"""How long after the start the other screens begin to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the dashboard works with; all of it made elsewhere."""

    open: Callable[[], Store]
    """Open the store, which takes a while; asked for once, beside the screen."""
    rules: Deadlines
    zone: ZoneInfo
    who: str
    organisation: str
    theme: str
    now: Callable[[], datetime]
    poll: Callable[[str], str]
    """Look at one source now, pair what it brought; returns what came of it in words."""
    match: Callable[[], int]
    """Pair what waits for it; returns how many possible answers are new."""
    test: Callable[[str], str] = lambda name: f"{name}: cannot be tested here"
    """Look at one source and keep nothing; returns in words what it answers."""
    listen: Callable[[Callable[[int], None]], None] = lambda _: None
    """Name whom to tell how many bytes come in."""
    call_off: Callable[[], None] = lambda: None
    """End all requests that are under way."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Other keys for things, by name."""
    digests: Callable[[Callable[[], bool]], Sequence[Preview]] = lambda stop: ()
    """Make the next digest of each recipient, without sending anything; `stop` is asked on the way.

    Raises:
        CancelledError: it said that it was called off.
    """
    settings: Callable[[], Sequence[Setting]] = tuple
    """Tell every setting, and where its value comes from."""
    plan: Callable[[], Sequence[Duty]] = tuple
    """Tell which jobs are to run by themselves."""
    again: Callable[[str], str] = lambda name: f"{name}: cannot be tried again here"
    """Let what failed of a job be tried again; returns in words what came of it."""
    sync: Callable[[], None] = lambda: None
    """Make the sources of the settings the ones that are watched."""


class AskwatchApp(KeepingApp):
    """The dashboard."""

    TITLE = "Askwatch"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS = keys.with_names(
        [
            # Help and undo stand before the places, for a narrow footer is cut on the right.
            Binding("question_mark", "explain", "Help", key_display="?"),
            Binding("u", "undo", "Undo"),
            *MANNERS,
            Binding("b", "go('board')", "Board"),
            Binding("r", "go('review')", "Review"),
            Binding("s", "go('sources')", "Sources"),
            Binding("l", "go('letters')", "Letters"),
            Binding("d", "go('documents')", "Documents"),
            Binding("slash", "search", "Search", key_display="/", show=False),
            # These stand in help and in the palette: a footer of 80 columns is full.
            Binding("S", "go('signatories')", "Signatories", show=False),
            Binding("R", "go('trends')", "Trends", show=False),
            Binding("M", "go('digest')", "Digest", show=False),
            Binding("J", "go('jobs')", "Jobs", show=False),
            Binding("comma", "go('settings')", "Settings", show=False, key_display=","),
            Binding("q", "quit", "Quit", show=False),
            Binding("ctrl+z", "suspend_process", "Suspend", show=False),
        ]
    )

    refused: AskwatchError | None = None
    """Why the store could not be opened, which has ended the dashboard."""

    trends: tuple[tuple[object, ...], Trends] | None = None
    """The figures of all letters, and of what they were made: too much work for every visit."""

    def __init__(self, desk: Desk) -> None:
        """Begin over the given desk; the store is opened when the frame stands.

        Raises:
            ConfigError: theme or keys of the settings do not exist.
        """
        super().__init__()
        self.desk = desk
        self.sub_title = one_line(desk.organisation)
        self.set_manners(desk.theme, dict(desk.keys))
        self._opening = Lock()
        self._opened: Store | None = None
        self._written = 0
        self._looked_before: datetime | None = None
        self._looking = self._away = False

    @property
    def store(self) -> Store:
        """The store, opened by the first who asks; others wait for that.

        Raises:
            StoreError: it cannot be used.
        """
        with self._opening:
            if self._opened is None:
                store = self.desk.open()
                self._written = store.data_version()
                self._opened = store
                self._looked_before = store.looked.last(self.who)
            return self._opened

    @property
    def rules(self) -> Deadlines:
        """The rules for due days."""
        return self.desk.rules

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return self.desk.zone

    @property
    def who(self) -> str:
        """The person who decides here: in a team, who is signed in to its server."""
        return self.me.name if self.me else self.desk.who

    @property
    def me(self) -> Person | None:
        """Who is signed in to a team's server; None: nobody, or the store is not open yet."""
        return self._opened.me if self._opened else None

    def refusal(self, action: str) -> str:
        """Return why the person may not do what an action begins; "": she may."""
        return rights.refusal(self.me, action)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self.desk.now()

    def looked_before(self) -> datetime | None:
        """Return when this person closed the dashboard the last time; None: never."""
        return self._looked_before if self.store else None

    def on_mount(self) -> None:
        """Show the board and begin to watch the store."""
        self._open()
        self.push_screen(BoardScreen())
        self.set_interval(WATCH_SECONDS, self._watch)
        self.set_timer(WATCH_SECONDS, self._sync)
        self.set_timer(AHEAD_SECONDS, self.prepare)

    @work(thread=True, group="open")
    def _open(self) -> None:
        try:
            _ = self.store
        except AskwatchError as error:
            self.refused = error
            self.call_from_thread(self.exit)

    def on_unmount(self) -> None:
        """Remember when this person last looked; a store that is gone changes nothing."""
        if self._opened is not None:
            with suppress(AskwatchError):
                self._opened.looked.note(self.who, self.now())

    def poll(self, name: str) -> None:
        """Look at one source now."""
        doing = Doing(f"looking at {name}", self.desk.call_off)
        self.desk.listen(doing.heard)
        self.do(doing, lambda _: self.desk.poll(name))

    def test(self, name: str) -> None:
        """Look at one source and keep nothing; say what it answers."""
        doing = Doing(f"testing {name}", self.desk.call_off)
        self.desk.listen(doing.heard)
        self.do(doing, lambda _: self.desk.test(name))

    def again(self, name: str) -> None:
        """Let what failed of a job be tried again; say what came of it."""
        doing = Doing(f"queueing {name}", self.desk.call_off)
        self.do(doing, lambda _: self.desk.again(name))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self.notify(one_line(message.words), severity="error", timeout=10, markup=False)

    @on(Done)
    def _done(self, message: Done) -> None:
        self.forget_done()
        self.notify(one_line(message.words), markup=False)
        if message.changed:
            self._reload()

    def _watch(self) -> None:
        self.tell_waiting()
        # One look at a time: one at a server that is away takes longer than a tick.
        if not self._looking:
            self._looking = True
            self._look()

    @work(thread=True, group="watch")
    def _look(self) -> None:
        try:
            version = self.store.data_version()
            if version != self._written:
                self._see_role()
            self.post_message(Seen(version))
        except OutdatedError as error:
            self.post_message(Seen(None, str(error), "restart: askwatch was updated"))
        except AskwatchError as error:
            self.post_message(Seen(None, str(error), "no store, trying again"))

    def _see_role(self) -> None:
        """Heed, and say, what a manager lets this person do from now on."""
        before = self.me
        after = self.store.team.look() if before else None
        if before and after and after.role is not before.role:
            words = f"your role is now {after.role} in {after.organisation}"
            self.post_message(Done(words, changed=False))

    @on(Seen)
    def _seen(self, message: Seen) -> None:
        self._looking = False
        if bool(message.trouble) != self._away:
            self._away = bool(message.trouble)
            name = one_line(self.desk.organisation)
            self.sub_title = f"{name} ⚠ {message.state}".lstrip() if self._away else name
            self._tell_doing()
            if self._away:
                self.post_message(Failed(message.trouble))
            else:
                self.notify("the store is back")
        if message.version is not None and message.version != self._written:
            self._written = message.version
            self._reload(ViewScreen.others_wrote)

    @work(thread=True, group="sync")
    def _sync(self) -> None:
        """Let a store that knows no sources yet have those of the settings."""
        try:
            if not self.store.sources.watched() and (self.me is None or self.me.polls):
                self.desk.sync()
        except AskwatchError as error:
            self.post_message(Failed(str(error)))

    def _reload(self, act: Callable[[ViewScreen[Any]], None] = ViewScreen.reload) -> None:
        # Those that lie below read anew when they come to the top again.
        for screen in reversed(self.screen_stack):
            if isinstance(screen, ViewScreen):
                act(screen)
                break
