"""Make one ask two: a cut that moves through its words."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.text import one_line
from tracker.types import Span
from tui import spans
from tui.screens.window import Window
from tui.widgets.hints import Hints

Parts = tuple[Span, Span]


class CutScreen(Window[Parts]):
    """Both parts stand there as they would be; the cut begins where it most likely falls."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "cancel", "Cancel"),
        Binding("enter", "take", "Split", priority=True),
        Binding("left,h,up,k", "step(-1)", "Earlier", priority=True),
        Binding("right,l,down,j", "step(1)", "Later", priority=True),
    ]

    def __init__(self, text: str, span: Span) -> None:
        """Cut the words that stand there; there must be two at least."""
        super().__init__()
        self._text = text
        self._span = span
        self._places = [word.start for word in spans.words(text, span)][1:]
        likely = spans.likely_cut(text, span)
        self._at = min(range(len(self._places)), key=lambda i: abs(self._places[i] - likely))

    def compose(self) -> ComposeResult:
        """Lay out the two parts."""
        with VerticalScroll(id="cut", classes="window", can_focus=False):
            yield Static("Split into two asks", classes="title")
            yield Static(id="first", markup=False)
            yield Static("✂ ─────", classes="quiet")
            yield Static(id="second", markup=False)
            yield Static(id="wrong", markup=False)
            yield Hints(
                ("←", "step(-1)"),
                ("→ move the cut by a word", "step(1)"),
                ("enter splits", "take"),
                ("escape leaves it whole", "cancel"),
            )

    def on_mount(self) -> None:
        """Show the parts."""
        self._show()

    def action_step(self, by: int) -> None:
        """Move the cut by a word."""
        self._at = min(max(self._at + by, 0), len(self._places) - 1)
        self._show()

    def action_take(self) -> None:
        """Cut here."""
        self.answer(self._parts())

    def _parts(self) -> Parts:
        return spans.cut(self._text, self._span, self._places[self._at])

    def _show(self) -> None:
        for name, part in zip(("first", "second"), self._parts(), strict=True):
            words = one_line(part.of(self._text))
            self.query_one(f"#{name}", Static).update(f"“{words}”")
