"""All letters, those that nobody has confirmed first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tracker import filters, wording
from tracker.errors import UsageError
from tracker.standing import Standing
from tracker.text import one_line
from tui import copying, letters
from tui.screens.base import BACK, QUIET
from tui.screens.rows import RowsScreen
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet

_BY_TITLE = {"Reading": "confirm", "Date": "newest", "Letter": "title", "To": "addressee"}
_BY_TITLE |= {"Campaign": "campaign", "Asks": "outstanding", "How they stand": "outstanding"}
"""What a click on a heading sorts by."""
NO_LETTERS = (
    "No letters yet.\n\nAdd one with `askwatch letter add FILE`: text, HTML, PDF, Word, e-mail "
    "or an address."
)


class LettersScreen(RowsScreen[letters.Letters]):
    """One row a letter, whether or not it asks anything."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter", "open", "Open", show=False),
        Binding("t", "sort", "Sort"),
        Binding("slash", "filter", "Filter", key_display="/"),
        BACK,
        *QUIET,
    ]
    PLACE = "letters"
    HELP_TEXT = (
        "Each row is one letter. Those whose reading nobody has confirmed stand first: open one "
        "with {choose:enter}, compare it with its text, correct it, confirm it. What a person has "
        "confirmed no later reading overwrites. {sort:t} sorts otherwise, as does a click on a "
        "heading. The filter takes words of title, addressee and campaign, “to confirm”, and "
        "to:state, campaign:, since:2024-01, until:, state:overdue, owner:, kind: for letters with "
        "such asks."
    )

    def __init__(self) -> None:
        """Start with all letters, those to confirm first."""
        super().__init__()
        self._asked = letters.Asked()
        self._lines: dict[str, letters.LetterLine] = {}

    def compose(self) -> ComposeResult:
        """Lay out count and table."""
        yield Masthead("Letters")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("Reading", 12),
            Column("Date", 11),
            Column("Letter", 8, grows=5),
            Column("To", 12, grows=2, when=Width.WIDE),
            Column("Campaign", 10, grows=1, when=Width.WIDE),
            Column("Signed", 8, when=Width.ULTRA),
            Column("Asks", 4),
            Column("Overdue", 7, when=Width.NARROW),
            Column("How they stand", 20, grows=2, when=Width.WIDE),
            id="letters",
            empty="",
        )
        yield FilterBar()
        yield Footer()

    def view(self) -> letters.Letters:
        """Read which letters there are, with the words of those near the cursor."""
        return letters.letters(self._desk(), self._asked, self._cursor)

    def draw(self, view: letters.Letters) -> None:
        """Draw the letters; the cursor stays on its letter."""
        self._lines = dict(view.lines)
        words = f"{wording.plural(view.total, 'letter')}: {view.unconfirmed:,} to confirm"
        if self._asked != letters.Asked():
            words += f" · shown: {len(view.keys):,}, sorted {letters.ORDERS[self._asked.order]}"
        self.query_one("#counts", Static).update(words)
        table = self.query_one(Table)
        none = "No letter fits the filter.\n\nEscape in the line below clears it."
        table.when_empty(none if view.total else NO_LETTERS)
        table.show(view.keys, self._cells)

    def _cells(self, key: str) -> tuple[str, ...] | None:
        found = self._lines.get(key)
        return _row(found) if found else None

    def more(self, keys: Sequence[str]) -> Mapping[str, letters.LetterLine]:
        """Read some letters."""
        return letters.some(self._desk(), keys)

    @on(Grid.Chosen)
    def action_open(self) -> None:
        """Open the letter under the cursor."""
        if key := self.query_one(Table).current:
            self.desk_app.open_letter(int(key))

    def action_sort(self) -> None:
        """Sort by the next thing."""
        orders = list(letters.ORDERS)
        order = orders[(orders.index(self._asked.order) + 1) % len(orders)]
        self._ask(replace(self._asked, order=order))

    @on(Grid.Headed)
    def _sort_by(self, message: Grid.Headed) -> None:
        if order := _BY_TITLE.get(message.title):
            self._ask(replace(self._asked, order=order))

    def _ask(self, asked: letters.Asked) -> None:
        self._asked = asked
        self.reload()

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        bar = self.query_one(FilterBar)
        try:
            wanted = filters.parse_for_asks(message.words)
        except UsageError as error:
            bar.say(str(error))
        else:
            bar.say("")
            self._ask(replace(self._asked, wanted=wanted))

    def copied(self) -> str:
        """Return what letter stands under the cursor."""
        key = self._cursor
        return copying.of_letter(self.desk_app.store.letters.get(int(key))) if key else ""

    def exported(self, doing: Doing) -> Sheet:
        """Return the letters that are shown, as `askwatch letter list` tells of them."""
        from tui import exporting
        from tui.commands import rows

        found = self.in_steps(self.query_one(Table).shown, doing)
        return exporting.Sheet(
            title="Letters",
            rows=[rows.letter_row(line.row) for line in found],
            bullet=exporting.bullet("title", "letter_date", "signatories", "asks"),
        )


def _row(found: letters.LetterLine) -> tuple[str, ...]:
    row = found.row
    of = f" of {row.stated_total}" if row.stated_total else ""
    return (
        "✓ confirmed" if row.confirmed else "? to confirm",
        wording.day(row.letter_date or row.announced),
        one_line(row.title),
        wording.addressees(row.addressees),
        one_line(row.campaign or ""),
        f"{row.signatories}{of}",
        str(row.asks),
        str(found.counts.get(Standing.OVERDUE, "")),
        letters.stand(found),
    )
