"""What every screen of the dashboard shares: a view, loaded beside the screen, then drawn."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import CancelledError
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual import on, work
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.timer import Timer

from tracker.errors import AskwatchError, UsageError
from tui import keys
from tui.messages import Failed, Loaded
from tui.widgets.header import Masthead
from tui.widgets.table import Table
from tui.widgets.trouble import Trouble

if TYPE_CHECKING:
    from tui.app import AskwatchApp
    from tui.doing import Doing
    from tui.exporting import Sheet

V = TypeVar("V")

_AT_ONCE = {"back", "filter", "clear"}
"""What a key does on a screen of which nothing has been read yet."""
_OF_IT = {"copy", "export"}
"""What keys of every screen do with what has been read."""

LONGEST_REST = 0.8
"""Seconds; with one between two looks at the store, what others wrote is seen within two."""

BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-wide"), (160, "-ultra")]
"""Widths in columns from which on a screen is laid out otherwise."""
BACK = Binding("escape", "back", "Back")
QUIET = tuple(
    Binding(key, f"app.go('{place}')", place.capitalize(), show=False)
    for key, place in (("b", "board"), ("r", "review"), ("s", "sources"), ("l", "letters"))
)
"""The keys that lead elsewhere, left out of a footer that is full; help names them."""
READS = (
    *QUIET,
    Binding("d", "app.go('documents')", "Documents", show=False),
    Binding("u", "app.undo", "Undo", show=False),
)
"""The same for a screen on which nothing is decided."""


class ViewScreen(Screen[None], Generic[V]):
    """A screen that draws one view; what it needs is read in a worker, never while drawing."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    PLACE = ""
    """Its name for `go`, where a key leads to it from everywhere."""
    HELP_TEXT = ""
    RESTS = 8
    """For how many times as long as it was read it is not read again for what others write."""
    HEAVY = False
    """Rests as long as that, whoever comes back to it; the others not for so long that it shows."""

    _desk_app: AskwatchApp | None = None
    _under_way = False
    _again = _others_again = False
    _read_once = _once_drawn = False
    _rests_until = 0.0
    _resting: Timer | None = None
    _kept: Sequence[Callable[[], Awaitable[object]]] = ()

    def __init_subclass__(cls, **more: Any) -> None:
        """Give each key its name, by which the settings can bind it anew."""
        if "BINDINGS" in vars(cls):
            cls.BINDINGS = keys.with_names(cls.BINDINGS)
        super().__init_subclass__(**more)

    @property
    def desk_app(self) -> AskwatchApp:
        """The app, as what it is; workers may ask for it when the screen is gone already."""
        if self._desk_app is None:
            app: Any = self.app
            self._desk_app = app
        return self._desk_app

    @abstractmethod
    def view(self) -> V:
        """Read what is to be drawn; runs in a worker.

        Raises:
            AskwatchError: it cannot be read; the sentence is shown.
            CancelledError: the screen was left, and it took long.
        """

    @abstractmethod
    def draw(self, view: V) -> None:
        """Draw it; runs on the screen's own thread."""

    def on_screen_resume(self) -> None:
        """Load when the screen is opened or comes back to the top; its keys are its own again.

        What it shows already is drawn first: reading takes the processor from drawing.
        """
        self.refresh_bindings()
        self.desk_app.tell_doing_on(self)
        self.call_after_refresh(self._read_anew)

    def on_screen_suspend(self) -> None:
        """Let what was told before not lie over a window in which something is asked."""
        if isinstance(self.app.screen, ModalScreen):
            self.app.clear_notifications()
        if self not in self.app.screen_stack:
            self._kept = ()  # keys that nobody waits for any more

    def others_wrote(self) -> None:
        """Read the view again, after a rest: many dashboards shall not read all the time."""
        if self._under_way:
            self._others_again = True
        elif (rest := self._rests_until - monotonic()) <= 0:
            self.reload()
        elif self._resting is None:
            self._resting = self.set_timer(rest, self._rested)

    def _read_anew(self) -> None:
        """Read the view for who sits here, who waits for it."""
        if self.HEAVY:
            self.others_wrote()
        else:
            self.reload()

    def _rested(self) -> None:
        self._resting = None
        if self._in_sight():
            self.reload()

    def _in_sight(self) -> bool:
        """Say whether nothing lies over it but a window in which something is asked."""
        stack = self.app.screen_stack
        if self not in stack:
            return False
        return all(isinstance(one, ModalScreen) for one in stack[stack.index(self) + 1 :])

    def reload(self) -> None:
        """Read the view again, beside the screen.

        What is under way is drawn first: where others write all the time, a reading
        that gave way to the next one would never come to an end.
        """
        if not self.desk_app:  # known from here on, also in the worker
            return
        if self._under_way:
            self._again = True
        else:
            self._under_way = True
            self._read()

    @work(thread=True, group="view")
    def _read(self) -> None:
        view, trouble, began = None, "", monotonic()
        try:
            with self.desk_app.waiting("reading the store"):
                view = self.view()
        except AskwatchError as error:
            trouble = str(error)
        except CancelledError:
            began = monotonic()
        rest = self.RESTS * (monotonic() - began)
        self._rests_until = monotonic() + (rest if self.HEAVY else min(rest, LONGEST_REST))
        self.post_message(Loaded(view, trouble))

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        message.stop()
        self._under_way, self._read_once = False, True
        if message.trouble:
            self._say_why(message.trouble)
        elif message.view is not None:
            self._once_drawn = True
            if self.query(Trouble):
                self.query(Trouble).remove()
                self.remove_class("-troubled")
            self.if_here(self.draw, message.view)
        # Who called it off did not want it; who left reads it when she comes back.
        others = self._others_again and (message.view is not None or bool(message.trouble))
        again, self._again, self._others_again = self._again, False, False
        if again and self._in_sight():
            self._read_anew()
        elif others and self._in_sight():
            self.others_wrote()
        self.make_up()

    def _say_why(self, trouble: str) -> None:
        """Say why nothing could be read; in the place of the view, where none was drawn yet."""
        if self._once_drawn or not self.is_attached:
            self.post_message(Failed(trouble))
        elif told := self.query(Trouble):
            told.first().say(trouble)
        else:
            self.add_class("-troubled")
            self.mount(Trouble(trouble, self.reload), after=self.query_one(Masthead))

    def if_here(self, act: Callable[..., object], *args: Any) -> None:
        """Do something that was put off, unless this screen has been left meanwhile."""
        if self in self.app.screen_stack:
            act(*args)

    def waits(self, action: str) -> bool:
        """Say whether what an action is about has still to be read."""
        return not self._read_once and action not in _AT_ONCE

    def keep(self, act: Callable[[], Awaitable[object]]) -> None:
        """Keep what a key asks for until that has been read."""
        self._kept = (*self._kept, act)

    def make_up(self) -> None:
        """Do what was asked for before there was anything to do it with."""
        kept, self._kept = self._kept, ()
        for act in kept:
            self.call_next(act)
        self.call_next(self.app.call_later, self.desk_app.go_on)

    def holds(self, key: str) -> bool:
        """Say whether a key has to wait, for what was asked for before or for the first reading."""
        if self._kept:
            return True
        unread = not self._read_once and not self._leads_on(key)
        return self.focused is None and (unread or any(one.claims for one in self.query(Table)))

    @on(Table.Claimed)
    def _claimed(self) -> None:
        self.app.call_later(self.desk_app.go_on)

    def gives_up(self, key: str) -> bool:
        """Say whether a key goes back, and so gives up what waits."""
        found = self.active_bindings.get(key)
        return found is not None and found.binding.action == "back"

    def _leads_on(self, key: str) -> bool:
        """Say whether a key means something before anything has been read."""
        if (found := self.active_bindings.get(key)) is None:
            return False
        action = found.binding.action
        if found.node is self.app:
            return action not in _OF_IT
        return action in _AT_ONCE or action.startswith("app.")

    def copied(self) -> str:
        """Return what the cursor stands on, as words to copy; runs in a worker.

        Raises:
            AskwatchError: it cannot be read; the sentence is shown.
        """
        return ""

    def exported(self, doing: Doing) -> Sheet:
        """Return what is shown, as rows for a file; runs in a worker.

        Raises:
            AskwatchError: it cannot be read, or this screen has no rows; the sentence is shown.
        """
        raise UsageError("not exported", None, "this screen shows no rows", "choose another")

    def copies(self) -> bool:
        """Say whether there is something to copy here."""
        return type(self).copied is not ViewScreen.copied

    def exports(self) -> bool:
        """Say whether there is something to export here."""
        return type(self).exported is not ViewScreen.exported

    def export_name(self) -> str:
        """Return what an export is called, before day and ending."""
        return self.PLACE or "letter"

    def action_back(self) -> None:
        """Go back to the screen below."""
        self.app.pop_screen()
