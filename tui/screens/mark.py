"""Choose words of a text: two edges that move by a word or by a sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tracker.text import clean, sentences
from tracker.types import Span
from tui import spans
from tui.screens.window import Window
from tui.widgets.hints import Hints

AROUND = 160
"""How much of the text is shown before and after the words, in characters."""


class MarkScreen(Window[Span]):
    """The words chosen stand between two arrows; what moves is said below."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "cancel", "Cancel"),
        Binding("enter", "take", "Take", priority=True),
        Binding("tab", "switch", "Other edge", priority=True),
        Binding("left,h", "step(-1, 0)", "Word back", priority=True),
        Binding("right,l", "step(1, 0)", "Word on", priority=True),
        Binding("up,k", "step(0, -1)", "Sentence back", priority=True),
        Binding("down,j", "step(0, 1)", "Sentence on", priority=True),
    ]

    def __init__(self, title: str, text: str, span: Span) -> None:
        """Begin with some words of a text."""
        super().__init__()
        self._title = title
        self._text = text
        whole = Span(0, len(text))
        words = spans.words(text, whole)
        self._edges = [w.start for w in words], [w.end for w in words]
        # Where each sentence begins and ends, as numbers of words.
        self._sentences = (
            [bisect_left(self._edges[0], s.start) for s in sentences(text)],
            [bisect_right(self._edges[1], s.end) - 1 for s in sentences(text)],
        )
        first = bisect_right(self._edges[0], span.start) - 1
        last = bisect_left(self._edges[1], span.end)
        self._at = [max(0, first), min(last, len(words) - 1)]
        self._moving = 1

    @property
    def span(self) -> Span:
        """The words as chosen so far."""
        return Span(self._edges[0][self._at[0]], self._edges[1][self._at[1]])

    def compose(self) -> ComposeResult:
        """Lay out the text and what the keys do."""
        with Vertical(id="mark", classes="window"):
            yield Static(self._title, markup=False, classes="title")
            with VerticalScroll(can_focus=False):
                yield Static(id="words", markup=False)
            yield Static(id="moving", markup=False)
            yield Static(id="wrong", markup=False)
            yield Hints(
                ("←", "step(-1, 0)"),
                ("→ word", "step(1, 0)"),
                ("↑", "step(0, -1)"),
                ("↓ sentence", "step(0, 1)"),
                ("tab other end", "switch"),
                ("enter take", "take"),
                ("esc leave", "cancel"),
            )

    def on_mount(self) -> None:
        """Show the words."""
        self._show()

    def action_switch(self) -> None:
        """Move the other edge from now on."""
        self._moving = 1 - self._moving
        self._show()

    def action_step(self, words: int, sentences: int) -> None:
        """Move the edge; the two never cross."""
        at = self._at[self._moving] + words
        if sentences:
            at = _next(self._sentences[self._moving], at, sentences)
        low, high = ((0, self._at[1]), (self._at[0], len(self._edges[0]) - 1))[self._moving]
        self._at[self._moving] = min(max(at, low), high)
        self._show()

    def action_take(self) -> None:
        """These words it is."""
        self.answer(self.span)

    def _show(self) -> None:
        span, text = self.span, Text()
        first = bisect_left(self._edges[0], span.start - AROUND)
        before = self._edges[0][first] if first else 0
        text.append("… " if first else "", "dim")
        text.append(clean(self._text[before : span.start]), "dim")
        text.append("▸ ", "bold reverse" if self._moving == 0 else "bold")
        text.append(_short(clean(span.of(self._text))), "bold underline")
        text.append(" ◂", "bold reverse" if self._moving == 1 else "bold")
        text.append(clean(self._text[span.end : span.end + AROUND]), "dim")
        self.query_one("#words", Static).update(text)
        edge = ("where they begin", "where they end")[self._moving]
        self.query_one("#moving", Static).update(f"The keys move {edge}.")


def _short(words: str) -> str:
    """Leave out the middle of many words: their edges are what is chosen."""
    if len(words) <= 6 * AROUND:
        return words
    return f"{words[: 3 * AROUND]} […] {words[-3 * AROUND :]}"


def _next(places: list[int], at: int, by: int) -> int:
    """Return the next of some places in order, or the one before."""
    found = [p for p in places if (p > at if by > 0 else p < at)]
    return (found[0] if by > 0 else found[-1]) if found else at
