"""A spreadsheet of letters taken in: shown first, and kept if every row can be read."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import AskwatchError
from tracker.wording import plural
from tui.commands.each import end
from tui.commands.kit import Kit
from tui.commands.output import emit, failed, say, talk

if TYPE_CHECKING:
    from jobs.moving.letters import Planned
    from jobs.moving.sheet import Sheet


AT_ONCE = 20
"""Letters kept in one transaction, a third of a second's work; meanwhile all others wait."""
BREATH = 0.03
"""Seconds between two of them, in which somebody else gets a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a spreadsheet is to be taken in."""

    columns: tuple[str, ...]
    """"FIELD=HEADING", where the guess is not right."""
    dates: str | None
    campaign: str | None
    who: str
    yes: bool
    trial: bool
    as_json: bool


def take_in(kit: Kit, file: Path, wishes: Wishes) -> None:
    """Show how the table is understood, and keep its letters unless this is a trial.

    Raises:
        InputError, UsageError: the file or a wish cannot be used.
    """
    from jobs.given import file_bytes
    from jobs.moving.sheet import read

    sheet, body = read(file), file_bytes(file)
    planned, failures = _plan(kit, sheet, sha256(body).hexdigest(), wishes)
    if failures:
        talk("nothing was kept: put these right, or see --map and --dates")
        end(failures)
    new = [one for one in planned if one.held is None]
    if not wishes.trial:
        if new:
            url = f"file:{file.name}"
            kit.archive.put_file(
                body, url=url, media_type=_MEDIA[file.suffix.lower()], at=kit.now()
            )
        ids = _keep(kit, new, wishes)
        kit.match_pending()
    else:
        ids = {}
    for one in planned:
        _tell(one, ids.get(one.row), wishes.as_json)
    told = f"{plural(len(new), 'letter')} new, {len(planned) - len(new)} held already"
    talk(f"{told}; nothing was kept: this was a trial" if wishes.trial else told)


def _keep(kit: Kit, new: list[Planned], wishes: Wishes) -> dict[int, int]:
    """Keep the letters, some at a time so that nobody waits long; return their ids by row."""
    ids: dict[int, int] = {}
    for start in range(0, len(new), AT_ONCE):
        time.sleep(BREATH if start else 0)
        some = new[start : start + AT_ONCE]
        wanted = [(one.reading, one.source, one.campaign) for one in some]
        try:
            keys = kit.store.letters.add_all(
                wanted, who=wishes.who, now=kit.now(), confirmed=wishes.yes
            )
        except AskwatchError:
            if ids:
                told = f"{len(ids)} of {plural(len(new), 'letter')} are kept"
                talk(f"{told}; give the same file again for the rest")
            raise
        ids |= {one.row: key for one, key in zip(some, keys, strict=True)}
    return ids


def _plan(kit: Kit, sheet: Sheet, raw_hash: str, wishes: Wishes) -> tuple[list[Planned], int]:
    """Return the letters of the rows; name each row that cannot be read, and count them."""
    from jobs.moving.columns import FIELDS, OWN, mapped
    from jobs.moving.letters import Plan
    from tracker.errors import InputError

    if set(sheet.headings) >= OWN:
        why = "it is one file of an export"
        raise InputError("not imported", sheet.name, why, "name the folder in which it lies")
    columns = mapped(sheet.headings, wishes.columns)
    for field in FIELDS:
        talk(f"{field:<12} {columns.get(field) or '-'}")
    unused = [name for name in sheet.headings if name not in columns.values()]
    talk(f"not read: {', '.join(unused) or 'nothing'}")
    kit.miss_roster()
    plan = Plan(
        sheet,
        columns,
        kit.roster,
        kit.store.letters.all(),
        order=wishes.dates,
        raw_hash=raw_hash,
        campaign=wishes.campaign,
    )
    planned, failures = [], 0
    for number, cells in sheet.rows:
        try:
            planned.append(plan.of(number, cells))
        except InputError as error:
            failures += 1
            failed(error)
    return planned, failures


def _tell(one: Planned, letter_id: int | None, as_json: bool) -> None:
    from tracker import wording

    reading = one.reading
    if as_json:
        from tui.commands import rows

        status = "held already" if one.held else "added" if letter_id else "new"
        told = {"row": one.row, "letter": letter_id, "status": status, "why": one.held}
        emit(told | rows.reading(one.source.name, reading))
        return
    if one.held:
        say(f"row {one.row}: held already: {one.held}")
        return
    kept = f"letter {letter_id}" if letter_id else "new"
    say(f"row {one.row}: {kept}: {reading.title} ({wording.day(reading.letter_date)})")
    to = wording.addressees(reading.addressees)
    signed = wording.plural(len(reading.signatories), "signatory", "signatories")
    say(f"  to {to}; {signed}; {wording.plural(len(reading.asks), 'ask')}")
    for number, ask in enumerate(reading.asks, 1):
        say(f"  {number}. [{ask.kind.value}] {ask.summary}")
    for warning in reading.warnings:
        talk(f"  row {one.row}: {warning}")


_MEDIA = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
