"""The ask under the cursor: its words, its clock, what happened, where we looked."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from math import ceil
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip

from tracker import coverage, wording
from tracker.text import one_line
from tui.board import Told
from tui.views import BoardLine
from tui.widgets.lines import Lines

TITLE = 120
"""Characters of a letter's title that are shown: the clock below it must stay in sight."""
SOURCES = 20
"""Sources of which it is told how they were watched: those that missed most, of hundreds."""
STEP = 8
"""Lines by which the pane's length changes; one scrolls fewer than that past its end."""

_PLAIN = Console()
_Line = tuple[str, tuple[int, int] | None, Style]
"""Words, which of them are selected, how they look."""


class Detail(Lines[_Line]):
    """A pane that scrolls; what takes longer to read comes a moment later."""

    BINDINGS = [  # noqa: RUF012
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
    ]
    HELP = (
        "This pane tells of the ask under the cursor of the table. Arrows or the wheel scroll it, "
        "{other-pane:tab} goes back to the table."
    )

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(id="detail")
        self._found: BoardLine | None = None
        self._told: Told | None = None
        self._at_once = self._later = ""
        self._lines: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What stands there, in sight or not."""
        return f"{self._at_once}\n{self._later}" if self._later else self._at_once

    def show(self, found: BoardLine | None, looked: str) -> None:
        """Show an ask, or nothing; `looked` says where answers are looked for."""
        before, self._found = self._found, found
        other = found is None or before is None or found.row.ask.id != before.row.ask.id
        known = self._told and found and self._told.ask_id == found.row.ask.id
        self._at_once = _explained(found, looked) if found else ""
        self._later = self._later if known else ""
        self._wrap(whole=bool(known or not found))
        if other:
            self.scroll_home(animate=False)

    def add(self, told: Told, zone: ZoneInfo) -> None:
        """Add what happened to the ask, if it is still the one that is shown."""
        if self._found is not None and self._found.row.ask.id == told.ask_id:
            self._told, self._later = told, "\n".join(_told(told, zone))
            self._wrap()

    def on_resize(self) -> None:
        """Wrap the words anew."""
        self._wrap()

    def _wrap(self, *, whole: bool = True) -> None:
        """Wrap the words for the pane's width; more will follow unless they are `whole`."""
        width, height = self.size
        if not width:
            return
        wrapped = [_wrapped(line, width) for line in self.words.split("\n")]
        self._lines = tuple(chain.from_iterable(wrapped))
        # Another height has the whole screen laid out anew, so it grows and shrinks by steps.
        step = max(1, min(STEP, height - 1))
        wanted = 1 if len(self._lines) <= height else ceil(len(self._lines) / step) * step
        held = 0 if whole else self.virtual_size.height
        self.virtual_size = Size(width, max(wanted, held))
        self.redraw()

    def line(self, y: int) -> _Line | None:
        """Return the words on a line of the window, as far as they are selected."""
        place = self.scroll_offset.y + y
        if place >= len(self._lines):
            return None
        selected = self.text_selection.get_span(place) if self.text_selection else None
        return self._lines[place], selected, self.look

    def strip(self, y: int, line: _Line) -> Strip:
        """Return some words as they are drawn."""
        words, selected, style = line
        start, end = selected or (0, 0)
        end = len(words) if end == -1 else end
        marked = style + self.screen.get_component_rich_style("screen--selection")
        parts = ((words[:start], style), (words[start:end], marked), (words[end:], style))
        strip = Strip([Segment(*part) for part in parts if part[0]])
        strip = strip.extend_cell_length(self.size.width, style)
        return strip.apply_offsets(0, self.scroll_offset.y + y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what is selected, for who copies it."""
        return selection.extract("\n".join(self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw what is selected as such."""
        self.redraw()


@lru_cache(maxsize=200)
def _wrapped(line: str, width: int) -> tuple[str, ...]:
    lines = Text(line).wrap(_PLAIN, width)
    return tuple(one.plain for one in lines) or ("",)


def _explained(found: BoardLine, looked: str) -> str:
    row = found.row
    return "\n".join(
        [
            f"“{one_line(row.ask.quote)}”",
            f"Ask {row.ask.id}, no. {row.ask.number} of letter {row.letter_id}: "
            f"{one_line(row.letter_title, TITLE)}",
            one_line(wording.status(row, found.due)),
            _sentence(found.due.why),
            _sentence(looked),
        ]
    )


def _told(told: Told, zone: ZoneInfo) -> list[str]:
    details = [one_line(words) for words in told.clock[1:]]
    shown = coverage.worst(told.coverage, SOURCES)
    looked = [coverage.sentence(one, zone) for one in shown]
    if more := len(told.coverage.sources) - len(shown):
        rest = wording.plural(more, "source")
        looked.append(f"{rest} more, better watched: `askwatch ask coverage {told.ask_id}`")
    return [
        "",
        "What happened",
        *(f"  {one_line(moment.words)}" for moment in told.timeline),
        "",
        _sentence(coverage.summary(told.coverage, zone)),
        *(f"  {words}" for words in looked),
        *(["", "Its clock", *(f"  {words}" for words in details)] if details else []),
    ]


def _sentence(words: str) -> str:
    return one_line(words[:1].upper() + words[1:] + ".")
