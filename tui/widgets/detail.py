"""The ask under the cursor: its words, its clock, what happened, where we looked."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker import coverage, wording
from tracker.text import one_line
from tui.board import Told
from tui.views import BoardLine

TITLE = 120
"""Characters of a letter's title that are shown: the clock below it must stay in sight."""

SOURCES = 20
"""Sources of which it is told how they were watched: those that missed most, of hundreds."""


class Detail(VerticalScroll, can_focus=True):
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
        super().__init__(id="detail-pane")
        self._found: BoardLine | None = None
        self._told: Told | None = None
        self._words: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out what is known at once, and what comes a moment later."""
        yield Static(id="detail", markup=False)
        yield Static(id="told", markup=False)

    def show(self, found: BoardLine | None, looked: str) -> None:
        """Show an ask, or nothing; `looked` says where answers are looked for."""
        before, self._found = self._found, found
        if found is None or before is None or found.row.ask.id != before.row.ask.id:
            self.scroll_home(animate=False)
        known = self._told and found and self._told.ask_id == found.row.ask.id
        if not known:
            self._write("told", "")
        self._write("detail", _explained(found, looked) if found else "")

    def add(self, told: Told, zone: ZoneInfo) -> None:
        """Add what happened to the ask, if it is still the one that is shown."""
        if self._found is not None and self._found.row.ask.id == told.ask_id:
            self._told = told
            self._write("told", "\n".join(_told(told, zone)))

    def _write(self, part: str, words: str) -> None:
        """Write a part of it, unless it stands there: laying out the screen takes long."""
        if self._words.get(part, "") != words:
            self._words[part] = words
            self.query_one(f"#{part}", Static).update(words)


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
