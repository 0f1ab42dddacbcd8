"""`askwatch ask`: asks, how they stand, and what people decide about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tui.commands import clock
from tui.commands.carrying import again, hearing, unlink
from tui.commands.covering import coverage
from tui.commands.kit import Kit
from tui.commands.output import emit, say, table, talk
from tui.commands.shared import (
    by_option,
    day_option,
    json_option,
    noun,
    pass_kit,
    why_option,
)

if TYPE_CHECKING:
    from tracker.types import EventKind, Span

KINDS = ("action", "information")
CLEARED = ("position", "adequate", "due", "owner")


@noun()
def command() -> None:
    """List asks, see how one stands and why, and record what became of it."""


for carried in (again, coverage, hearing, unlink):
    command.add_command(carried)


@command.command("list")
@click.option("--outstanding", is_flag=True, help="Only those still to be answered.")
@click.option("--letter", "letter_id", metavar="ID", type=int, help="Only those of a letter.")
@click.option("--tag", metavar="TEXT", help="Only those with this tag.")
@json_option
@pass_kit
def list_(
    kit: Kit, outstanding: bool, letter_id: int | None, tag: str | None, as_json: bool
) -> None:
    """List the asks, most urgent first."""
    from tui import views
    from tui.commands import lines, rows

    view = views.board(
        kit.store, kit.config.deadlines, kit.now(), kit.zone, everything=not outstanding
    )
    shown = [
        x
        for x in view.lines
        if letter_id in (None, x.row.letter_id) and (tag is None or tag in x.row.state.tags)
    ]
    if as_json:
        for line in shown:
            emit(rows.ask(line))
        return
    table(lines.ASK_HEAD, (lines.ask_cells(line) for line in shown))
    talk(lines.counts(view.counts))


@command.command()
@click.argument("ask_id", metavar="ID", type=int)
@click.option("--explain", is_flag=True, help="Only its clocks, each explained in a sentence.")
@json_option
@pass_kit
def show(kit: Kit, ask_id: int, explain: bool, as_json: bool) -> None:
    """Show an ask: its words, when an answer is due and why, what was decided and by whom."""
    from tracker import coverage as watching
    from tracker import explanation
    from tui import views
    from tui.commands import lines, rows

    view = views.ask(kit.store, ask_id, kit.config.deadlines, kit.now(), kit.zone)
    told = explanation.explain(view.line.row, kit.config.deadlines, kit.today) if explain else ()
    looked = watching.summary(views.coverage(kit.store, ask_id, kit.now()), kit.zone)
    if as_json:
        more = {"explained": told} if explain else {}
        emit(rows.ask_view(view) | {"coverage": looked} | more)
    elif explain:
        say(f"ask {ask_id}: {view.line.row.ask.summary}")
        for sentence in told:
            say(f"  {sentence}")
    else:
        say(lines.ask(view, kit.zone, looked))


@command.command("set")
@click.argument("ask_id", metavar="ID", type=int)
@click.argument("outcome", metavar="[OUTCOME]", required=False)
@click.option("--position", metavar="TEXT", help="Where the addressee stands: 'agrees', ...")
@click.option("--adequate", type=click.Choice(["yes", "no"]), help="Whether the answer will do.")
@day_option("--due", "A due date that goes before every rule.")
@click.option("--owner", metavar="NAME", help="Who looks after it.")
@click.option("--note", metavar="TEXT", help="A remark for colleagues.")
@click.option("--tag", metavar="TEXT", multiple=True, help="A word to find it by; repeatable.")
@click.option("--untag", metavar="TEXT", multiple=True, help="Take a tag away; repeatable.")
@click.option("--clear", type=click.Choice(CLEARED), multiple=True, help="Leave it empty again.")
@click.option("--evidence", metavar="DOCUMENT", type=int, help="The document that shows it.")
@click.option("--only-ours", is_flag=True, help="No other organisation of the team sees it.")
@clock.seen_option
@why_option
@by_option
@pass_kit
def set_(
    kit: Kit,
    /,
    ask_id: int,
    evidence: int | None,
    only_ours: bool,
    seen: int | None,
    why: str | None,
    by: str | None,
    **given: Any,
) -> None:
    """Record what became of an ask: 'answered', 'declined', 'acknowledged', ...

    An outcome needs a reason (--why), a document as evidence, or both.
    """
    from tracker.errors import UsageError
    from tui.commands.evidence import fixed

    wanted = list(_changes(**given))
    if not wanted:
        raise UsageError("nothing to record", None, "", "name an outcome, like 'answered'")
    who, now, store = kit.who(by), kit.now(), kit.store
    proof = fixed(kit, ask_id, evidence, who) if evidence is not None else None
    for kind, after in wanted:
        event = store.ledger.append(
            ask_id,
            kind,
            after,
            who=who,
            now=now,
            why=why,
            evidence_id=proof,
            seen=seen,
            only_ours=only_ours,
        )
        seen = event.id if seen is not None else None
        words = "cleared" if after is None else after
        say(f"recorded: ask {ask_id}: {kind.value}: {words} (event {event.id}, by {who})")


def _changes(
    outcome: str | None,
    position: str | None,
    adequate: str | None,
    due: date | None,
    owner: str | None,
    note: str | None,
    tag: tuple[str, ...],
    untag: tuple[str, ...],
    clear: tuple[str, ...],
) -> Iterator[tuple[EventKind, str | None]]:
    """Yield the events that somebody asked for, in the order of the record."""
    from tracker.types import EventKind, Outcome, Position
    from tui.commands.choices import chosen

    given = (
        (EventKind.OUTCOME_SET, chosen(Outcome, outcome, "outcome") if outcome else None),
        (EventKind.POSITION_SET, chosen(Position, position, "position") if position else None),
        (EventKind.ADEQUACY_SET, adequate),
        (EventKind.DUE_SET, due.isoformat() if due else None),
        (EventKind.OWNER_SET, owner),
        (EventKind.NOTE_ADDED, note),
        *((EventKind.TAG_REMOVED, one) for one in untag),
        *((EventKind.TAG_ADDED, one) for one in tag),
    )
    yield from ((kind, after) for kind, after in given if after is not None)
    kinds = (
        EventKind.POSITION_SET,
        EventKind.ADEQUACY_SET,
        EventKind.DUE_SET,
        EventKind.OWNER_SET,
    )
    cleared = dict(zip(CLEARED, kinds, strict=True))
    yield from ((cleared[field], None) for field in clear)


@command.command()
@click.argument("ask_id", metavar="ID", type=int)
@click.option("--summary", metavar="TEXT", help="One line that says what is asked.")
@click.option("--kind", type=click.Choice(KINDS), help="Do something, or tell us something.")
@click.option("--quote", metavar="TEXT", help="Its words, as they stand in the letter.")
@day_option("--due", "The date that the letter gives for it, like 2026-12-05.")
@click.option("--no-due", is_flag=True, help="The letter gives no date for it.")
@why_option
@by_option
@pass_kit
def edit(
    kit: Kit,
    ask_id: int,
    summary: str | None,
    kind: str | None,
    quote: str | None,
    due: date | None,
    no_due: bool,
    why: str | None,
    by: str | None,
) -> None:
    """Correct an ask; new words are matched anew."""
    from tracker.errors import UsageError
    from tracker.types import AskKind

    if not (summary or kind or quote or due or no_due):
        raise UsageError("nothing to change", None, "", "name a field, like --summary TEXT")
    ask = kit.store.asks.get(ask_id)
    kit.store.asks.edit(
        ask_id,
        who=kit.who(by),
        now=kit.now(),
        why=why,
        summary=summary,
        kind=AskKind(kind) if kind else None,
        quote_span=_span(kit, ask.letter_id, quote, ask.span.start) if quote else None,
        due=due,
        no_due=no_due,
    )
    kit.match_pending()
    say(f"changed: ask {ask_id}")


@command.command()
@click.argument("letter_id", metavar="LETTER", type=int)
@click.option("--quote", metavar="TEXT", required=True, help="Its words, as in the letter.")
@click.option("--kind", type=click.Choice(KINDS), default="action", help="[default: action]")
@click.option("--summary", metavar="TEXT", help="One line that says what is asked.")
@why_option
@by_option
@pass_kit
def add(
    kit: Kit,
    letter_id: int,
    quote: str,
    kind: str,
    summary: str | None,
    why: str | None,
    by: str | None,
) -> None:
    """Mark one more ask in a letter's text; its words say when it is due, if they do."""
    from tracker import wording
    from tracker.text import one_line
    from tracker.types import AskKind

    ask = kit.store.asks.add(
        letter_id,
        _span(kit, letter_id, quote),
        AskKind(kind),
        summary or one_line(quote),
        who=kit.who(by),
        now=kit.now(),
        why=why,
    )
    kit.match_pending()
    due = f", due {wording.day(ask.due)} by its words" if ask.due else ""
    say(f"added: ask {ask.id} of letter {letter_id}{due}: {ask.summary}")


@command.command()
@click.argument("ask_id", metavar="ID", type=int)
@click.option("--why", metavar="TEXT", required=True, help="Why it is no ask.")
@by_option
@pass_kit
def strike(kit: Kit, ask_id: int, why: str, by: str | None) -> None:
    """Say that something is no ask; it is kept, but counted nowhere."""
    kit.store.asks.strike(ask_id, who=kit.who(by), now=kit.now(), why=why)
    say(f"struck: ask {ask_id}; `askwatch ask restore {ask_id}` brings it back")


@command.command()
@click.argument("ask_id", metavar="ID", type=int)
@why_option
@by_option
@pass_kit
def restore(kit: Kit, ask_id: int, why: str | None, by: str | None) -> None:
    """Take back that an ask was struck."""
    kit.store.asks.restore(ask_id, who=kit.who(by), now=kit.now(), why=why)
    kit.match_pending()
    say(f"restored: ask {ask_id}")


@command.command()
@click.argument("ask_id", metavar="ID", type=int)
@click.option("--at", metavar="TEXT", required=True, help="The words with which the second begins.")
@click.option("--kind", type=click.Choice(KINDS), help="Of the second. [default: as the first]")
@why_option
@by_option
@pass_kit
def split(
    kit: Kit, ask_id: int, at: str, kind: str | None, why: str | None, by: str | None
) -> None:
    """Make one ask two; the first keeps its history."""
    from tracker.types import AskKind
    from tui import spans

    ask = kit.store.asks.get(ask_id)
    begins = _span(kit, ask.letter_id, at, (ask.span.start + ask.span.end) // 2)
    text = kit.store.letters.get(ask.letter_id).text
    first, second = kit.store.asks.split(
        ask_id,
        *spans.cut(text, ask.span, begins.start),
        who=kit.who(by),
        now=kit.now(),
        kind=AskKind(kind) if kind else None,
        why=why,
    )
    kit.match_pending()
    say(f"split: ask {first.id}: {first.summary}")
    say(f"  and ask {second.id}: {second.summary}")


@command.command()
@click.argument("ask_id", metavar="ID", type=int)
@click.argument("other", metavar="OTHER", type=int)
@why_option
@by_option
@pass_kit
def merge(kit: Kit, ask_id: int, other: int, why: str | None, by: str | None) -> None:
    """Make two neighbouring asks one: the words of OTHER go over to ID."""
    ask = kit.store.asks.merge(ask_id, other, who=kit.who(by), now=kit.now(), why=why)
    kit.match_pending()
    say(f"merged: ask {other} is now part of ask {ask.id}: {ask.summary}")


def _span(kit: Kit, letter_id: int, quote: str, near: int = 0) -> Span:
    """Return where the words stand in a letter's text; of several places, the nearest."""
    from tracker.errors import InputError
    from tui import spans

    found = spans.find(kit.store.letters.get(letter_id).text, quote, near)
    if found is None:
        raise InputError("no such words in the letter", quote, f"not in letter {letter_id}")
    return found


for _one in (clock.promise, clock.pause, clock.resume):
    command.add_command(_one)
