"""One document: its text, its revisions and what they changed, the asks on which it bears."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from tracker import redline, wording
from tracker.errors import UsageError
from tracker.text import clean, one_line
from tracker.types import Bearing, Revision, Verdict
from tui import board, copying, marks, search
from tui.screens.base import BACK, READS, ViewScreen
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, line

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet

LONGEST = 200_000
"""Characters of a text that are drawn."""
_LISTED = 8
"""Lines of the list of revisions, its heading among them."""
_VERDICTS = {
    None: "✓ evidence",
    Verdict.NEW: "? to review",
    Verdict.LATER: "? later",
    Verdict.ACCEPTED: "✓ accepted",
    Verdict.REJECTED: "✗ rejected",
}


class Reading(VerticalScroll):
    """A text that scrolls by the same keys as a table moves."""

    BINDINGS = [  # noqa: RUF012
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
    ]


class DocumentScreen(ViewScreen[search.DocumentView]):
    """The text of the revision under the cursor, or what it says otherwise than another."""

    BINDINGS = [  # noqa: RUF012
        BACK,
        Binding("c", "changes", "Changes"),
        Binding("m", "mark", "Compare with this"),
        Binding("o", "page", "Page"),
        Binding("tab", "app.focus_next", "Other pane"),
        *READS,
    ]
    HELP_TEXT = (
        "On the left stands the text of the revision under the cursor; passages that bear on an "
        "ask are underlined behind a number. {changes:c} shows what that revision says otherwise "
        "than the one before it: what went stands in [- -], what came in {+ +}. To compare two of "
        "your choice, press {compare-with-this:m} on the one, then move to the other. "
        "{choose:Enter} on an ask opens its letter."
    )

    def __init__(self, document_id: int, near: str = "") -> None:
        """Choose the document, and a word near which reading begins."""
        super().__init__()
        self._document_id = document_id
        self._near = near
        self._view: search.DocumentView | None = None
        self._compares = False
        self._with: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out text and facts side by side, or one above the other."""
        yield Masthead("Document")
        with Horizontal(id="document"):
            with Vertical(id="document-left"):
                yield Static(id="document-head", markup=False)
                with Reading(id="document-text"):
                    yield Static(id="text", markup=False)
            with Vertical(id="document-facts"):
                yield Static(id="facts", markup=False)
                yield Table(
                    Column("Rev.", 6),
                    Column("Seen", 17),
                    Column("Title", 6, grows=1),
                    id="document-revisions",
                    empty="",
                )
                yield Table(
                    Column("", 3),
                    Column("As", 11),
                    Column("Ask", 6, grows=2),
                    Column("Letter", 6, grows=1),
                    id="document-asks",
                    empty="It bears on no ask.",
                )
        yield Footer(compact=True)

    def view(self) -> search.DocumentView:
        """Read the document."""
        app = self.desk_app
        desk = board.Desk(app.store, app.rules, app.now(), app.zone)
        return search.document(desk, self._document_id)

    def draw(self, view: search.DocumentView) -> None:
        """Draw the document; its latest revision at first."""
        first = self._view is None
        self._view = view
        zone = self.desk_app.zone
        self.query_one("#facts", Static).update(_facts(view, zone))
        self._fill()
        asks = {str(n): _ask(n, one) for n, one in enumerate(view.bearings, 1)}
        self.query_one("#document-asks", Table).fill(asks)
        if first and len(view.revisions) > 1:
            revisions = self.query_one("#document-revisions", Table)
            self.call_after_refresh(self.if_here, revisions.grid.focus)
        self._show()

    def _fill(self) -> None:
        """List the revisions, the latest first."""
        if self._view is None:
            return
        zone = self.desk_app.zone
        rows = {
            str(one.number): (
                f"{one.number}{' ●' if one.number == self._with else ''}",
                wording.moment(one.seen, zone),
                one_line(one.title),
            )
            for one in reversed(self._view.revisions)
        }
        table = self.query_one("#document-revisions", Table)
        table.styles.height = min(len(rows) + 1, _LISTED)
        table.fill(rows)

    @on(Grid.Moved)
    def _show(self) -> None:
        """Show the text of the revision under the cursor, or its changes."""
        if (shown := self._revision()) is None or self._view is None:
            return
        base = self._base(shown)
        if base is None:
            head = f"Revision {shown.number} of {len(self._view.revisions)}"
            bears = [one for one in self._view.bearings if one.revision_id == shown.id]
            text = _marked(shown.text, self._view.bearings, bears)
        else:
            head = f"What revision {shown.number} says otherwise than revision {base.number}"
            text = _changes(base, shown)
        self.query_one("#document-head", Static).update(f"{line(shown.title)}\n{head}")
        self.query_one("#text", Static).update(text)
        if self._near:
            self.call_after_refresh(self.if_here, self._scroll_near, text.plain, self._near)
            self._near = ""

    def _revision(self) -> Revision | None:
        if self._view is None:
            return None
        key = self.query_one("#document-revisions", Table).current
        found = (one for one in self._view.revisions if str(one.number) == key)
        return next(found, self._view.revisions[-1])

    def _base(self, shown: Revision) -> Revision | None:
        """Return what a revision is compared with; None: it is shown as it is."""
        number = self._with or (shown.number - 1 if self._compares else 0)
        if self._view is None or not 0 < number <= len(self._view.revisions):
            return None
        return None if number == shown.number else self._view.revisions[number - 1]

    def _scroll_near(self, text: str, word: str) -> None:
        at = text.lower().find(word.lower())
        pane = self.query_one(Reading)
        if at > 0:
            pane.scroll_to(y=at / len(text) * pane.virtual_size.height - 4, animate=False)

    def action_changes(self) -> None:
        """Show what a revision changed, or its text again."""
        if self._view and len(self._view.revisions) == 1:
            self.app.notify("it has one revision only; nothing changed")
        self._compares, self._with = not self._compares and self._with is None, None
        self._fill()
        self._show()

    def action_mark(self) -> None:
        """Compare the others with the revision under the cursor, or no longer."""
        if shown := self._revision():
            self._with = None if self._with == shown.number else shown.number
            self._fill()
            self._show()

    @on(Grid.Chosen)
    def _open_ask(self) -> None:
        table = self.query_one("#document-asks", Table)
        if self._view and table.grid.has_focus and table.current:
            one = self._view.bearings[int(table.current) - 1]
            self.desk_app.open_letter(one.letter_id, one.ask_id)

    def copied(self) -> str:
        """Return the document's title, day and address; from among the asks, its passage, too."""
        if self._view is None:
            return ""
        cited = copying.of_document(self._view.document)
        table = self.query_one("#document-asks", Table)
        if not (table.grid.has_focus and table.current):
            return cited
        one = self._view.bearings[int(table.current) - 1]
        [text] = [x.text for x in self._view.revisions if x.id == one.revision_id]
        return f"“{one_line(one.passage.of(text))}”\n{cited}"

    def exported(self, doing: Doing) -> Sheet:
        """Return the document's revisions with their texts.

        Raises:
            UsageError: it is private.
        """
        from tui import exporting
        from tui.commands import rows

        held, revisions = (self._view.document, self._view.revisions) if self._view else (None, ())
        if held and held.private:
            step = "only what may be shown outside is exported"
            raise UsageError("not exported", one_line(held.title), "it is private", step)
        return exporting.Sheet(
            title=held.title if held else "Document",
            rows=[rows.revision(one) | {"text": one.text} for one in revisions],
            bullet=exporting.bullet("title", "number", "seen", "url", "text"),
        )

    def export_name(self) -> str:
        """Return what an export of this document is called."""
        return f"document-{self._document_id}"

    def action_page(self) -> None:
        """Open the document's page in the browser."""
        if self._view:
            self.desk_app.open_page(self._view.document.url)


def _facts(view: search.DocumentView, zone: ZoneInfo) -> str:
    held = view.document
    lines = [f"From {line(held.source)}: {line(held.url)}"]
    published = _claimed(held.published, zone) if held.published else "without a date"
    lines.append(f"Published {published}; captured {wording.moment(held.first_seen, zone)}")
    if held.private:
        lines.append("! Private: never shown outside")
    if view.replies_to:
        numbers = ", ".join(map(str, view.replies_to))
        lines.append(f"Filed as a reply to letter {numbers}")
    if held.vanished:
        lines.append(f"! Missing at its source since {wording.moment(held.vanished, zone)}")
    return "\n".join(lines)


def _claimed(published: datetime, zone: ZoneInfo) -> str:
    """Return what the publisher claims: a day without an hour is midnight UTC, in every zone."""
    if published.time() == time():
        return wording.day(published.date())
    return wording.moment(published, zone)


def _ask(number: int, one: Bearing) -> tuple[str, ...]:
    return (
        f"[{number}]",
        _VERDICTS[one.verdict],
        one_line(one.summary),
        one_line(one.letter_title),
    )


def _marked(text: str, every: Iterable[Bearing], here: Iterable[Bearing]) -> Text:
    """Return a text, each passage that bears on an ask underlined behind the ask's number."""
    numbers = {id(one): str(n) for n, one in enumerate(every, 1)}
    shown = text[:LONGEST]
    spans = [marks.Mark(x.passage, numbers[id(x)]) for x in here if x.passage.end <= len(shown)]
    drawn = Text()
    for piece in marks.pieces(shown, spans):
        for mark in piece.begins:
            drawn.append(f"[{mark.label}]", "bold reverse")
            drawn.append(" ")
        drawn.append(piece.words, "bold underline" if piece.holds else "")
    if len(text) > LONGEST:
        drawn.append(f"\n\n… and {len(text) - LONGEST} more characters", "dim")
    return drawn


def _changes(old: Revision, new: Revision) -> Text:
    """Return what a revision says otherwise, what went struck through, what came underlined."""
    told = []
    if old.title != new.title:
        told.append(f"Title: {redline.difference(old.title, new.title)}")
    told += redline.changes(old.text, new.text)
    text = Text(clean("\n\n".join(told)) or "Only blanks or marks differ.")
    text.highlight_regex(r"\[-.*?-\]", "strike")
    text.highlight_regex(r"\{\+.*?\+\}", "bold underline")
    return text
