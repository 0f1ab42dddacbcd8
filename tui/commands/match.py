"""`askwatch match`: which documents may answer which asks, and from which score on to say so."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, talk
from tui.commands.shared import by_option, json_option, pass_kit, word


@word()
@click.option("--asks", metavar="FILE", help="Asks, as JSON Lines.")
@click.option("--documents", metavar="FILE", help="Documents, as JSON Lines, plain or .gz.")
@click.option("--top", metavar="N", type=click.IntRange(1), default=20, show_default=True)
@click.option("--calibrate", is_flag=True, help="Learn from accepted and rejected candidates.")
@click.option("--reset", is_flag=True, help="Forget what was learnt; back to the default.")
@by_option
@json_option
@pass_kit
def command(
    kit: Kit,
    asks: str | None,
    documents: str | None,
    top: int,
    calibrate: bool,
    reset: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """Pair asks with documents.

    With --asks and --documents: from files, best first, as JSON Lines; nothing
    is stored. Without: what waits in the store; candidates go to review.

    --calibrate moves the score from which documents are proposed to where your
    own decisions put it; it counts for what is compared from then on.
    """
    from tracker.errors import UsageError

    if sum((bool(asks or documents), calibrate, reset)) > 1:
        raise UsageError("options that do not go together", "--calibrate", "", "give one of them")
    if calibrate or reset:
        _learn(kit, reset, by, as_json)
    elif asks and documents:
        from jobs.match import match_files

        for row in match_files(Path(asks), Path(documents), top):
            emit(row)
    elif asks or documents:
        missing = "--documents" if asks else "--asks"
        raise UsageError("an option is missing", missing, "", "name both files, or none")
    else:
        _pending(kit, as_json)


def _pending(kit: Kit, as_json: bool) -> None:
    from tui.commands.work import do

    proposed = do(kit, "match").counts["to review"]
    threshold, why = kit.threshold()
    if as_json:
        emit({"proposed": proposed, "threshold": threshold, "threshold_from": why})
        return
    say(f"{proposed} possible answers to review; see: askwatch review list")
    talk(f"proposed from a score of {threshold:.2f} on, {why}")


def _learn(kit: Kit, reset: bool, by: str | None, as_json: bool) -> None:
    from jobs.match import calibrate

    before, _ = kit.threshold()
    if reset:
        kit.store.calibrations.set(None, accepted=0, rejected=0, who=kit.who(by), now=kit.now())
    else:
        calibrate(kit.store, who=kit.who(by), now=kit.now())
    threshold, why = kit.threshold()
    if as_json:
        emit({"before": before, "threshold": threshold, "threshold_from": why})
    else:
        say(f"proposes from a score of {threshold:.2f} on (before: {before:.2f}), {why}")
