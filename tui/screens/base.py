"""What every screen of the dashboard shares: a view, loaded beside the screen, then drawn."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual import on, work
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import get_current_worker

from tracker.errors import AskwatchError
from tui.messages import Failed, Loaded

if TYPE_CHECKING:
    from tui.app import AskwatchApp

V = TypeVar("V")

BACK = Binding("escape", "back", "Back")
QUIET = tuple(
    Binding(key, f"app.go('{place}')", place.capitalize(), show=False)
    for key, place in (("b", "board"), ("r", "review"), ("s", "sources"), ("l", "letters"))
)
"""The keys that lead elsewhere, left out of a footer that is full; help names them."""


class ViewScreen(Screen[None], Generic[V]):
    """A screen that draws one view; what it needs is read in a worker, never while drawing."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    PLACE = ""
    """Its name for `go`, where a key leads to it from everywhere."""
    HELP_TEXT = ""

    _desk_app: AskwatchApp | None = None

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
        """

    @abstractmethod
    def draw(self, view: V) -> None:
        """Draw it; runs on the screen's own thread."""

    def on_mount(self) -> None:
        """Load at once."""
        self.reload()

    def on_screen_resume(self) -> None:
        """Load anew when the screen comes back to the top; its keys are its own again."""
        self.refresh_bindings()
        self.reload()

    def reload(self) -> None:
        """Read the view again, beside the screen; one that a later call overtook is dropped."""
        if self.desk_app:  # known from here on, also in the worker
            self._read()

    @work(thread=True, exclusive=True, group="view")
    def _read(self) -> None:
        worker = get_current_worker()
        try:
            view = self.view()
        except AskwatchError as error:
            self.post_message(Failed(str(error)))
        else:
            if not worker.is_cancelled:
                self.post_message(Loaded(view))

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        message.stop()
        self.draw(message.view)

    def action_back(self) -> None:
        """Go back to the screen below."""
        self.app.pop_screen()
