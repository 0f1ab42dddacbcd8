"""Put a letter's reading right: its asks and what it says of itself.

Each correction is one change of the store. The letter screen draws; here are the keys.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Any

from textual.binding import Binding

from tracker import wording
from tracker.errors import UsageError
from tracker.text import folded, one_line
from tracker.types import Ask, AskKind, Letter, Span
from tui import people, spans, views
from tui.screens.cut import CutScreen, Parts
from tui.screens.form import Field, FormScreen
from tui.screens.mark import MarkScreen
from tui.screens.pick import Found, PickScreen
from tui.screens.recording import RecordingScreen
from tui.screens.signers import SignersScreen

KIND_HINT = "action or information"


class CorrectScreen(RecordingScreen[views.LetterView]):
    """A letter that can be corrected."""

    BINDINGS = [  # noqa: RUF012
        Binding("i", "edit", "Edit"),
        Binding("w", "words", "Words of the ask", show=False),
        Binding("x", "strike", "Strike"),
        Binding("d", "split", "Split in two", show=False),
        Binding("m", "merge", "Merge with the next", show=False),
        Binding("n", "add", "Add"),
        Binding("g", "signers", "Signers"),
        Binding("t", "facts", "Facts"),
        Binding("c", "confirm", "Confirm"),
    ]

    _view: views.LetterView

    @abstractmethod
    def ask_at_cursor(self) -> Ask | None:
        """Return the ask under the cursor, struck or not; None: the letter has none."""

    def action_confirm(self) -> None:
        """Say that the reading of this letter is right."""
        app, letter_id, confirmed = self.desk_app, self._view.letter.id, self._view.letter.confirmed
        if confirmed is not None:
            self.notify(f"It is confirmed already, since {wording.moment(confirmed, app.zone)}.")
            return
        app.carry_out(
            lambda: app.store.letters.confirm(letter_id, who=app.who, now=app.now()),
            f"letter {letter_id} confirmed",
        )

    def action_signers(self) -> None:
        """Put the signatories right."""
        self.app.push_screen(SignersScreen(self._view.letter.id))

    def action_facts(self) -> None:
        """Put title, dates, addressees, committee and total right."""
        app, letter = self.desk_app, self._view.letter

        def act(changes: dict[str, Any]) -> str:
            app.store.letters.edit(letter.id, who=app.who, now=app.now(), **changes)
            return f"letter {letter.id} put right"

        form = FormScreen("The letter", _facts(letter), lambda typed: _changes(letter, typed))
        app.ask(form, act)

    def action_edit(self) -> None:
        """Change summary, kind and date of the ask under the cursor."""
        if (ask := self._standing()) is None:
            return
        app = self.desk_app

        def act(changes: dict[str, Any]) -> str:
            app.store.asks.edit(ask.id, who=app.who, now=app.now(), **changes)
            return f"ask {ask.number} put right"

        fields = (
            Field("summary", "Summary", ask.summary, "one line that says what is asked"),
            Field("kind", "Kind", ask.kind.value, KIND_HINT),
            Field("due", "Due date", ask.due.isoformat() if ask.due else "", "none of its own"),
        )
        app.ask(FormScreen(f"Ask {ask.number}", fields, _ask_changes), act)

    def action_words(self) -> None:
        """Move the edges of the words of the ask under the cursor."""
        if (ask := self._standing()) is None:
            return
        app = self.desk_app

        def act(span: Span) -> str:
            app.store.asks.edit(ask.id, who=app.who, now=app.now(), quote_span=span)
            return f"ask {ask.number}: words changed"

        title = f"The words of ask {ask.number}"
        app.ask(MarkScreen(title, self._view.letter.text, ask.span), act)

    def action_strike(self) -> None:
        """Say that the ask under the cursor is none, or take that back."""
        if (ask := self.ask_at_cursor()) is None:
            return
        app = self.desk_app
        if ask.struck:
            app.carry_out(
                lambda: app.store.asks.restore(ask.id, who=app.who, now=app.now()),
                f"ask {ask.number} restored",
            )
            return

        def act(why: str) -> str:
            app.store.asks.strike(ask.id, who=app.who, now=app.now(), why=why)
            return f"ask {ask.number} struck; x restores it"

        why = Field("why", "Why", "it asks for nothing")
        title = f"Strike ask {ask.number}: {ask.summary}"
        app.ask(FormScreen(title, [why], lambda t: t["why"]), act)

    def action_split(self) -> None:
        """Make two asks of the one under the cursor."""
        if (ask := self._standing()) is None:
            return
        app, text = self.desk_app, self._view.letter.text
        if len(spans.words(text, ask.span)) < 2:
            self.notify("One word cannot be split.", severity="warning")
            return

        def act(parts: Parts) -> str:
            app.store.asks.split(ask.id, *parts, who=app.who, now=app.now())
            return f"ask {ask.number} split in two"

        app.ask(CutScreen(text, ask.span), act)

    def action_merge(self) -> None:
        """Make one ask of the one under the cursor and the next in the text."""
        if (ask := self._standing()) is None:
            return
        later = [x.row.ask for x in self._view.lines if x.row.ask.span.start > ask.span.start]
        if not later:
            self.notify("There is no ask after this one.", severity="warning")
            return
        app, other = self.desk_app, later[0]
        app.carry_out(
            lambda: app.store.asks.merge(ask.id, other.id, who=app.who, now=app.now()),
            f"ask {other.number} is part of ask {ask.number} now",
        )

    def action_add(self) -> None:
        """Mark one more ask: choose a sentence, trim it, say what it asks."""
        text = self._view.letter.text
        taken = [x.row.ask.span for x in self._view.lines]
        free = [(one_line(s.of(text)), s) for s in spans.unmarked(text, taken)]

        def search(typed: str) -> Found:
            wanted = folded(typed).split()
            return [(w, s) for w, s in free if all(one in folded(w) for one in wanted)]

        def trim(sentence: Span | None) -> None:
            if sentence is not None:
                title = "Which words are the ask?"
                self.app.push_screen(MarkScreen(title, text, sentence), self._describe)

        pick = PickScreen("Which sentence asks for something?", search, hint="words that it has")
        self.app.push_screen(pick, trim)

    def _describe(self, span: Span | None) -> None:
        """Ask what the words chosen ask for, then mark them."""
        if span is None:
            return
        app, letter = self.desk_app, self._view.letter

        def act(changes: dict[str, Any]) -> str:
            kind, summary = changes["kind"], changes["summary"] or ""
            ask = app.store.asks.add(letter.id, span, kind, summary, who=app.who, now=app.now())
            return f"ask added{f', due {wording.day(ask.due)} by its words' if ask.due else ''}"

        words = one_line(span.of(letter.text), 120)
        fields = (
            Field("summary", "Summary", words, "one line that says what is asked"),
            Field("kind", "Kind", AskKind.ACTION.value, KIND_HINT),
        )
        app.ask(FormScreen("The new ask", fields, _ask_changes), act)

    def _standing(self) -> Ask | None:
        """Return the ask under the cursor, if it can be changed; else say why not."""
        ask = self.ask_at_cursor()
        if ask is not None and ask.struck:
            self.notify("It is struck; x restores it.", severity="warning")
            return None
        return ask


def _facts(letter: Letter) -> tuple[Field, ...]:
    total = letter.stated_total
    offices = "Name, Office; , Office without a name"
    return (
        Field("title", "Title", letter.title),
        Field("letter_date", "Dated", _written(letter.letter_date), "no date is printed"),
        Field("reply_by", "Reply by", _written(letter.reply_by), "no deadline of its own"),
        Field("addressees", "To", people.as_typed(letter.addressees), offices),
        Field("cc", "Copies to", people.as_typed(letter.cc), offices),
        Field("committee", "Committee", letter.committee or "", "none"),
        Field("stated_total", "Signed by", str(total or ""), "how many, where the text says it"),
    )


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _changes(letter: Letter, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the typed lines as what `Letters.edit` takes."""
    if not typed["title"]:
        raise UsageError("no title", None, "a letter needs a name", "write a short line")
    return {
        "title": typed["title"],
        "letter_date": _day(typed["letter_date"]),
        "reply_by": _day(typed["reply_by"]),
        "addressees": people.addressees(_several(typed["addressees"]), letter.addressees),
        "cc": people.addressees(_several(typed["cc"]), letter.cc),
        "committee": typed["committee"] or None,
        "stated_total": _number(typed["stated_total"]),
        "clear": [name for name, value in typed.items() if not value],
    }


def _ask_changes(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the typed lines as what `Asks.edit` takes; `kind` may be its first letters."""
    wanted = typed["kind"].lower()
    kinds = [kind for kind in AskKind if wanted and kind.value.startswith(wanted)]
    if not kinds:
        raise UsageError("no such kind", typed["kind"], "", f"write {KIND_HINT}")
    changes: dict[str, Any] = {"summary": typed["summary"] or None, "kind": kinds[0]}
    if "due" in typed:
        due = _day(typed["due"])
        changes |= {"due": due, "no_due": due is None}
    return changes


def _several(typed: str) -> list[str]:
    return [one for one in typed.split(";") if one.strip()]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise UsageError("no day", typed, "", "write it like 2026-11-21") from None


def _number(typed: str) -> int | None:
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise UsageError("no number", typed, "", "write it like 51")
    return int(typed) if typed else None
