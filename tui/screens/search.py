"""Documents and search: what came in, newest first, or what is found by words and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tracker import filters, wording
from tracker.errors import UsageError
from tracker.text import one_line
from tracker.types import Hit
from tui import search
from tui.commands.output import plain
from tui.screens import saved
from tui.screens.base import BACK, READS
from tui.screens.document import DocumentScreen
from tui.screens.rows import RowsScreen
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width, line

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet

HINT = 'words, "a phrase", state:overdue to:state since:2024-01 is:reply source:…'
NOTHING_FOUND = "Nothing found.\n\nFewer or other words may find more; escape clears the line."
NO_DOCUMENTS = (
    "No documents yet.\n\n`askwatch poll` brings those of the sources ({sources:s}); file one by "
    "hand with `askwatch document add FILE`, a reply with `askwatch reply add FILE --letter ID`."
)
TITLE = 160
"""Characters of a title that are shown above the words around what was found."""
MORE = 500
"""Finds that come when the cursor nears the last one."""


class SearchScreen(RowsScreen[search.SearchView]):
    """Letters, documents, replies and notes; each key that is typed searches anew."""

    AUTO_FOCUS = "Grid"
    BINDINGS = [  # noqa: RUF012
        BACK,
        Binding("slash", "filter", "Search", key_display="/"),
        Binding("enter", "open", "Open", show=False),
        Binding("o", "page", "Page"),
        Binding("f", "saved", "Saved"),
        Binding("w", "keep", "Keep search"),
        Binding("x", "forget", "Forget a search", show=False),
        *READS,
    ]
    PLACE = "documents"
    HELP_TEXT = (
        "Documents stand newest first until something is typed. All the words must occur; "
        '"quoted words" are a phrase, and the last word may be the beginning of one. Filters '
        "narrow it: is:letter (document, reply, note), source:, since:2024-01, until:, "
        "private:no; and state:, to:, owner:, campaign:, kind:, letter: for letters with such "
        "asks, documents that may answer them and notes on them. Below you see the words "
        "around what was found. {keep-search:w} keeps a search under a name, {saved:f} brings it "
        "back, {forget-a-search:x} forgets it."
    )

    def __init__(self) -> None:
        """Start with what came in last."""
        super().__init__()
        self._typed = self._drawn = ""
        self._bound = 0
        self._view: search.SearchView | None = None
        self._lines: dict[str, Hit] = {}

    def compose(self) -> ComposeResult:
        """Lay out the line to type into, the finds and the words around them."""
        yield Masthead("Documents and search")
        yield FilterBar(HINT, stays=True)
        yield Static(id="found", classes="quiet", markup=False)
        yield Table(
            Column("What", 19, when=Width.WIDE),
            Column("What", 11, when=Width.NARROW),
            Column("Date", 11),
            Column("Title", 10, grows=5),
            Column("Source", 14, grows=2, when=Width.WIDE),
            id="finds",
            empty="",
        )
        yield Vertical(Static(id="detail", markup=False), id="detail-pane")
        yield Footer()

    def view(self) -> search.SearchView:
        """Search, and read the finds near the cursor."""
        return search.search(self._desk(), self._typed, self._cursor, self._bound)

    def draw(self, view: search.SearchView) -> None:
        """Draw the finds; other words begin with the best of them."""
        self._view, self._lines = view, dict(view.hits)
        self.query_one("#found", Static).update(_count(view))
        table = self.query_one(Table)
        table.when_empty(self.desk_app.told(NOTHING_FOUND if view.wanted else NO_DOCUMENTS))
        table.show(view.keys, self._cells)
        if self._drawn != self._typed:
            self._drawn = self._typed
            table.grid.cursor = 0
        self._explain()

    def _cells(self, key: str) -> tuple[str, ...] | None:
        hit = self._lines.get(key)
        return _row(hit) if hit else None

    def more(self, keys: Sequence[str]) -> Mapping[str, Hit]:
        """Read some finds."""
        return search.hits(self._desk(), keys, self._view.wanted) if self._view else {}

    def sighted(self) -> None:
        """Explain the row under the cursor, if it is one of those."""
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        found = self._current()
        self.query_one("#detail", Static).update(_explained(found) if found else "")
        grid = self.query_one(Grid)
        if self._view and self._view.more and grid.cursor > len(self._view.keys) - search.NEAR:
            asked = len(self._view.keys) + MORE
            if self._bound < asked:
                self._bound = asked
                self.reload()

    def _current(self) -> Hit | None:
        return self._lines.get(self.query_one(Table).current)

    @on(Grid.Chosen)
    def action_open(self) -> None:
        """Open the letter or the document under the cursor, or the ask of a note."""
        hit = self._current()
        if hit is None:
            return
        if hit.noun == "document":
            near = hit.found[0].of(hit.snippet) if hit.found else ""
            self.app.push_screen(DocumentScreen(hit.id, near))
        elif hit.noun == "letter":
            self.desk_app.open_letter(hit.id)
        elif hit.letter is not None:
            self.desk_app.open_letter(hit.letter, hit.ask)

    def action_page(self) -> None:
        """Open the page under the cursor in the browser."""
        hit = self._current()
        if hit and hit.url:
            self.desk_app.open_page(hit.url)

    def copied(self) -> str:
        """Return title, day and address of the find under the cursor."""
        hit = self._current()
        if hit is None:
            return ""
        what = ", ".join(filter(None, [one_line(hit.title), _day(hit), hit.source]))
        return "\n".join(filter(None, [what, one_line(hit.url or "")]))

    def exported(self, doing: Doing) -> Sheet:
        """Return what was found, as rows for a file; what is private is left out."""
        from tui.exporting import Sheet

        view = self._view
        held = search.hits(self._desk(), view.keys, view.wanted).values() if view else ()
        rows = [plain(hit) for hit in held if not hit.private]
        for row in rows:
            row["found"] = len(row["found"])
        title = f"Found by {self._typed}" if self._typed else "Documents"
        return Sheet(title=title, rows=rows, bullet=_bullet)

    def action_filter(self) -> None:
        """Type what to look for."""
        self.query_one(FilterBar).open()

    def type_anew(self) -> None:
        """Type what to look for in place of what was looked for before."""
        self._type("")
        self.action_filter()

    def action_saved(self) -> None:
        """Search as somebody searched before."""
        saved.pick(self, filters.parse, self._type)

    def action_keep(self) -> None:
        """Keep what is typed under a name."""
        saved.keep(self, self._typed)

    def action_forget(self) -> None:
        """Keep a search no longer."""
        saved.forget(self)

    def _type(self, words: str) -> None:
        self.query_one(FilterBar).value = words

    @on(FilterBar.Narrowed)
    def _search(self, message: FilterBar.Narrowed) -> None:
        bar = self.query_one(FilterBar)
        try:
            filters.parse(message.words)
        except UsageError as error:
            bar.say(str(error))
        else:
            bar.say("")
            self._typed, self._bound = message.words, 0
            self.reload()


def _count(view: search.SearchView) -> str:
    number = len(view.keys)
    if not view.wanted:
        return "Documents, newest first" if number else ""
    order = "best first" if view.wanted.words else "newest first"
    if view.more:
        return f"More than {number} found; the newest of them, {order}"
    return f"{number} found, {order}" if number else ""


def _bullet(row: dict[str, Any]) -> str:
    parts = (row["kind"], row["when"] or "undated", row["title"], row["source"], row["url"])
    return " · ".join(one_line(part) for part in parts if part)


def _row(hit: Hit) -> tuple[str, ...]:
    short = search.kind(hit, short=True)
    return (search.kind(hit), short, _day(hit), one_line(hit.title), one_line(hit.source or ""))


def _day(hit: Hit) -> str:
    return wording.day(hit.when) if hit.when else "undated"


def _explained(hit: Hit) -> Text:
    text = Text()
    text.append(f"{one_line(hit.title, TITLE)}\n", "bold")
    facts = [search.kind(hit), _day(hit), line(hit.source or ""), line(hit.url or "")]
    text.append(" · ".join(filter(None, facts)) + "\n\n")
    at = 0
    for span in hit.found:
        # The brackets are for those who cannot see what is bold.
        text.append(_soft(hit.snippet[at : span.start - 1]))
        text.append(_soft(span.of(hit.snippet)), "bold underline")
        at = span.end + 1
    text.append(_soft(hit.snippet[at:]))
    return text


def _soft(words: str) -> str:
    """Return words as they run on, with the blanks at their ends."""
    lead, tail = " " * words[:1].isspace(), " " * words[-1:].isspace()
    inside = one_line(words)
    return f"{lead}{inside}{tail}" if inside else lead
