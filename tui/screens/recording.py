"""What may be recorded of the ask under the cursor besides its outcome, one key and form each.

The ledger's own rules say in the form what will not do; nothing is stored before.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from textual.binding import Binding

from tracker import deeds, ledger, pauses
from tracker.errors import UsageError
from tracker.types import BoardRow, EventKind
from tui import views
from tui.screens.base import V, ViewScreen
from tui.screens.form import Field, FormScreen
from tui.screens.window import Before

RECORDING = tuple(
    Binding(key, f"record('{name}')", words, show=False)
    for key, name, words in (
        ("P", "promise", "Promise"),
        ("Z", "pause", "Pause or resume"),
        ("T", "tags", "Tags"),
        ("O", "owner", "Owner"),
        ("N", "note", "Note"),
        ("D", "due", "Due date"),
        ("A", "adequate", "Adequate"),
    )
)
"""The keys, left out of the footer; help and the palette name them."""


class Change(NamedTuple):
    """One event to be recorded."""

    kind: EventKind
    after: str | None
    why: str | None = None
    only_ours: bool = False
    """Whether no other organisation of the team sees it."""


Typed = Mapping[str, str]


class RecordingScreen(ViewScreen[V]):
    """A screen on which the cursor stands on an ask."""

    BINDINGS = [*RECORDING]  # noqa: RUF012

    @abstractmethod
    def current_line(self) -> views.BoardLine | None:
        """Return the ask under the cursor; None: there is none."""

    def action_record(self, what: str) -> None:
        """Ask for what is to be recorded of the ask under the cursor, then record it."""
        if (found := self.current_line()) is None:
            self.notify("No ask stands under the cursor.", severity="warning")
            return
        app, row = self.desk_app, found.row
        forms = _FORMS | _IN_A_TEAM if app.me else _FORMS
        title, fields, read = forms[what](row, views.today(app.now(), app.zone))

        def checked(typed: Typed) -> list[Change]:
            changes = read(typed)
            for one in changes:
                ledger.check(row.ask.kind, row.state, one.kind, one.after, why=one.why)
            return changes

        form = FormScreen(f"{title}: {row.ask.summary}", fields, checked)
        app.ask(form, self._recorder(row))

    def _recorder(self, row: BoardRow) -> Callable[[list[Change]], str]:
        """Return what records changes of an ask, those that were recorded already once only."""
        app, before, done = self.desk_app, Before(row.state), dict[Change, str]()

        def act(changes: list[Change]) -> str:
            for one in changes:
                if one in done:
                    continue  # the store refused what came after it
                with before.told() as seen:
                    event = app.store.ledger.append(
                        row.ask.id,
                        one.kind,
                        one.after,
                        who=app.who,
                        now=app.now(),
                        why=one.why,
                        seen=seen,
                        only_ours=one.only_ours,
                    )
                before.newest, done[one] = event.id, deeds.deed(event)
            return f"ask {row.ask.id}: {'; '.join(done.values()) or 'nothing changed'}"

        return act


_YES_OR_NO = {"yes": True, "y": True, "no": False, "n": False, "": False}
Form = tuple[str, tuple[Field, ...], Callable[[Typed], list[Change]]]


def _promise(row: BoardRow, today: date) -> Form:
    held = row.state.promise
    fields = (
        Field("day", "By", held.day.isoformat() if held else "", "2026-12-05; empty: none stands"),
        Field("why", "Why", "", "who promised it, and where"),
    )

    def read(typed: Typed) -> list[Change]:
        after = typed["day"] or None
        return [Change(EventKind.PROMISE_SET, after, typed["why"] or None)]

    return "Promised answer", fields, read


def _pause(row: BoardRow, today: date) -> Form:
    paused = pauses.at(row.state.pauses, today) is not None
    if paused:
        fields = (
            Field("on", "Runs again on", today.isoformat()),
            Field("why", "Why", "", "may stay empty"),
        )

        def read(typed: Typed) -> list[Change]:
            after = _day(typed["on"]).isoformat()
            return [Change(EventKind.CLOCK_RESUMED, after, typed["why"] or None)]

        return "Let the clock run again", fields, read
    times = (
        Field("start", "From", today.isoformat()),
        Field("until", "Until", "", "when it runs again; empty: nobody has said"),
        Field("why", "Why", "", "why it is paused"),
    )

    def begin(typed: Typed) -> list[Change]:
        until = _day(typed["until"]) if typed["until"] else None
        after = pauses.written(_day(typed["start"]), until)
        return [Change(EventKind.CLOCK_PAUSED, after, typed["why"] or None)]

    return "Pause the clock", times, begin


def _tags(row: BoardRow, today: date) -> Form:
    held = row.state.tags

    def read(typed: Typed) -> list[Change]:
        wanted = [one.strip() for one in typed["tags"].split(",") if one.strip()]
        gone = [Change(EventKind.TAG_REMOVED, one) for one in held if one not in wanted]
        new = dict.fromkeys(one for one in wanted if one not in held)
        return [*gone, *(Change(EventKind.TAG_ADDED, one) for one in new)]

    return "Tags", (Field("tags", "Tags", ", ".join(held), "parted by commas"),), read


def _owner(row: BoardRow, today: date) -> Form:
    def read(typed: Typed) -> list[Change]:
        same = typed["owner"] == (row.state.owner or "")
        return [] if same else [Change(EventKind.OWNER_SET, typed["owner"] or None)]

    return "Owner", (Field("owner", "Owner", row.state.owner or "", "nobody"),), read


def _note(row: BoardRow, today: date) -> Form:
    def read(typed: Typed) -> list[Change]:
        return [Change(EventKind.NOTE_ADDED, typed["note"] or None)]

    return "Note", (Field("note", "Note", "", "what should be remembered"),), read


def _note_in_a_team(row: BoardRow, today: date) -> Form:
    title, fields, _ = _note(row, today)
    ours = Field("ours", "Only ours", "", "yes: no other organisation sees it")

    def read(typed: Typed) -> list[Change]:
        only_ours = _YES_OR_NO.get(typed["ours"].lower())
        if only_ours is None:
            raise UsageError("neither yes nor no", typed["ours"], "", "write yes, or nothing")
        return [Change(EventKind.NOTE_ADDED, typed["note"] or None, only_ours=only_ours)]

    return title, (*fields, ours), read


def _due(row: BoardRow, today: date) -> Form:
    held = row.state.due
    fields = (
        Field("due", "Due", held.isoformat() if held else "", "empty: by the rules"),
        Field("why", "Why", "", "may stay empty"),
    )

    def read(typed: Typed) -> list[Change]:
        return [Change(EventKind.DUE_SET, typed["due"] or None, typed["why"] or None)]

    return "Due date", fields, read


def _adequate(row: BoardRow, today: date) -> Form:
    held = {True: "yes", False: "no", None: ""}[row.state.adequate]
    fields = (
        Field("adequate", "Adequate", held, "yes or no; empty: unjudged"),
        Field("why", "Why", "", "needed for no"),
    )

    def read(typed: Typed) -> list[Change]:
        after = typed["adequate"].lower() or None
        return [Change(EventKind.ADEQUACY_SET, after, typed["why"] or None)]

    return "Is the answer adequate", fields, read


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UsageError("no day", typed, "", "write it like 2026-11-21") from None


_FORMS: dict[str, Callable[[BoardRow, date], Form]] = {
    "promise": _promise,
    "pause": _pause,
    "tags": _tags,
    "owner": _owner,
    "note": _note,
    "due": _due,
    "adequate": _adequate,
}
_IN_A_TEAM: dict[str, Callable[[BoardRow, date], Form]] = {"note": _note_in_a_team}
"""What is asked otherwise where several organisations look at one store."""
