"""`askwatch digest`: the weekly mail, and the outbox through which it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, failed, say, table, talk
from tui.commands.shared import Many, by_option, json_option, noun, pass_kit

if TYPE_CHECKING:
    from jobs.digest import Prepared, Preview
    from jobs.outbox import Sent
    from jobs.record import Tally
    from tracker.errors import MailError


def _is_address(word: str) -> bool:
    return "@" in word


@noun(invoke_without_command=True)
@click.option("--week", metavar="WEEK", help="An ISO week, like 2026-W47.")
@click.option(
    "--to", cls=Many, fits=_is_address, metavar="ADDRESS", help="Instead of those in config.toml."
)
@click.option("--dry-run", "folder", metavar="DIR", help="Write each mail to a file in DIR.")
@click.option("--preview", is_flag=True, help="Show what would be sent now, to whom and when.")
@click.option("--send", is_flag=True, help="Send it; nobody gets a week twice.")
@click.option("--test", metavar="ADDRESS", help="Send a trial to ADDRESS, and record nothing.")
@json_option
@pass_kit
@click.pass_context
def command(
    ctx: click.Context,
    kit: Kit,
    week: str | None,
    to: tuple[str, ...],
    folder: str | None,
    preview: bool,
    send: bool,
    test: str | None,
    as_json: bool,
) -> None:
    """Say what happened in a week: print it, write it to files, or send it."""
    from jobs import digest
    from tracker.errors import UsageError

    if ctx.invoked_subcommand is not None:
        return
    acts = (("--dry-run", folder), ("--preview", preview), ("--send", send), ("--test", test))
    chosen = [name for name, set_ in acts if set_]
    if len(chosen) > 1:
        raise UsageError("two things at once", chosen[0], f"and {chosen[1]}", "leave one out")
    kit.sync_sources()
    if send:
        _send(kit, week, to, as_json)
        return
    if preview:
        _preview(kit, previews(kit, week, to), as_json)
        return
    if test:
        _try(kit, week, test, as_json)
        return
    prepared = digest.prepare(kit.store, kit.office, kit.now(), week=week, to=to)
    refused = [one.refused for one in prepared if one.refused]
    made = tuple(one for one in prepared if not one.refused)
    if folder:
        _write(made, Path(folder).expanduser(), as_json)
    else:
        _print(made, as_json)
    _end(refused)


@command.command()
@click.option("--all", "everything", is_flag=True, help="Also those that were sent.")
@json_option
@pass_kit
def outbox(kit: Kit, everything: bool, as_json: bool) -> None:
    """List the digests that are on their way, failed, or of which nobody knows.

    What is unknown was being sent when its process or its connection ended: look
    whether it arrived, by the Message-ID, and say so with `askwatch digest resolve`.
    """
    from jobs.outbox import settle
    from tracker import wording
    from tracker.types import ParcelState, Role

    settle(kit.store, kit.now())
    if (me := kit.store.me) and me.role in (Role.READER, Role.EDITOR):
        talk("to whom digests go only managers see, each of her own organisation")
    states = [s for s in ParcelState if everything or s is not ParcelState.SENT]
    parcels = kit.store.digests.list(states)
    if as_json:
        for parcel in parcels:
            emit(parcel)
        return
    heads = ("id", "state", "week", "to", "since", "message id", "note")
    rows = (
        (
            str(one.id),
            one.state.value,
            one.week,
            one.recipient,
            wording.moment(one.changed, kit.zone),
            one.message_id,
            one.note or "",
        )
        for one in parcels
    )
    table(heads, rows)


@command.command()
@click.argument("parcel", metavar="ID", type=int)
@click.argument("found", metavar="sent|again", type=click.Choice(["sent", "again"]))
@by_option
@json_option
@pass_kit
def resolve(kit: Kit, parcel: int, found: str, by: str | None, as_json: bool) -> None:
    """Say of a digest that is unknown or failed whether it arrived.

    `sent`: it did. `again`: it did not, so it goes out with the next sending.
    """
    resolved = kit.store.digests.resolve(parcel, found == "sent", who=kit.who(by), now=kit.now())
    if as_json:
        emit(resolved)
    else:
        say(f"{resolved.week} to {resolved.recipient}: {resolved.state.value}; {resolved.note}")


def sending(
    kit: Kit,
    tally: Tally,
    week: str | None = None,
    to: tuple[str, ...] = (),
    *,
    scheduled: bool = False,
) -> Iterable[Sent]:
    """Send the digest to all who have not had it, and count how it went.

    `scheduled`: only to those whose hour has come.
    """
    from jobs import digest

    prepared = digest.prepare(
        kit.store, kit.office, kit.now(), week=week, to=to, scheduled=scheduled
    )
    yield from counted(tally, kit.outbox().send(prepared))


def counted(tally: Tally, sent: Iterable[Sent]) -> Iterable[Sent]:
    """Count how it went, on the way."""
    troubles = []
    for one in sent:
        how = one.how if one.how in ("sent", "failed", "unknown") else "left out"
        tally.counts[how] = tally.counts.get(how, 0) + 1
        if one.error:
            troubles.append(str(one.error))
        yield one
    if troubles:
        more = f"; and {len(troubles) - 1} more" if len(troubles) > 1 else ""
        tally.error = troubles[0] + more


def _send(kit: Kit, week: str | None, to: tuple[str, ...], as_json: bool) -> None:
    from tui.commands.each import end

    failures = 0
    with kit.recorded("digest") as tally:
        for one in sending(kit, tally, week, to):
            if as_json:
                error = one.error and str(one.error)
                emit({"to": one.recipient, "status": one.how, "error": error})
            else:
                say(f"{one.recipient}: {one.how}")
            if one.error:
                failures += 1
                failed(one.error)
    end(failures)


def _end(refused: Sequence[MailError]) -> None:
    """End as failed if somebody gets none, and say why."""
    from tui.commands.each import end

    for error in refused:
        failed(error)
    end(len(refused))


def _try(kit: Kit, week: str | None, to: str, as_json: bool) -> None:
    """Send one mail that stands for the others, past the outbox; also where nothing happened."""
    from dataclasses import replace
    from email.utils import make_msgid

    from jobs import digest
    from jobs.mail import Postman

    reader = replace(digest.people(kit.office, (to,))[0], empty=True)
    settings = replace(kit.office.settings, to=(), recipients=(reader,))
    office = replace(kit.office, settings=settings)
    [one] = digest.prepare(kit.store, office, kit.now(), week=week)
    if one.refused:
        raise one.refused
    message = one.message
    assert message is not None
    message.replace_header("Subject", f"Trial: {message['Subject']}")
    message.replace_header("Message-ID", make_msgid("trial", domain="askwatch.invalid"))
    with Postman(kit.config.smtp, kit.password) as postman:
        postman.hand_over(message)
    if as_json:
        emit({"to": one.recipient, "status": "sent", "error": None})
    else:
        say(f"{one.recipient}: the server took a trial; nothing was recorded")


def _print(prepared: tuple[Prepared, ...], as_json: bool) -> None:
    from jobs.digest import text_of

    for one in prepared:
        subject, text = text_of(one)
        if text is None:
            talk(f"{one.recipient}: nothing happened; no mail for {one.period.week}")
        elif as_json:
            week = one.period.week
            emit({"to": one.recipient, "week": week, "subject": subject, "text": text})
        else:
            say(f"To: {one.recipient}\nSubject: {subject}\n\n{text}")


def previews(
    kit: Kit,
    week: str | None = None,
    to: tuple[str, ...] = (),
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Preview, ...]:
    """Return what the next digests would say, and to whom; nothing is sent.

    Raises:
        AskwatchError: they cannot be made.
        CancelledError: `stop` called it off.
    """
    from jobs import digest
    from jobs.outbox import stuck

    now = kit.now()
    prepared = digest.prepare(kit.store, kit.office, now, week=week, to=to, stop=stop)
    return digest.previews(prepared, kit.zone, now, stuck(kit.store, now))


def _preview(kit: Kit, found: tuple[Preview, ...], as_json: bool) -> None:
    from tui import digests

    for number, one in enumerate(found):
        if as_json:
            emit(digests.row(one))
        else:
            gap = [""] if number else []
            say("\n".join([*gap, *digests.heading(one, kit.zone), "", digests.text(one)]).rstrip())


def _write(prepared: tuple[Prepared, ...], folder: Path, as_json: bool) -> None:
    from jobs import digest

    for one in prepared:
        if one.made is None:
            talk(f"{one.recipient}: nothing happened; no mail for {one.period.week}")
    for file in digest.write(prepared, folder):
        if as_json:
            emit({"file": str(file)})
        else:
            say(str(file))
