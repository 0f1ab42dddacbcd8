"""The home screen: which asks are outstanding, when each was due, what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from tracker import filters, news, wording
from tracker.errors import AskwatchError, UsageError
from tracker.text import one_line
from tui import board, copying, views
from tui.looking import Looking
from tui.screens import saved
from tui.screens.news import NewsScreen
from tui.screens.recording import RecordingScreen
from tui.screens.rows import RowsScreen
from tui.widgets.counts import Counts, Hint
from tui.widgets.detail import Detail
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet

REST = 0.15
"""Seconds for which the cursor must rest until an ask's history is read."""
KEPT = 10
"""Seconds for which that is believed while the ask's row does not change."""
NO_ASKS = (
    "No asks yet. Three steps to the first:\n\n"
    "1  `askwatch roster update` loads the members of Congress\n"
    "2  `askwatch letter add FILE` reads a letter and finds its asks\n"
    "3  `askwatch poll` looks for answers at the sources in config.toml\n\n"
    "`askwatch demo` shows all of it with a made-up campaign."
)
NONE_FITS = (
    "No ask fits the filter.\n\n{clear-filter:Escape} clears it; {all:v} shows settled asks, too."
)
ALL_SETTLED = "Nothing is outstanding.\n\nPress {all:v} to see the asks that are settled."
_BY_TITLE = {"Letter": "letter", "To": "addressee", "Due": "due", "Owner": "owner"}
"""What a click on a heading sorts by."""


class BoardScreen(RowsScreen[board.BoardView], RecordingScreen[board.BoardView]):
    """Outstanding asks, most urgent first, with the one under the cursor explained."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter", "letter", "Letter", show=False),
        Binding("a", "decide", "Outcome"),
        Binding("i", "news", "What is new", show=False),
        Binding("v", "everything", "All"),
        Binding("t", "sort", "Sort"),
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("escape", "clear", "Clear filter", show=False),
        Binding("tab", "app.focus_next", "Other pane", show=False),
        *(Binding(str(n), f"only({n})", "Open a count", show=False) for n in range(1, 10)),
        Binding("f", "saved", "Saved filters", show=False),
    ]
    PLACE = "board"
    HELP_TEXT = (
        "Each row is one ask of one letter. The most urgent stand first; {sort:t} sorts and groups "
        "them otherwise, as does a click on a heading. The numbers on top open what they count: "
        "click one, or press 1 for the first, 2 for the second. Beside or below the table you see "
        "the words of the ask under the cursor, when an answer is due and why, what has happened, "
        "and where we have looked; {other-pane:tab} goes there to scroll. The filter takes words, "
        "and state:overdue, to:state, campaign:, since:2024-01, until:, owner:, kind:, letter:; "
        "{saved-filters:f} brings back one that was saved. Nothing here changes by itself: an "
        "outcome is set by a person, with a reason or a passage as evidence."
    )

    def __init__(self) -> None:
        """Start with the outstanding asks, by due day."""
        super().__init__()
        self._asked = board.Asked()
        self._lines: dict[str, views.BoardLine] = {}
        self._view: board.BoardView | None = None
        self._telling: Timer | None = None
        self._told_of: views.BoardLine | None = None
        self._told_until = 0.0
        self._looking = Looking()

    def compose(self) -> ComposeResult:
        """Lay out counts, table and explanation."""
        yield Masthead()
        yield Counts()
        with Horizontal(id="board"):
            with Vertical(id="board-list"):
                yield Table(
                    Column("State", 17, fits=True),
                    Column("Ask", 12, grows=8),
                    Column("Letter", 10, grows=2, when=Width.ROOMY),
                    Column("To", 14, when=Width.WIDE),
                    Column("Due", 28, when=Width.WIDE, fits=True),
                    Column("Due", 15, when=Width.NARROW, fits=True),
                    Column("Owner", 10, when=Width.ULTRA, fits=True),
                    Column("Review", 6),
                    id="asks",
                    empty="",
                )
                yield FilterBar()
            yield Detail()
        yield Footer()

    def view(self) -> board.BoardView:
        """Read the board, with the words of the asks near the cursor."""
        return board.board(self._desk(), self._asked, self._cursor)

    def _desk(self) -> board.Desk:
        app = self.desk_app
        before, plan = app.looked_before(), app.desk.plan()
        return replace(super()._desk(), who=app.who, since=before, plan=plan)

    def draw(self, view: board.BoardView) -> None:
        """Draw the board; the cursor stays on its ask."""
        self._view = view
        self._lines = dict(view.lines)
        self.query_one(Counts).show(view.counts, self._hints(view))
        table = self.query_one(Table)
        table.when_empty(self._why_empty(view))
        # The longest bar of symbols stands in the largest group.
        counts = {key: sum(one.counts.values()) for key, one in view.headings.items()}
        largest = [max(counts, key=counts.__getitem__)] if counts else []
        table.show(view.keys, self._cells, [*largest, *view.lines])

    def _hints(self, view: board.BoardView) -> list[list[Hint]]:
        told, below, at_key = [], [], self.desk_app.told
        if view.news is not None:
            words = news.words(view.news, self.desk_app.zone)
            press = at_key(": press {what-is-new:i}")
            told.append((words + press, "screen.news") if view.news else (words, ""))
        if view.to_review:
            waits = wording.plural(view.to_review, "possible answer")
            press = at_key("press {review:r}")
            below.append((f"{waits} to review: {press}", "app.go('review')"))
        for number, noun, press, place in (
            (view.troubled, "source", "press {sources:s}", "sources"),
            (view.failing, "job", "press {jobs:J}", "jobs"),
        ):
            if number:
                trouble = f"! {wording.plural(number, noun)} in trouble: {at_key(press)}"
                below.append((trouble, f"app.go('{place}')"))
        if self._asked != board.Asked():
            shown = sum(not key.startswith("=") for key in view.keys)
            below.append((f"shown: {shown:,}, sorted {board.ORDERS[self._asked.order]}", ""))
        return [told, below]

    def _why_empty(self, view: board.BoardView) -> str:
        if not dict(view.counts)["total"]:
            return NO_ASKS
        if self._asked.wanted:
            return self.desk_app.told(NONE_FITS)
        return self.desk_app.told(ALL_SETTLED)

    def _cells(self, key: str) -> tuple[str, ...] | None:
        if self._view and (heading := self._view.headings.get(key)):
            none = "no campaign" if self._asked.order == "campaign" else "nobody"
            words = f"— {one_line(heading.title) or none} —"
            return (wording.bar(heading.counts, 16), words, *[""] * 6)
        found = self._lines.get(key)
        return _row(found) if found else None

    def waits(self, action: str) -> bool:
        """Say whether the ask under the cursor has still to be read."""
        key = self.query_one(Table).current
        unread = key.isdigit() and key not in self._lines
        return super().waits(action) or (unread and action in ("choose", "letter", "decide"))

    def more(self, keys: Sequence[str]) -> Mapping[str, views.BoardLine]:
        """Read some asks, with their clocks."""
        return board.lines(self._desk(), keys)

    def sighted(self) -> None:
        """Explain the row under the cursor, if it is one of those."""
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        found = self.current_line()
        self.query_one(Detail).show(found, self._view.coverage if self._view else "")
        if self._telling is not None:
            self._telling.stop()
        known = found == self._told_of and monotonic() < self._told_until
        read = partial(self.if_here, self._read_told)
        self._telling = self.set_timer(REST, read) if found and not known else None

    def _read_told(self) -> None:
        if found := self.current_line():
            self._told_of = found
            self._told_until = monotonic() + KEPT
            self._tell(found.row.ask.id)

    @work(thread=True, exclusive=True, group="told")
    def _tell(self, ask_id: int) -> None:
        try:
            told = board.told(self._desk(), ask_id, self._looking)
        except AskwatchError:
            return  # struck or merged meanwhile; the table says so in a moment
        self.app.call_from_thread(self.if_here, self._add_told, told)

    def _add_told(self, told: board.Told) -> None:
        self.query_one(Detail).add(told, self.desk_app.zone)

    @on(Grid.Chosen)
    def action_letter(self) -> None:
        """Open the letter of the ask under the cursor."""
        if found := self.current_line():
            self.desk_app.open_letter(found.row.letter_id, found.row.ask.id)

    def action_decide(self) -> None:
        """Set the outcome of the ask under the cursor."""
        if found := self.current_line():
            self.desk_app.decide(found)

    def action_news(self) -> None:
        """List what came in since the last visit."""
        self.app.push_screen(NewsScreen())

    def action_everything(self) -> None:
        """Show settled asks too, or outstanding ones only."""
        self._ask(replace(self._asked, everything=not self._asked.everything))

    def action_sort(self) -> None:
        """Sort by the next thing, and group by it where that makes groups."""
        orders = list(board.ORDERS)
        order = orders[(orders.index(self._asked.order) + 1) % len(orders)]
        self._ask(replace(self._asked, order=order))

    @on(Grid.Headed)
    def _sort_by(self, message: Grid.Headed) -> None:
        if order := _BY_TITLE.get(message.title):
            self._ask(replace(self._asked, order=order))

    def _ask(self, asked: board.Asked) -> None:
        self._asked = asked
        self.reload()

    def action_only(self, number: int) -> None:
        """Show only what the number in that place counts."""
        states = self.query_one(Counts).states
        if number <= len(states):
            self._only(states[number - 1])

    @on(Counts.Picked)
    def _picked(self, message: Counts.Picked) -> None:
        self._only(message.state)

    def _only(self, state: str) -> None:
        """Show only asks that stand so; none named: all, settled ones too."""
        words = f"state:{state.replace(' ', '-')}" if state else ""
        self._asked = replace(self._asked, everything=not state)
        self.query_one(FilterBar).put(words)
        self._narrow(words)

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    def action_clear(self) -> None:
        """Show again what was filtered out."""
        self.query_one(FilterBar).action_clear()

    def action_saved(self) -> None:
        """Filter as was saved under a name."""
        saved.pick(self, filters.parse_for_asks, self._filter_by)

    def _filter_by(self, words: str) -> None:
        bar = self.query_one(FilterBar)
        bar.open()
        bar.value = words

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self._narrow(message.words)

    def _narrow(self, words: str) -> None:
        bar = self.query_one(FilterBar)
        try:
            wanted = filters.parse_for_asks(words)
        except UsageError as error:
            bar.say(str(error))
        else:
            bar.say("")
            self._ask(replace(self._asked, wanted=wanted))

    def copied(self) -> str:
        """Return the words of the ask under the cursor, with its letter."""
        found = self.current_line()
        if found is None:
            return ""
        return copying.ask(found.row, self.desk_app.store.letters.get(found.row.letter_id))

    def exported(self, doing: Doing) -> Sheet:
        """Return the asks that are shown, without what is private."""
        from tui import exporting

        app = self.desk_app
        ids = [int(key) for key in self._view.keys if not key.startswith("=")] if self._view else []

        def step(done: int) -> bool:
            doing.say(f"{done:,} of {len(ids):,}")
            return doing.stop()

        day = views.today(app.now(), app.zone)
        lines = exporting.asks(app.store, ids, app.rules, day, step)
        return exporting.sheet_of_asks("Asks", lines)

    def current_line(self) -> views.BoardLine | None:
        """Return the ask under the cursor; None: there is none, or it is not read yet."""
        return self._lines.get(self.query_one(Table).current)


def _row(found: views.BoardLine) -> tuple[str, ...]:
    due = wording.due_short(found.due)
    return (
        wording.standing(found.row, found.due),
        one_line(found.row.ask.summary),
        one_line(found.row.letter_title),
        _to(found),
        due,
        due.rpartition(", ")[2],
        one_line(found.row.state.owner or ""),
        str(found.row.waiting_candidates or ""),
    )


def _to(found: views.BoardLine) -> str:
    """Name the addressees without their offices, which stand in the letter."""
    return one_line("; ".join(a.name or a.office or "" for a in found.row.addressees))
