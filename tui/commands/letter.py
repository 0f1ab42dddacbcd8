"""`askwatch letter`: letters, from their first reading to their correction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tui.commands.followup import follow_up
from tui.commands.kit import Kit
from tui.commands.output import emit, say, table, talk
from tui.commands.shared import (
    by_option,
    day_option,
    json_option,
    noun,
    pass_kit,
    published_option,
    why_option,
)

if TYPE_CHECKING:
    from jobs.given import Given
    from jobs.intake import Found, Kept
    from tracker.types import Letter, LetterRow

CLEARED = ("date", "reply-by", "committee", "stated-total", "addressees", "cc")
"""What a letter may do without."""
_COLUMNS = {"date": "letter_date", "reply-by": "reply_by", "stated-total": "stated_total"}


@noun()
def command() -> None:
    """Add letters, look at them, correct how they were read."""


command.add_command(follow_up)


@command.command()
@click.argument("names", metavar="FILE|URL ...", nargs=-1)
@click.option("--jsonl", metavar="DOCUMENTS", help="Take the texts from a file of JSON Lines.")
@click.option("--yes", is_flag=True, help="Confirm the reading without being asked.")
@click.option("--as-letter", is_flag=True, help="Each is a letter, whatever it reads like.")
@day_option("--date", "The date on the letter, where it is not found, like 2026-11-21.", "day")
@published_option
@by_option
@json_option
@pass_kit
def add(
    kit: Kit,
    names: tuple[str, ...],
    jsonl: str | None,
    yes: bool,
    as_letter: bool,
    day: date | None,
    published: date | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Read letters, or pages that announce or report them, and keep them.

    A text that speaks of a letter already held becomes one more source of it. A
    letter without date, addressee or signer is kept, and what it lacks is said.
    Each file stands for itself: what fails is named, the others are kept.
    Without a terminal and without --yes a letter is kept unconfirmed.
    """
    from dataclasses import replace

    from jobs.given import how_many, texts
    from tracker.types import DocumentKind
    from tui.commands.each import each, end

    kind = DocumentKind.LETTER if as_letter else None

    def keep(given: Given) -> None:
        found = kit.intake.look(replace(given, kind=kind, letter_date=day))
        confirmed = yes or _confirmed(kit, found)
        kept = kit.intake.keep(found, who=kit.who(by), now=kit.now(), confirmed=confirmed)
        _tell(kept, found.why, as_json)

    kit.miss_roster()
    inputs = texts(names, jsonl, lambda: kit.fetcher, published=published)
    failures = each(inputs, keep, how_many(names, jsonl))
    kit.match_pending()
    end(failures)


def _confirmed(kit: Kit, found: Found) -> bool:
    """Show a person what was read, and ask whether it is right; False without a person."""
    if found.held is not None or not kit.talks:
        return False
    from tui.commands import lines

    talk(lines.reading(found.reading))
    return click.confirm("Is that right? (no: it is kept, unconfirmed)", default=True, err=True)


def _tell(kept: Kept, why: str | None, as_json: bool) -> None:
    from tracker import wording

    odd = wording.warnings(kept.letter)
    if as_json:
        row = {"letter": kept.letter.id, "status": kept.status, "name": kept.name}
        emit(row | {"why": why, "warnings": odd})
        return
    because = f" ({why})" if why else ""
    say(f"{kept.status}: letter {kept.letter.id}: {kept.letter.title}{because}")
    if kept.status == "held already":
        return
    for warning in odd:
        talk(f"  {warning}")
    if kept.status == "added":
        letter = kept.letter
        asks, signed = wording.plural(len(letter.asks), "ask"), wording.signatories(letter)
        say(f"  {asks}, signed by {signed}; see: askwatch letter show {letter.id}")


@command.command("list")
@click.argument("query", nargs=-1, metavar="[FILTER]...")
@json_option
@pass_kit
def list_(kit: Kit, query: tuple[str, ...], as_json: bool) -> None:
    """List the letters, newest first, or those that the dashboard's FILTER leaves.

    Words of title, addressee, campaign or state; to:, campaign:, since:2024-01, until:,
    and state:overdue, owner:, kind: for letters with such asks.
    """
    from tui.commands import lines, rows

    held = _narrowed(kit, " ".join(query)) if query else kit.store.letters.rows()
    if as_json:
        for row in held:
            emit(rows.letter_row(row))
        return
    table(lines.LETTER_HEAD, (lines.letter_cells(row) for row in held))


def _narrowed(kit: Kit, typed: str) -> tuple[LetterRow, ...]:
    from tracker import filters
    from tui import letters
    from tui.board import Desk

    desk = Desk(kit.store, kit.config.deadlines, kit.now(), kit.zone)
    asked = letters.Asked(wanted=filters.parse_for_asks(typed), order="newest")
    return kit.store.letters.rows(kit.store.letters.ids(letters.sought(desk, asked)))


@command.command()
@click.argument("letter_id", metavar="ID", type=int)
@click.option("--text", is_flag=True, help="Its text, with asks, people and dates marked.")
@json_option
@pass_kit
def show(kit: Kit, letter_id: int, text: bool, as_json: bool) -> None:
    """Show a letter: who, to whom, when, its asks and how they stand, its sources."""
    from tracker import coverage as watching
    from tui import marks, views
    from tui.commands import lines, rows

    if text and not as_json:
        say(marks.plain(kit.store.letters.get(letter_id)))
        return
    view = views.letter(kit.store, letter_id, kit.config.deadlines, kit.now(), kit.zone)
    found = views.coverage_of_letter(kit.store, view.letter, kit.now())
    looked = watching.summary(found, kit.zone)
    if as_json:
        emit(rows.letter_view(view) | {"coverage": looked})
    else:
        say(lines.letter(view, kit.zone, looked))


@command.command()
@click.argument("letter_id", metavar="ID", type=int)
@click.argument("campaign", metavar="CAMPAIGN", required=False)
@click.option("--none", is_flag=True, help="Into no campaign.")
@why_option
@by_option
@pass_kit
def file(
    kit: Kit, letter_id: int, campaign: str | None, none: bool, why: str | None, by: str | None
) -> None:
    """Put a letter into a campaign, named or by its id."""
    from tracker.errors import UsageError
    from tui.commands.choices import campaign_named

    if (campaign is None) is not none:
        raise UsageError("nothing to do", None, "", "name a campaign, or say --none")
    to = None if campaign is None else campaign_named(kit, campaign)
    key = to.id if to else None
    kit.store.campaigns.file(letter_id, key, who=kit.who(by), now=kit.now(), why=why)
    say(f"filed: letter {letter_id}: {to.name if to else 'in no campaign'}")


@command.command()
@click.argument("letter_id", metavar="ID", type=int)
@by_option
@pass_kit
def confirm(kit: Kit, letter_id: int, by: str | None) -> None:
    """Say that a letter was read rightly."""
    before = kit.store.letters.get(letter_id).confirmed
    if before is not None:
        from tracker import wording

        say(f"confirmed already: letter {letter_id}, since {wording.moment(before, kit.zone)}")
        return
    kit.store.letters.confirm(letter_id, who=kit.who(by), now=kit.now())
    say(f"confirmed: letter {letter_id}")


@command.command()
@click.argument("letter_id", metavar="ID", type=int)
@click.option("--title", metavar="TEXT", help="A short line that names it to staff.")
@day_option("--date", "The date on the letter, like 2026-11-21.")
@day_option("--reply-by", "The letter's own deadline, like 2026-12-05.")
@click.option("--committee", metavar="TEXT", help="The committee that sent it.")
@click.option("--stated-total", metavar="N", type=int, help="How many signed, as it was said.")
@click.option(
    "--addressee",
    "addressees",
    metavar="'NAME, OFFICE'",
    multiple=True,
    help="To whom it goes, ', OFFICE' if nobody is named; once for each, all anew.",
)
@click.option(
    "--cc",
    metavar="'NAME, OFFICE'",
    multiple=True,
    help="Who gets a copy; once for each, all anew.",
)
@click.option(
    "--clear", type=click.Choice(CLEARED), multiple=True, help="Empty a field; once for each."
)
@why_option
@by_option
@pass_kit
def edit(
    kit: Kit, /, letter_id: int, clear: tuple[str, ...], why: str | None, by: str | None, **to: Any
) -> None:
    """Correct a letter; each changed field is one event, with its reason."""
    from tracker.errors import UsageError
    from tui import people

    to["letter_date"] = to.pop("date")
    changes = {name: value for name, value in to.items() if value not in (None, ())}
    if not (changes or clear):
        raise UsageError("nothing to change", None, "", "name a field, like --title TEXT")
    letter = kit.store.letters.get(letter_id)
    emptied = {_COLUMNS.get(name, name) for name in clear}
    for name in ("addressees", "cc"):
        if name in changes or name in emptied:
            changes[name] = people.addressees(changes.get(name, ()), getattr(letter, name))
    kit.store.letters.edit(
        letter_id, who=kit.who(by), now=kit.now(), why=why, clear=emptied, **changes
    )
    say(f"changed: letter {letter_id}")


@command.command()
@click.argument("letter_id", metavar="ID", type=int)
@click.argument("name")
@click.option("--bioguide", metavar="ID", help="The member, by the id of the public roster.")
@click.option("--lead/--no-lead", default=None, help="Whether they lead.")
@click.option("--remove", is_flag=True, help="Take the name off: they did not sign.")
@why_option
@by_option
@pass_kit
def sign(
    kit: Kit,
    letter_id: int,
    name: str,
    bioguide: str | None,
    lead: bool | None,
    remove: bool,
    why: str | None,
    by: str | None,
) -> None:
    """Put a signatory right: which member NAME is, who leads, who signed and who did not.

    A NAME that the letter does not have is added. Without --bioguide the roster is
    asked who sat on the letter's date; it never guesses between two. A new name that
    it cannot resolve is kept as printed, to be resolved later.
    """
    from dataclasses import replace

    from tracker.errors import InputError
    from tracker.types import Signatory
    from tui import people

    letter = kit.store.letters.get(letter_id)
    held = people.signed_as(letter, name)
    if remove and held is None:
        raise InputError("no such signatory", name, f"not under letter {letter_id}")
    one = held or Signatory(name=name, printed=name, bioguide=None)
    if not remove and (bioguide or held is None or lead is None):
        one = replace(one, bioguide=_member(kit, letter, name, bioguide, new=held is None))
    one = one if lead is None else replace(one, lead=lead)
    after = (
        people.changed(letter, held, None if remove else one)
        if held
        else (*letter.signatories, one)
    )
    kit.store.letters.edit(letter_id, who=kit.who(by), now=kit.now(), why=why, signatories=after)
    who = f"{one.name} ({one.bioguide})" if one.bioguide else one.name
    say(f"{'taken off' if remove else 'signed'}: letter {letter_id}: {who}")


def _member(kit: Kit, letter: Letter, name: str, bioguide: str | None, *, new: bool) -> str | None:
    """Return the id of the member who is meant; None for a new name that cannot be resolved."""
    from tracker.errors import InputError

    if bioguide is not None:
        if kit.roster.get(bioguide) is None:
            step = "`askwatch roster update` loads the public files"
            raise InputError("no such member", bioguide, "not in the roster", step)
        return bioguide
    found = kit.roster.resolve(name, on=letter.dated)
    if found.member is None and new:
        talk(found.warning(name) or "")
        talk(f"kept as printed; then: askwatch letter sign {letter.id} '{name}' --bioguide ID")
        return None
    if found.member is None:
        words = (found.warning(name) or "").partition(": ")[2].partition(": ")[2]
        raise InputError("name not resolved", name, words, "name the member with --bioguide")
    return found.member.bioguide


@command.command()
@click.argument("into", metavar="ID", type=int)
@click.argument("other", metavar="OTHER", type=int)
@click.option("--why", metavar="TEXT", required=True, help="Why they are the same letter.")
@by_option
@pass_kit
def merge(kit: Kit, into: int, other: int, why: str, by: str | None) -> None:
    """Make two letters one: what is known of OTHER goes over to ID."""
    letter = kit.store.letters.merge(into, other, who=kit.who(by), now=kit.now(), why=why)
    kit.match_pending()
    say(f"merged: letter {other} is now letter {letter.id}: {letter.title}")


@command.command()
@click.argument("letter_id", metavar="ID", type=int)
@click.argument("source_id", metavar="SOURCE", type=int)
@click.option("--why", metavar="TEXT", required=True, help="Why it is another letter.")
@by_option
@pass_kit
def split(kit: Kit, letter_id: int, source_id: int, why: str, by: str | None) -> None:
    """Make one of a letter's sources a letter of its own."""
    letter = kit.store.letters.split(letter_id, source_id, who=kit.who(by), now=kit.now(), why=why)
    kit.match_pending()
    say(f"split: source {source_id} is now letter {letter.id}: {letter.title}")
