"""Who signed: everybody under any letter, whether they still serve, and what they wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tracker import wording
from tracker.text import one_line
from tracker.types import Signer
from tui import signatories
from tui.screens.base import BACK, READS
from tui.screens.person import PersonScreen
from tui.screens.rows import RowsScreen
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet


class PeopleScreen(RowsScreen[signatories.People]):
    """One row a person; a printed name that is not made out is one, too."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter", "open", "Letters", show=False),
        Binding("w", "serving", "Who serves"),
        Binding("t", "sort", "Sort"),
        Binding("slash", "filter", "Filter", key_display="/"),
        BACK,
        *READS,
    ]
    PLACE = "signatories"
    HELP_TEXT = (
        "Each row is somebody who signed a letter. Seat and party are those of today, or the last "
        "ones of a member who left. {choose:Enter} shows the letters with their asks. The filter "
        "takes words of a name, a party, a state or a chamber, “left office” and “not made out”; "
        "{who-serves:w} shows only those who serve today. A name that is not made out can be found "
        "in the roster: open its letter and press {signers:g}."
    )

    def __init__(self) -> None:
        """Start with everybody, those with most letters first."""
        super().__init__()
        self._asked = signatories.Asked()
        self._lines: dict[str, Signer] = {}

    def compose(self) -> ComposeResult:
        """Lay out counts and table."""
        yield Masthead("Signatories")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("Name", 16, grows=3),
            Column("Seat", 12, when=Width.NARROW),
            Column("Chamber", 8, when=Width.WIDE),
            Column("Party", 12, when=Width.WIDE),
            Column("State", 12, grows=1, when=Width.WIDE),
            Column("In office", 15),
            Column("Letters", 12, when=Width.NARROW),
            Column("Letters", 7, when=Width.WIDE),
            Column("As lead", 7, when=Width.WIDE),
            Column("Cosigned", 8, when=Width.WIDE),
            Column("Outstanding", 11),
            id="people",
            empty=(
                "Nobody to show.\n\nWho signed is read from letters: add one with "
                "`askwatch letter add FILE`, or change the filter."
            ),
        )
        yield FilterBar()
        yield Footer()

    def view(self) -> signatories.People:
        """Read who signed, with the words of those near the cursor."""
        return signatories.people(self._desk(), self._asked, self._cursor)

    def draw(self, view: signatories.People) -> None:
        """Draw the people; the cursor stays on its person."""
        self._lines = dict(view.rows)
        self.query_one("#counts", Static).update(_counts(view, self._asked))
        self.query_one(Table).show(view.keys, self._cells)

    def _cells(self, key: str) -> tuple[str, ...] | None:
        found = self._lines.get(key)
        return _row(found) if found else None

    def more(self, keys: Sequence[str]) -> Mapping[str, Signer]:
        """Read some people."""
        return signatories.some(self._desk(), keys)

    @on(Grid.Chosen)
    def action_open(self) -> None:
        """Show the letters of the person under the cursor."""
        if key := self.query_one(Table).current:
            self.app.push_screen(PersonScreen(key))

    def action_serving(self) -> None:
        """Show only those who serve today, or everybody."""
        self._ask(replace(self._asked, serving=not self._asked.serving))

    def action_sort(self) -> None:
        """Sort by the next thing."""
        orders = list(signatories.ORDERS)
        order = orders[(orders.index(self._asked.order) + 1) % len(orders)]
        self._ask(replace(self._asked, order=order))

    def _ask(self, asked: signatories.Asked) -> None:
        self._asked = asked
        self.reload()

    def copied(self) -> str:
        """Return the one under the cursor, and what they signed."""
        found = self._lines.get(self.query_one(Table).current)
        return f"{signatories.told(found)}\n{signatories.signed(found)}" if found else ""

    def exported(self, doing: Doing) -> Sheet:
        """Return the people that are shown, as `askwatch signatory list` tells of them."""
        from tui import exporting

        found = self.in_steps(self.query_one(Table).shown, doing)
        return exporting.Sheet(
            title="Signatories",
            rows=[signatories.row(one) for one in found],
            bullet=exporting.bullet("name", "party", "state", "letters", "asks_outstanding"),
        )

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self._ask(replace(self._asked, words=message.words))


def _row(one: Signer) -> tuple[str, ...]:
    return (
        one_line(one.name),
        signatories.seat(one),
        signatories.chamber(one),
        one_line(one.term.party) if one.term else "",
        signatories.state(one),
        signatories.in_office(one),
        f"{one.letters}, {one.led} lead" if one.led else str(one.letters),
        str(one.letters),
        str(one.led or ""),
        str(one.cosigned or ""),
        str(one.outstanding or ""),
    )


def _counts(view: signatories.People, asked: signatories.Asked) -> str:
    left = view.total - view.serving - view.unresolved
    parts = [f"{view.serving} serving today", f"{left} left office"]
    if view.unresolved:
        parts.append(f"{view.unresolved} not made out")
    total = wording.plural(view.total, "signatory", "signatories")
    shown = f"shown: {len(view.keys)}, sorted {signatories.ORDERS[asked.order]}"
    if asked.serving:
        shown += ", only those who serve today"
    return f"{total}: {' · '.join(parts)}\n{shown}"
