"""Who signed a letter: made out by the roster, added, taken off, made lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tracker import wording
from tracker.errors import NotAllowedError
from tracker.text import one_line
from tracker.types import Letter, Member, Signatory
from tui import people
from tui.screens.base import BACK, QUIET, ViewScreen
from tui.screens.pick import Found, PickScreen
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table


class SignersScreen(ViewScreen[Letter]):
    """One row a name; each key is one change, and one event."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter", "find", "Find", show=False),
        Binding("f", "find", "Find member"),
        Binding("t", "lead", "Lead"),
        Binding("n", "add", "Add"),
        Binding("x", "remove", "Remove"),
        BACK,
        *QUIET,
    ]
    HELP_TEXT = (
        "Each row is a name under the letter, as it was printed, and the member whom it means. "
        "{find-member:f} searches the roster by name, state, party and years: who sat on the "
        "letter's date stands first. Nothing is guessed between two; you decide."
    )

    def __init__(self, letter_id: int) -> None:
        """Choose the letter."""
        super().__init__()
        self._letter_id = letter_id
        self._directory: people.Directory | None = None

    def compose(self) -> ComposeResult:
        """Lay out title and table."""
        yield Masthead("Signatories")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("Lead", 6),
            Column("As printed", 10, grows=1),
            Column("Member", 14, grows=1),
            id="signers",
            empty="Nobody is named under this letter.\n\nPress n to add a signatory.",
        )
        yield Footer()

    def view(self) -> Letter:
        """Read the letter; the roster only once."""
        store = self.desk_app.store
        if self._directory is None:
            self._directory = people.Directory(store.roster.all())
        return store.letters.get(self._letter_id)

    def draw(self, view: Letter) -> None:
        """Draw the names."""
        self._letter = view
        words = f"{one_line(view.title)}\nSigned by {wording.signatories(view)}"
        self.query_one("#counts", Static).update(words)
        rows = {str(i): self._cells(one) for i, one in enumerate(view.signatories)}
        self.query_one(Table).fill(rows)

    def _cells(self, one: Signatory) -> tuple[str, ...]:
        member = self._directory.get(one.bioguide) if self._directory and one.bioguide else None
        known = _member(member, self._letter) if member else one.bioguide
        lead = "▸ lead" if one.lead else ""
        return lead, one_line(one.printed or one.name), known or "? no member found"

    @on(Grid.Chosen)
    def action_find(self) -> None:
        """Search the roster for whom the name under the cursor means."""
        if one := self._current():
            self._search(
                f"Who is “{one.name}”?",
                one.name.split()[-1] if one.name else "",
                lambda member: self._change(one, people.made_out(one, member)),
            )

    def action_add(self) -> None:
        """Search the roster for somebody whom the letter does not name yet."""
        self._search("Who else signed?", "", self._add)

    def action_remove(self) -> None:
        """Take the name under the cursor off: they did not sign."""
        if one := self._current():
            self._change(one, None)

    def action_lead(self) -> None:
        """Make the one under the cursor a lead, or no lead."""
        if one := self._current():
            self._change(one, replace(one, lead=not one.lead))

    def _current(self) -> Signatory | None:
        key = self.query_one(Table).current
        return self._letter.signatories[int(key)] if key else None

    def _search(self, title: str, typed: str, then: Callable[[Member], None]) -> None:
        def search(words: str) -> Found:
            found = self._directory.search(words, self._letter.dated) if self._directory else ()
            return [(_member(member, self._letter), member) for member in found]

        def picked(member: Member | None) -> None:
            if member is not None:
                then(member)

        hint = "name, state, party, year, or the member's id"
        self.app.push_screen(PickScreen(title, search, hint=hint, typed=typed), picked)

    def _add(self, member: Member) -> None:
        def added(letter: Letter) -> Sequence[Signatory]:
            if any(one.bioguide == member.bioguide for one in letter.signatories):
                raise NotAllowedError("not added", member.name, "they signed it already")
            return (*letter.signatories, people.newly_signed(member))

        self._store(added, f"{member.name} added")

    def _change(self, one: Signatory, new: Signatory | None) -> None:
        words = f"{one.name} {'put right' if new else 'taken off'}"
        self._store(lambda letter: people.changed(letter, one, new), words)

    def _store(self, after: Callable[[Letter], Sequence[Signatory]], words: str) -> None:
        """Change the names as they are now, not as they were when they were drawn."""
        app, letter_id = self.desk_app, self._letter.id

        def act() -> None:
            named = after(app.store.letters.get(letter_id))
            app.store.letters.edit(letter_id, who=app.who, now=app.now(), signatories=named)

        app.carry_out(act, words)


def _member(member: Member, letter: Letter) -> str:
    """Return a member with seat and years, and whether they sat on the letter's date."""
    parts = (member.name, people.seat(member, letter.dated), people.years(member))
    words = ", ".join(filter(None, parts))
    sat = letter.dated is None or people.term_on(member, letter.dated)
    return words if sat else f"{words} (not on that date)"
