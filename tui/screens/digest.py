"""What the next weekly mail would say, and to whom, before anybody gets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Footer, Static

from tracker.errors import AskwatchError
from tui import digests
from tui.screens.base import BACK, QUIET, ViewScreen
from tui.widgets.header import Masthead

if TYPE_CHECKING:
    from jobs.digest import Preview

NAMED = 3
"""How many recipients are named."""


class DigestScreen(ViewScreen["Sequence[Preview] | str"]):
    """One text at a time, as its recipients would read it."""

    BINDINGS = [  # noqa: RUF012
        Binding("n,right", "step(1)", "Next text"),
        Binding("p,left", "step(-1)", "Previous"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        BACK,
        *QUIET,
    ]
    PLACE = "digest"
    HELP_TEXT = (
        "The weekly mail as it would go out now: nothing here is sent. Recipients who had their "
        "last mail at the same time get the same text; n and p go from one text to the next. "
        "What may not be shown outside is left out here as it is in the mail. "
        "`askwatch digest --preview` prints the same, `askwatch digest --send` sends it."
    )

    def __init__(self) -> None:
        """Start with the text that most people get."""
        super().__init__()
        self._previews: Sequence[Preview] = ()
        self._at = 0

    def compose(self) -> ComposeResult:
        """Lay out to whom it goes and what it says."""
        yield Masthead("Next digest")
        yield Static("Gathering what happened …", id="digest-heading", markup=False)
        with VerticalScroll(id="digest"):
            yield Static(id="digest-text", markup=False)
        yield Footer()

    def view(self) -> Sequence[Preview] | str:
        """Make the digests; where that fails, return why."""
        try:
            return self.desk_app.desk.digests()
        except AskwatchError as error:
            return str(error)

    def draw(self, view: Sequence[Preview] | str) -> None:
        """Draw the text that was looked at last."""
        failed = isinstance(view, str)
        self._previews = () if isinstance(view, str) else view
        self._at = min(self._at, max(0, len(self._previews) - 1))
        if self._previews:
            self._show()
        else:
            words = str(view) if failed else "Nobody gets a digest: set digest.to in config.toml."
            self.query_one("#digest-heading", Static).update(words)
            self.query_one("#digest-text", Static).update("")

    def _show(self) -> None:
        one = self._previews[self._at]
        lines = digests.heading(one, self.desk_app.zone, most=NAMED)
        if len(self._previews) > 1:
            lines = (f"Text {self._at + 1} of {len(self._previews)}", *lines)
        self.query_one("#digest-heading", Static).update("\n".join(lines))
        self.query_one("#digest-text", Static).update(digests.text(one))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys for other texts out while there is but one."""
        return action != "step" or len(self._previews) > 1

    def action_step(self, by: int) -> None:
        """Go to another text."""
        self._at = (self._at + by) % len(self._previews)
        self._show()
        self.query_one("#digest", VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one("#digest", VerticalScroll).scroll_relative(y=by, animate=False)
