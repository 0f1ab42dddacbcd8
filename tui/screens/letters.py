"""All letters, those that nobody has confirmed first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer, Static

from tracker import wording
from tracker.text import one_line
from tracker.types import LetterRow
from tui import copying, views
from tui.screens.base import BACK, ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet


class LettersScreen(ViewScreen[tuple[LetterRow, ...]]):
    """One row a letter, whether or not it asks anything."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter", "open", "Open", show=False),
        Binding("slash", "filter", "Filter", key_display="/"),
        BACK,
    ]
    PLACE = "letters"
    HELP_TEXT = (
        "Each row is one letter. Those whose reading nobody has confirmed stand first: open "
        "one with enter, compare it with its text, correct it, confirm it. What a person has "
        "confirmed no later reading overwrites."
    )

    def compose(self) -> ComposeResult:
        """Lay out count and table."""
        yield Masthead("Letters")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("Reading", 12),
            Column("Date", 11),
            Column("Letter", 8, grows=4),
            Column("To", 12, grows=2, when=Width.WIDE),
            Column("Signed", 8),
            Column("Asks", 4),
            Column("How they stand", 14, grows=2, when=Width.WIDE),
            id="letters",
            empty="No letters yet.\n\nAdd one with `askwatch letter add FILE`.",
        )
        yield FilterBar()
        yield Footer()

    def view(self) -> tuple[LetterRow, ...]:
        """Read the letters."""
        return views.letters(self.desk_app.store)

    def draw(self, view: tuple[LetterRow, ...]) -> None:
        """Draw the letters."""
        waiting = sum(not row.confirmed for row in view)
        words = f"{wording.plural(len(view), 'letter')}: {waiting} to confirm"
        self.query_one("#counts", Static).update(words)
        self.query_one(Table).fill({str(row.id): _cells(row) for row in view})

    @on(Grid.Chosen)
    def action_open(self) -> None:
        """Open the letter under the cursor."""
        if key := self.query_one(Table).current:
            self.desk_app.open_letter(int(key))

    def copied(self) -> str:
        """Return what letter stands under the cursor."""
        key = self.query_one(Table).current
        return copying.of_letter(self.desk_app.store.letters.get(int(key))) if key else ""

    def exported(self, doing: Doing) -> Sheet:
        """Return all letters as `askwatch letter list` tells of them."""
        from tui import exporting
        from tui.commands import rows

        return exporting.Sheet(
            title="Letters",
            rows=[rows.letter_row(row) for row in self.view()],
            bullet=exporting.bullet("title", "letter_date", "signatories", "asks"),
        )

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self.query_one(Table).narrow(message.words)


def _cells(row: LetterRow) -> tuple[str, ...]:
    of = f" of {row.stated_total}" if row.stated_total else ""
    return (
        "✓ confirmed" if row.confirmed else "? to confirm",
        wording.day(row.letter_date or row.announced),
        one_line(row.title),
        wording.addressees(row.addressees),
        f"{row.signatories}{of}",
        str(row.asks),
        ", ".join(f"{number} {outcome}" for outcome, number in row.rollup),
    )
