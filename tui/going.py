"""Going from place to place: each is made once, ahead of time, and found again as it was left."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.screen import Screen

from tui import places
from tui.manners import MannersApp
from tui.screens.board import BoardScreen

BETWEEN = 0.2
"""Seconds between two screens that are made before somebody asks for them."""


class GoingApp(MannersApp):
    """Shows one place at a time above the board."""

    def places(self) -> dict[str, type[Screen[Any]]]:
        """Return the screens by the names under which the settings speak of them."""
        return {"board": BoardScreen, **places.screens()}

    def action_go(self, place: str) -> None:
        """Go to the board, or open another place above it."""
        self._go(self._place(place) if place in places.PLACES else None)

    def action_search(self) -> None:
        """Open the documents, and the line to type into."""
        screen = self._place("documents")
        self._go(screen)
        screen.call_later(screen.type_anew)

    def open_letter(self, letter_id: int, ask_id: int | None = None) -> None:
        """Open a letter, the cursor on one of its asks."""
        self.push_screen(places.screen(places.LETTER)(letter_id, ask_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key of the screen that is on top out of the footer."""
        here = getattr(self.screen, "PLACE", None) if self.screen_stack else None
        if action == "go" and parameters == (here,):
            return False
        return super().check_action(action, parameters)

    def _place(self, place: str) -> Any:
        """Return the screen of that name, made when it is first asked for and then kept."""
        if not self.is_screen_installed(place):
            self.install_screen(places.screen(place)(), place)
        return self.get_screen(place)

    def _go(self, screen: Screen[Any] | None) -> None:
        """Leave what lies above the board; then stand there, or on another screen."""
        while len(self.screen_stack) > (3 if screen else 2):
            self.pop_screen()
        if screen is None:
            return
        if screen.focused is not None:
            screen.set_focus(None)  # as when it was opened first: its keys are no typing
        if len(self.screen_stack) > 2:
            self.switch_screen(screen)  # the board below need not be read for that
        else:
            self.push_screen(screen)

    @work(thread=True, group="prepare")
    def prepare(self) -> None:
        """Import the other screens while a person looks at the first one, then make them."""
        self.places()
        self.call_later(self.make_next)

    def make_next(self) -> None:
        """Make one more of them, and a moment later the next: nobody shall wait for that."""
        for place in places.PLACES:
            if not self.is_screen_installed(place):
                self._get_screen(self._place(place))
                self.set_timer(BETWEEN, self.make_next)
                break
