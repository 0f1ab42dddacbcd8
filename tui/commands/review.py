"""`askwatch review`: what may be an answer, and what a person says to it."""

from __future__ import annotations

import click

from tui.commands.clock import seen_option
from tui.commands.kit import Kit
from tui.commands.output import emit, say, talk
from tui.commands.shared import by_option, json_option, noun, pass_kit, why_option


@noun()
def command() -> None:
    """Look at the passages that may answer an ask; accept or reject them."""


@command.command("list")
@click.option("--ask", "ask_id", metavar="ID", type=int, help="Only those for an ask.")
@click.option("--all", "everything", is_flag=True, help="Those already judged, too.")
@json_option
@pass_kit
def list_(kit: Kit, ask_id: int | None, everything: bool, as_json: bool) -> None:
    """List the candidates that wait for a person, best first."""
    from tui import views
    from tui.commands import lines, rows

    found = kit.store.candidates.list(ask_id=ask_id, verdicts=None if everything else views.WAITING)
    for candidate in found:
        if as_json:
            emit(rows.candidate(candidate))
        else:
            say(lines.candidate(candidate, kit.store.asks.row(candidate.ask_id), kit.zone))
    if not found:
        talk("nothing waits for review")


@command.command()
@click.argument("candidate_id", metavar="ID", type=int)
@click.option("--outcome", metavar="OUTCOME", help="What became of the ask: 'answered', ...")
@seen_option
@why_option
@by_option
@json_option
@pass_kit
def accept(
    kit: Kit,
    candidate_id: int,
    outcome: str | None,
    seen: int | None,
    why: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Accept a candidate as evidence, and with --outcome say what became of the ask.

    Of evidence whose source has changed: the decision that rests on it still holds.
    """
    from tracker.types import Outcome, Verdict
    from tui.commands.choices import chosen

    candidates, who, now = kit.store.candidates, kit.who(by), kit.now()
    said = None if outcome is None else chosen(Outcome, outcome, "outcome")
    if said is None:
        event = candidates.judge(
            candidate_id, Verdict.ACCEPTED, who=who, now=now, why=why, seen=seen
        )
    else:
        event = candidates.accept(candidate_id, said, who=who, now=now, why=why, seen=seen)
    _tell(kit, event.id, candidate_id, "accepted", said and said.value, as_json)


@command.command()
@click.argument("candidate_id", metavar="ID", type=int)
@seen_option
@why_option
@by_option
@json_option
@pass_kit
def reject(
    kit: Kit, candidate_id: int, seen: int | None, why: str | None, by: str | None, as_json: bool
) -> None:
    """Say that a candidate is no answer; this revision is not proposed again.

    Of evidence whose source has changed: the decision that rests on it no longer holds.
    """
    from tracker.types import Verdict

    event = kit.store.candidates.judge(
        candidate_id, Verdict.REJECTED, who=kit.who(by), now=kit.now(), why=why, seen=seen
    )
    _tell(kit, event.id, candidate_id, "rejected", None, as_json)


@command.command()
@click.argument("candidate_id", metavar="ID", type=int)
@seen_option
@why_option
@by_option
@json_option
@pass_kit
def later(
    kit: Kit, candidate_id: int, seen: int | None, why: str | None, by: str | None, as_json: bool
) -> None:
    """Put a candidate off; it goes to the end of the line."""
    from tracker.types import Verdict

    event = kit.store.candidates.judge(
        candidate_id, Verdict.LATER, who=kit.who(by), now=kit.now(), why=why, seen=seen
    )
    _tell(kit, event.id, candidate_id, "put off", None, as_json)


def _tell(
    kit: Kit, event: int, candidate_id: int, done: str, outcome: str | None, as_json: bool
) -> None:
    from tui.commands import rows

    candidate = kit.store.candidates.get(candidate_id)
    if as_json:
        emit(rows.candidate(candidate) | {"event": event, "outcome": outcome})
        return
    so = f"; ask {candidate.ask_id} is now {outcome}" if outcome else ""
    if candidate.evidence_id is not None and outcome is None and done != "put off":
        so = f"; evidence {candidate.evidence_id} "
        so += "still holds" if done == "accepted" else "no longer holds; look at the outcome again"
    say(f"{done}: candidate {candidate_id}{so} (event {event}; undo: askwatch undo {event})")
