"""What a screen shows, as a file: CSV, JSON Lines or Markdown, as `askwatch export` writes them.

Private evidence is left out here as there: see `tracker.outside`.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker import deadlines, ledger
from tracker.errors import UsageError
from tracker.text import one_line
from tracker.types import BoardRow, Candidate, Event
from tui.commands import rows
from tui.commands.output import plain
from tui.commands.writing import write_whole
from tui.views import WAITING, BoardLine

if TYPE_CHECKING:
    from db.store import Store
    from tracker.config import Deadlines
    from tracker.outside import Private

FORMS = {"csv": ".csv", "md": ".md", "json": ".jsonl"}
"""How a file can be written, and how its name then ends."""
_AT_ONCE = 200
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows under one heading."""

    title: str
    rows: Sequence[Row]
    """As the command line writes them in JSON; all with the same keys."""
    bullet: Callable[[Row], str]
    """A row as a line of Markdown, without its dash."""


def outward(
    held: BoardRow,
    told: Iterable[Event],
    waiting: int,
    changed: int,
    rules: Deadlines,
    today: date,
) -> BoardLine:
    """Return an ask as those of its events and candidates tell that may be told."""
    state = ledger.state(told)
    shown = replace(held, state=state, waiting_candidates=waiting, changed_evidence=changed)
    return BoardLine(row=shown, due=deadlines.due(shown, rules, today))


def asks(
    store: Store,
    ask_ids: Sequence[int],
    rules: Deadlines,
    today: date,
    step: Callable[[int], bool] = lambda _: False,
) -> Iterator[BoardLine]:
    """Yield some asks in this order, with what may be shown outside.

    `step` is told how many are done; if it returns True, the rest is left.
    """
    private = store.ledger.private()
    for at in range(0, len(ask_ids), _AT_ONCE):
        if step(at):
            return
        for held in store.board.rows(ask_ids[at : at + _AT_ONCE]):
            yield _outward(store, held, private, rules, today)


def _outward(
    store: Store, held: BoardRow, private: Private, rules: Deadlines, today: date
) -> BoardLine:
    from jobs.moving.private import told

    key, public = held.ask.id, list[Candidate]()
    if held.waiting_candidates:
        found = store.candidates.list(ask_id=key, verdicts=WAITING)
        public = [one for one in found if not one.private and one.id not in private.candidates]
    if key not in private.since and len(public) == held.waiting_candidates:
        return BoardLine(row=held, due=deadlines.due(held, rules, today))
    changed = sum(one.evidence_id is not None for one in public)
    events = told(store.ledger.events(ask_id=key), private)
    return outward(held, events, len(public), changed, rules, today)


def sheet_of_asks(title: str, lines: Iterable[BoardLine]) -> Sheet:
    """Return asks as a sheet, with the columns of `askwatch ask list --json`."""
    return Sheet(title=title, rows=[rows.ask(line) for line in lines], bullet=ask_bullet)


def ask_bullet(row: Row) -> str:
    """Return an ask as a line of Markdown: "**answered** (stopped, due 2025-04-15): …"."""
    due = f", due {row['due']}" if row["due"] else ""
    return f"**{row['outcome']}** ({row['clock']}{due}): {escaped(row['summary'])}"


def bullet(*names: str) -> Callable[[Row], str]:
    """Return what writes a row as a line of Markdown: its first column bold, then some others."""

    def written(row: Row) -> str:
        first, *others = (escaped(str(plain(row[name] or ""))) for name in names)
        told = [f"{name.replace('_', ' ')}: {v}" for name, v in zip(names[1:], others, strict=True)]
        return f"**{first}** ({'; '.join(told)})"

    return written


def escaped(text: str) -> str:
    """Return a text on one line in which Markdown and HTML mean nothing."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!&" else c for c in one_line(text))


def written(sheet: Sheet, form: str) -> bytes:
    """Return a sheet as the content of a file.

    Raises:
        UsageError: it has no rows.
    """
    if not sheet.rows:
        raise UsageError("nothing to export", sheet.title, "no rows are shown", "clear the filter")
    return _WRITERS[form](sheet).encode()


def _csv(sheet: Sheet) -> str:
    from jobs.moving import cells

    text = io.StringIO()
    writer = csv.writer(text)
    head = list(sheet.rows[0])
    writer.writerow(head)
    writer.writerows([cells.written(plain(row[name])) for name in head] for row in sheet.rows)
    return text.getvalue()


def _json(sheet: Sheet) -> str:
    return "".join(json.dumps(plain(row), ensure_ascii=False) + "\n" for row in sheet.rows)


def _markdown(sheet: Sheet) -> str:
    parts = [f"# {escaped(sheet.title)}", "", *(f"- {sheet.bullet(row)}" for row in sheet.rows)]
    return "\n".join(parts) + "\n"


_WRITERS = {"csv": _csv, "json": _json, "md": _markdown}


@dataclass(frozen=True, slots=True)
class Target:
    """Where an export goes, and as what."""

    form: str
    file: Path
    replace: bool


def target(typed: Mapping[str, str]) -> Target:
    """Return the target that a person typed; a name without the right ending gets it.

    Raises:
        UsageError: there is no such form or folder, or the file exists and was not to be
            replaced.
    """
    form = typed["form"].lower().removeprefix(".")
    form = {"markdown": "md", "jsonl": "json"}.get(form, form)
    if form not in FORMS:
        raise UsageError("no such format", typed["form"], "", f"write {', '.join(FORMS)}")
    if not typed["file"]:
        raise UsageError("no file name", None, "", "write one, like asks.csv")
    file = Path(typed["file"]).expanduser()
    if file.suffix != FORMS[form]:
        file = file.with_name(file.name + FORMS[form])
    if not file.parent.is_dir():
        raise UsageError("no such folder", str(file.parent), "", "make it first")
    yes = typed["replace"].lower() in ("y", "yes")
    if file.exists() and not yes:
        step = "name another file, or write yes after Replace"
        raise UsageError("file not written", str(file), "it exists already", step)
    return Target(form, file, yes)


def write(where: Target, body: bytes) -> str:
    """Write a file and say which.

    Raises:
        UsageError: it came to be in the meantime, or cannot be written.
    """
    try:
        if where.replace:
            write_whole(where.file, body)
        else:
            with open(os.open(where.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
                file.write(body)
    except OSError as error:
        why = (error.strerror or "unknown").lower()
        step = "name another file"
        raise UsageError("file not written", str(where.file), why, step) from None
    return f"written: {where.file.absolute()}"
