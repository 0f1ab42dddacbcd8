"""One letter: its text with the asks marked in it, who signed, what became of each ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from tracker import wording
from tracker.text import one_line
from tracker.types import Ask, Letter
from tui import copying, letter_words, marks, views
from tui.screens.base import QUIET
from tui.screens.correct import CorrectScreen
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet


class LetterScreen(CorrectScreen):
    """The letter as sent, beside its asks and signatories."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "back", "Back", show=False),
        Binding("a", "decide", "Outcome"),
        Binding("tab", "app.focus_next", "Other pane", show=False),
        *QUIET,
    ]
    HELP_TEXT = (
        "On the left stands the text; asks are marked with their numbers, people and dates with a "
        "word. On the right stand the asks with their clocks, who signed, where we know the letter "
        "from, and what has been decided so far. Compare, correct, then confirm: what is confirmed "
        "no later reading overwrites. {undo:u} takes a change back. Of the ask under the cursor "
        "you can record a promise, a pause, tags, an owner, a note, a due day, and whether the "
        "answer is adequate."
    )

    AUTO_FOCUS = ""  # the asks take it once they are read: the text follows their cursor

    def __init__(self, letter_id: int, ask_id: int | None = None) -> None:
        """Choose the letter, and the ask on which the cursor starts."""
        super().__init__()
        self._letter_id = letter_id
        self._ask_id = ask_id

    def compose(self) -> ComposeResult:
        """Lay out text and facts side by side, or one above the other."""
        yield Masthead("Letter")
        with Horizontal(id="letter"):
            with Vertical(id="letter-left"):
                yield Static(Text(marks.LEGEND), id="legend", classes="quiet")
                with VerticalScroll(id="letter-text"):
                    yield Static(id="text", markup=False)
            with Vertical(id="letter-facts"):
                yield Static(id="facts", markup=False)
                yield Table(
                    Column("No.", 3),
                    Column("Ask", 6, grows=1),
                    Column("State", 17),
                    id="letter-asks",
                    empty="No asks were found in this letter.",
                )
                with VerticalScroll(id="letter-more"):
                    yield Static(id="more", markup=False)
        yield Footer(compact=True)

    def view(self) -> views.LetterView:
        """Read the letter."""
        app = self.desk_app
        return views.letter(app.store, self._letter_id, app.rules, app.now(), app.zone)

    def draw(self, view: views.LetterView) -> None:
        """Draw the letter."""
        self._view = view
        self._lines = {str(x.row.ask.id): x for x in view.lines}
        self.query_one("#text", Static).update(marked(view.letter))
        self.query_one("#facts", Static).update(
            letter_words.facts(view, self.desk_app.told("{confirm:c}"))
        )
        self._asks = {str(ask.id): ask for ask in view.struck}
        self._asks |= {key: x.row.ask for key, x in self._lines.items()}
        rows = {
            key: (
                str(x.row.ask.number),
                one_line(x.row.ask.summary),
                wording.standing(x.row, x.due),
            )
            for key, x in self._lines.items()
        }
        struck = {str(a.id): (str(a.number), one_line(a.summary), "✗ struck") for a in view.struck}
        self.query_one(Table).fill(rows | struck)
        if not self._asks and self.focused is None:
            self.query_one("#letter-text").focus()
        app = self.desk_app
        today = views.today(app.now(), app.zone)
        self.query_one("#more", Static).update(letter_words.more(view, today, app.zone))
        if self._ask_id is not None:
            self.query_one(Table).go_to(str(self._ask_id))
            self._ask_id = None

    @on(Grid.Moved)
    def _show_ask(self) -> None:
        """Bring the ask under the cursor into sight, once the text is laid out."""
        self.call_after_refresh(self.if_here, self._scroll_to_ask)

    def _scroll_to_ask(self) -> None:
        ask = self.ask_at_cursor()
        if ask is None or not self._view.letter.text:
            return
        share = ask.span.start / len(self._view.letter.text)
        pane = self.query_one("#letter-text", VerticalScroll)
        pane.scroll_to(y=max(0, share * pane.virtual_size.height - 4), animate=False)

    @on(Grid.Chosen)
    def action_decide(self) -> None:
        """Set the outcome of the ask under the cursor."""
        if found := self.current_line():
            self.desk_app.decide(found)

    def copied(self) -> str:
        """Return the words of the ask under the cursor, or what letter this is."""
        found = self.current_line()
        letter = self._view.letter
        return copying.ask(found.row, letter) if found else copying.of_letter(letter)

    def exported(self, doing: Doing) -> Sheet:
        """Return the asks of this letter, without what is private."""
        from tui import exporting

        app = self.desk_app
        ids = [line.row.ask.id for line in self._view.lines]
        day = views.today(app.now(), app.zone)
        lines = exporting.asks(app.store, ids, app.rules, day)
        return exporting.sheet_of_asks(self._view.letter.title, lines)

    def export_name(self) -> str:
        """Return what an export of this letter is called."""
        return f"letter-{self._letter_id}"

    def ask_at_cursor(self) -> Ask | None:
        """Return the ask under the cursor, struck or not; None: the letter has none."""
        return getattr(self, "_asks", {}).get(self.query_one(Table).current)

    def current_line(self) -> views.BoardLine | None:
        """Return the ask under the cursor with its clock; None: it is struck, or there is none."""
        return getattr(self, "_lines", {}).get(self.query_one(Table).current)


_STYLES = {marks.TO: "italic", marks.BY: "italic", marks.ON: "bold"}


def marked(letter: Letter) -> Text:
    """Return the letter's text, each ask underlined behind its number, people and days labelled."""
    text = Text()
    for piece in marks.pieces(letter.text, marks.marks(letter)):
        for mark in piece.begins:
            text.append(f"[{mark.label}]", "bold reverse" if mark.is_ask else "dim")
            text.append(" ")
        styles = {_STYLES.get(mark.label, "bold underline") for mark in piece.holds}
        text.append(piece.words, " ".join(sorted(styles)))
    return text
