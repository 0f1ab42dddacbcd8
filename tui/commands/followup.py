"""`askwatch letter follow-up`: a ready letter with what was not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import talk
from tui.commands.shared import pass_kit, word
from tui.commands.writing import overwrite_option, write_new

if TYPE_CHECKING:
    from jobs.followup import FollowUp


@word("follow-up")
@click.argument("letter_id", metavar="ID", type=int)
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "docx", "eml"]),
    help="[default: as the name of the file ends, else md]",
)
@click.option("--output", metavar="FILE", help="Where to write it. [default: stdout]")
@click.option("--to", metavar="ADDRESS", multiple=True, help="Of the e-mail; once for each.")
@click.option("--private", is_flag=True, help="Quote private replies, too.")
@overwrite_option
@pass_kit
def follow_up(
    kit: Kit,
    letter_id: int,
    form: str | None,
    output: str | None,
    to: tuple[str, ...],
    private: bool,
    overwrite: bool,
) -> None:
    """Write a letter with exactly the asks of ID that are not answered yet.

    Of each: its words, what was said of it and where, when it was asked and due.
    Those sign who signed and serve still. An e-mail (.eml) opens as a draft, with
    the letter attached as a Word document.
    """
    from tracker.errors import UsageError

    form = form or _form(output)
    if to and form != "eml":
        raise UsageError("no e-mail", form, "--to is for e-mail", "say --format eml")
    if form == "docx" and output is None:
        step = "name a file, like --output letter.docx"
        raise UsageError("not written", form, "a Word document is no text", step)
    letter = _compiled(kit, letter_id, private)
    write_new(output, _laid_out(kit, letter, form, to), overwrite)
    for remark in letter.remarks:
        talk(remark)


def _form(output: str | None) -> str:
    end = (output or "").rpartition(".")[2].lower()
    return end if end in ("docx", "eml") else "md"


def _compiled(kit: Kit, letter_id: int, private: bool) -> FollowUp:
    """Return the letter with what the store knows today."""
    from jobs.followup import History, follow_up
    from tui import views

    store = kit.store
    view = views.letter(store, letter_id, kit.config.deadlines, kit.now(), kit.zone)
    asks = [
        History(
            row=line.row,
            due=line.due,
            events=store.ledger.events(ask_id=line.row.ask.id),
            evidence=store.ledger.evidence(line.row.ask.id),
            links=view.links,
        )
        for line in view.lines
    ]
    members = dict(view.members)
    return follow_up(view.letter, asks, members.get, kit.today, kit.zone, private=private)


def _laid_out(kit: Kit, letter: FollowUp, form: str, to: tuple[str, ...]) -> bytes:
    from jobs import followup

    if form == "docx":
        return followup.docx(letter)
    if form == "eml":
        return followup.eml(letter, to, kit.now().astimezone(kit.zone))
    return followup.markdown(letter).encode()
