"""What the next weekly mail would say, and to whom, before anybody gets it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.errors import AskwatchError
from tui import digests
from tui.doing import Doing
from tui.screens.base import BACK, READS, ViewScreen
from tui.widgets.footer import Footer
from tui.widgets.header import Masthead

if TYPE_CHECKING:
    from jobs.digest import Preview
    from tui.exporting import Sheet

CALLED_OFF = "Called off. Press {make-anew:g} to make it."
NAMED = 3
"""How many recipients are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The next digests, and of what they were made."""

    basis: tuple[object, ...]
    previews: Sequence[Preview]
    words: str = ""
    """Why there are none."""


class DigestScreen(ViewScreen[Made]):
    """One text at a time, as its recipients would read it; made anew only for something new."""

    BINDINGS = [  # noqa: RUF012
        Binding("n,right", "step(1)", "Next text"),
        Binding("p,left", "step(-1)", "Previous"),
        Binding("g", "make", "Make anew", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        BACK,
        *READS,
    ]
    RESTS = 4
    HEAVY = True
    PLACE = "digest"
    HELP_TEXT = (
        "The weekly mail as it would go out now: nothing here is sent. Recipients who had their "
        "last mail at the same time get the same text; {next-text:n} and {previous:p} go from one "
        "text to the next. What may not be shown outside is left out here as it is in the mail. It "
        "is made anew when something happens of which it tells, and by {make-anew:g}; "
        "{call-off:ctrl+x} calls that off. `askwatch digest --preview` prints the same, `askwatch "
        "digest --send` sends it."
    )

    def __init__(self) -> None:
        """Start with the text that most people get."""
        super().__init__()
        self._made: Made | None = None
        self._previews: Sequence[Preview] = ()
        self._at = 0
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        """Lay out to whom it goes and what it says."""
        yield Masthead("Next digest")
        yield Static("Gathering what happened …", id="digest-heading", markup=False)
        with VerticalScroll(id="digest"):
            yield Static(id="digest-text", markup=False)
        yield Footer()

    def view(self) -> Made:
        """Make the digests, unless nothing has happened of which they tell; or say why not."""
        app = self.desk_app
        basis = (*app.store.digests.basis(), app.now().astimezone(app.zone).date())
        if self._made is None or self._made.basis != basis:
            self._made = self._make(basis)
        return self._made

    def _make(self, basis: tuple[object, ...]) -> Made:
        self._stop.clear()
        self.desk_app.give_way()
        doing = Doing("making the next digest", self._stop.set)
        try:
            with self.desk_app.shown(doing):
                found = self.desk_app.desk.digests(self._called_off)
        except AskwatchError as error:
            return Made(basis=basis, previews=(), words=str(error))
        except CancelledError:
            if not self._stop.is_set():
                raise  # nobody looks any more
            return Made(basis=basis, previews=(), words=self.desk_app.told(CALLED_OFF))
        words = "" if found else "Nobody gets a digest: set digest.to in config.toml."
        return Made(basis=basis, previews=found, words=words)

    def _called_off(self) -> bool:
        self.desk_app.give_way()
        return self._stop.is_set() or self not in self.desk_app.screen_stack

    def draw(self, view: Made) -> None:
        """Draw the text that was looked at last."""
        self._previews = view.previews
        self._at = min(self._at, max(0, len(self._previews) - 1))
        if self._previews:
            self._show()
        else:
            self.query_one("#digest-heading", Static).update(view.words)
            self.query_one("#digest-text", Static).update("")

    def on_unmount(self) -> None:
        """Call off what is under way: nobody will see it."""
        self._stop.set()

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

    def action_make(self) -> None:
        """Make the digests anew, whatever has happened."""
        self._made = None
        self.query_one("#digest-heading", Static).update("Gathering what happened …")
        self.reload()

    def copied(self) -> str:
        """Return the text that is shown, under its subject."""
        if not self._previews:
            return ""
        one = self._previews[self._at]
        return f"{one.subject}\n\n{digests.text(one)}".strip()

    def exported(self, doing: Doing) -> Sheet:
        """Return all texts without private evidence, as `askwatch digest --preview` does."""
        from tui import exporting

        return exporting.Sheet(
            title="Next digest",
            rows=[digests.row(one) for one in self._previews if not one.private],
            bullet=exporting.bullet("subject", "to", "week", "goes", "text"),
        )

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one("#digest", VerticalScroll).scroll_relative(y=by, animate=False)
