"""One signatory: the letters they signed, and how the asks in these stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tracker import wording
from tracker.text import one_line
from tracker.types import Signed
from tui import board, copying, signatories, views
from tui.screens.base import BACK, READS
from tui.screens.rows import RowsScreen
from tui.views import BoardLine
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet


class PersonScreen(RowsScreen[signatories.Person]):
    """A row for each letter, and below it one for each of its asks."""

    BINDINGS = [Binding("enter", "open", "Letter"), BACK, *READS]  # noqa: RUF012
    HELP_TEXT = (
        "The letters that this person signed, newest first, each with its asks and how they stand; "
        "“▸ lead” marks those that they led. {choose:Enter} opens the letter. Led and cosigned "
        "letters add up to all of them."
    )

    def __init__(self, key: str) -> None:
        """Choose the person."""
        super().__init__()
        self._key = key
        self._letters: dict[str, Signed] = {}
        self._lines: dict[str, BoardLine] = {}
        self._of: dict[str, int] = {}
        self._name = ""

    def compose(self) -> ComposeResult:
        """Lay out name and table."""
        yield Masthead("Signatory")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("Date", 11),
            Column("Letter, and its asks", 16, grows=4),
            Column("How it stands", 18),
            Column("Due", 26, when=Width.WIDE),
            Column("Due", 13, when=Width.NARROW),
            id="signed",
            empty="Nothing signed any more: the letter was changed, or went into another one.",
        )
        yield Footer()

    def view(self) -> signatories.Person:
        """Read the person, and the asks near the cursor."""
        cursor = self._cursor.removeprefix("=")
        return signatories.person(self._desk(), self._key, cursor)

    def draw(self, view: signatories.Person) -> None:
        """Draw letters and asks."""
        signer = view.signer
        self._name = signer.name
        words = f"{signatories.told(signer)}\n{signatories.signed(signer)}"
        self.query_one("#counts", Static).update(words)
        self._letters = {f"={one.letter_id}": one for one in view.letters}
        self._lines = dict(view.lines)
        keys: list[str] = []
        self._of = {}
        for key, letter in self._letters.items():
            asks = [str(ask) for ask in letter.ask_ids]
            keys += [key, *asks]
            self._of |= dict.fromkeys([key, *asks], letter.letter_id)
        self.query_one(Table).show(keys, self._cells)

    def _cells(self, key: str) -> tuple[str, ...] | None:
        if letter := self._letters.get(key):
            return _letter(letter)
        found = self._lines.get(key)
        return _ask(found) if found else None

    def more(self, keys: Sequence[str]) -> Mapping[str, BoardLine]:
        """Read some asks, with their clocks."""
        return board.lines(self._desk(), keys)

    def copied(self) -> str:
        """Return the words of the ask under the cursor, or what letter stands there."""
        key = self.query_one(Table).current
        if key not in self._of:
            return ""
        letter = self.desk_app.store.letters.get(self._of[key])
        found = self._lines.get(key)
        return copying.ask(found.row, letter) if found else copying.of_letter(letter)

    def exported(self, doing: Doing) -> Sheet:
        """Return the letters with their asks, one row an ask; without what is private."""
        from tui import exporting
        from tui.commands import rows

        app = self.desk_app
        asks = [ask for letter in self._letters.values() for ask in letter.ask_ids]
        lead = {ask: one.lead for one in self._letters.values() for ask in one.ask_ids}
        day = views.today(app.now(), app.zone)
        lines = exporting.asks(app.store, asks, app.rules, day, lambda _: doing.stop())
        return exporting.Sheet(
            title=f"Signed by {self._name}",
            rows=[{"lead": lead[line.row.ask.id]} | rows.ask(line) for line in lines],
            bullet=lambda row: (
                f"{exporting.escaped(row['letter_title'])}: " + exporting.ask_bullet(row)
            ),
        )

    def export_name(self) -> str:
        """Return what an export of this person's letters is called."""
        return "signatory"

    @on(Grid.Chosen)
    def action_open(self) -> None:
        """Open the letter under the cursor, on the ask under it."""
        key = self.query_one(Table).current
        if key in self._of:
            self.desk_app.open_letter(self._of[key], None if key in self._letters else int(key))


def _letter(one: Signed) -> tuple[str, ...]:
    lead = "▸ lead: " if one.lead else ""
    asks = len(one.ask_ids)
    stands = f"{one.outstanding} of {asks} open" if asks else "no asks"
    return wording.day(one.dated), f"{lead}{one_line(one.title)}", stands, "", ""


def _ask(found: BoardLine) -> tuple[str, ...]:
    due = wording.due_short(found.due)
    row = found.row
    stands = wording.standing(row, found.due)
    return "", f"└ {one_line(row.ask.summary)}", stands, due, due.rpartition(", ")[2]
