"""One letter: its text with the asks marked in it, who signed, what became of each ask."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import DataTable, Footer, Static

from tracker import wording
from tracker.text import clean, one_line
from tracker.types import Letter, Member, Term
from tui import views
from tui.screens.base import BACK, ViewScreen
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, line


class LetterScreen(ViewScreen[views.LetterView]):
    """The letter as sent, beside its asks and signatories."""

    BINDINGS = [  # noqa: RUF012
        BACK,
        Binding("a", "decide", "Outcome"),
        Binding("c", "confirm", "Confirm"),
        Binding("tab", "app.focus_next", "Other pane", show=False),
    ]
    HELP_TEXT = (
        "On the left stands the text; each ask is marked with its number. On the right "
        "stand the asks with their clocks, who signed, where we know the letter from, and "
        "what has been decided so far. Confirm the reading once you have compared it."
    )

    def __init__(self, letter_id: int, ask_id: int | None = None) -> None:
        """Choose the letter, and the ask on which the cursor starts."""
        super().__init__()
        self._letter_id = letter_id
        self._ask_id = ask_id

    def compose(self) -> ComposeResult:
        """Lay out text and facts side by side, or one above the other."""
        yield Masthead("Letter")
        with Horizontal(id="letter"):
            with VerticalScroll(id="letter-text"):
                yield Static(id="text", markup=False)
            with Vertical(id="letter-facts"):
                yield Static(id="facts", markup=False)
                yield Table(
                    Column("No.", 3),
                    Column("Ask", 6, grows=3),
                    Column("State", 16, grows=1),
                    id="letter-asks",
                    empty="No asks were found in this letter.",
                )
                with VerticalScroll(id="letter-more"):
                    yield Static(id="more", markup=False)
        yield Footer()

    def view(self) -> views.LetterView:
        """Read the letter."""
        app = self.desk_app
        return views.letter(app.store, self._letter_id, app.rules, app.now(), app.zone)

    def draw(self, view: views.LetterView) -> None:
        """Draw the letter."""
        self._view = view
        self._lines = {str(x.row.ask.id): x for x in view.lines}
        self.query_one("#text", Static).update(marked(view.letter))
        self.query_one("#facts", Static).update(_facts(view.letter))
        self.query_one(Table).fill(
            {
                key: (
                    str(x.row.ask.number),
                    one_line(x.row.ask.summary),
                    wording.standing(x.row, x.due),
                )
                for key, x in self._lines.items()
            }
        )
        self.query_one("#more", Static).update(_more(view, self.desk_app.zone))
        if self._ask_id is not None:
            self.query_one(Table).go_to(str(self._ask_id))
            self._ask_id = None

    @on(DataTable.RowHighlighted)
    def _show_ask(self) -> None:
        """Bring the ask under the cursor into sight in the text."""
        found = self._current()
        if found is None or not self._view.letter.text:
            return
        share = found.row.ask.span.start / len(self._view.letter.text)
        pane = self.query_one("#letter-text", VerticalScroll)
        pane.scroll_to(y=max(0, share * pane.virtual_size.height - 4), animate=False)

    @on(DataTable.RowSelected)
    def action_decide(self) -> None:
        """Set the outcome of the ask under the cursor."""
        if found := self._current():
            self.desk_app.decide(found)

    def action_confirm(self) -> None:
        """Say that the reading of this letter is right."""
        app = self.desk_app
        letter_id = self._letter_id
        app.carry_out(
            lambda: app.store.letters.confirm(letter_id, who=app.who, now=app.now()),
            f"letter {letter_id} confirmed",
        )

    def _current(self) -> views.BoardLine | None:
        return getattr(self, "_lines", {}).get(self.query_one(Table).current)


def marked(letter: Letter) -> Text:
    """Return the letter's text with each ask underlined behind its number."""
    text, at = Text(), 0
    # An ask that came from a merged letter stands nowhere in this text.
    here = [a for a in letter.asks if not a.struck and a.span.end > a.span.start]
    asks = sorted(here, key=lambda a: a.span.start)
    for ask in asks:
        if ask.span.start >= at:
            text.append(clean(letter.text[at : ask.span.start]))
            text.append(f"[{ask.number}] ", "bold reverse")
            text.append(clean(ask.span.of(letter.text)), "bold underline")
            at = ask.span.end
    text.append(clean(letter.text[at:]))
    return text


def _facts(letter: Letter) -> str:
    lines = [line(letter.title)]
    if letter.letter_date:
        lines.append(f"Dated {wording.day(letter.letter_date)}")
    else:
        known = f"; announced {wording.day(letter.announced)}" if letter.announced else ""
        lines.append(f"No date is printed{known}")
    lines.append(f"To {wording.addressees(letter.addressees)}")
    if letter.cc:
        lines.append(f"Copy to {wording.addressees(letter.cc)}")
    if letter.reply_by:
        lines.append(f"Wants a reply by {wording.day(letter.reply_by)}")
    lines.append("Reading confirmed" if letter.confirmed else "Reading not yet confirmed (press c)")
    return "\n".join(lines)


def _more(view: views.LetterView, zone: ZoneInfo) -> str:
    letter = view.letter
    parts = [f"Signed by {wording.signatories(letter)}", *_signed(letter, dict(view.members))]
    parts += ["", "Known from"]
    parts += [f"  {s.kind}: {line(s.url or s.name)}" for s in letter.sources]
    if letter.warnings:
        parts += ["", "To check", *(f"  ! {line(w)}" for w in letter.warnings)]
    parts += ["", "History", *(f"  {wording.event(e, zone)}" for e in view.events)]
    return "\n".join(parts)


def _signed(letter: Letter, members: dict[str, Member]) -> list[str]:
    """Name the signatories with party and state as of the letter's date."""
    lines = []
    for one in letter.signatories:
        member = members.get(one.bioguide or "")
        term = _term(member, letter.dated) if member else None
        seat = f" ({term.party[:1]}-{term.state})" if term else ""
        doubt = "" if one.bioguide else "  ? no member found for this name"
        lines.append(f"  {'▸' if one.lead else ' '} {line(one.name)}{seat}{doubt}")
    return lines


def _term(member: Member, on: date | None) -> Term | None:
    terms = [t for t in member.terms if on is None or t.start <= on <= t.end]
    return terms[-1] if terms else None
