"""`askwatch jobs`: what runs by itself, night after night."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, table, talk
from tui.commands.shared import json_option, noun, pass_kit

if TYPE_CHECKING:
    from tracker.types import Run


@noun()
def command() -> None:
    """Let the jobs run at their hours, one of them now, or see how they fare."""


@command.command("list")
@json_option
@pass_kit
def list_(kit: Kit, as_json: bool) -> None:
    """List the jobs: when each ran last and runs next, and how it fares.

    Whether or not a scheduler runs: "next" is when it would let the job run.
    """
    from tracker.duties import duties
    from tui import nightly

    zone = kit.zone
    found = nightly.jobs(kit.store, duties(kit.config), kit.now(), zone)
    if as_json:
        for line in found.lines:
            emit(nightly.row(line))
        if found.queue is not None:
            emit(nightly.queue_row(found.queue, kit.now()))
        return
    lines = [
        (
            line.duty.name,
            nightly.last_words(line, zone),
            nightly.next_words(line, zone),
            line.health.state.value,
            line.health.words,
            line.duty.what,
        )
        for line in found.lines
    ]
    table(("job", "last", "next", "health", "why", "what"), lines)
    for words in nightly.queue_lines(found.queue, kit.now(), zone) if found.queue else ():
        click.echo(words)
    if found.scheduler is None:
        talk("no scheduler runs; start one: askwatch jobs run")


@command.command()
@click.option("--job", metavar="NAME", help="Only the runs of this job.")
@click.option("--limit", metavar="N", type=click.IntRange(1), default=20, show_default=True)
@json_option
@pass_kit
def log(kit: Kit, job: str | None, limit: int, as_json: bool) -> None:
    """List the latest runs, newest first: start, end, outcome, counts, error."""
    from tracker import wording
    from tracker.duties import counted
    from tracker.text import one_line

    runs = kit.store.runs.list(job=job, limit=limit)
    if as_json:
        for run in runs:
            emit(run)
        return
    rows = (
        (
            one.job,
            wording.moment(one.started, kit.zone),
            f"{(one.ended - one.started).total_seconds():.1f} s" if one.ended else "",
            one.outcome.value,
            one_line(one.error or counted(one.counts)),
        )
        for one in runs
    )
    table(("job", "started", "took", "outcome", "what came of it"), rows)


@command.command()
@click.argument("name", metavar="NAME")
@json_option
@pass_kit
def once(kit: Kit, name: str, as_json: bool) -> None:
    """Do the job NAME now, and record it; for cron and timers.

    `askwatch jobs list` shows the names. Ends with 1 if it failed.
    """
    import structlog

    from jobs.log import configure
    from jobs.record import unexpected
    from tracker.errors import AskwatchError
    from tui.commands import work
    from tui.commands.choices import named
    from tui.commands.each import end

    named({one: one for one in work.WORK}, name, "job")
    configure(kit.config.log, kit.settings.path.parent)
    # SIGTERM as Ctrl-C: what is open is closed, the run recorded as stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    log = structlog.get_logger().bind(job=name)
    log.debug("begins")
    try:
        tally = work.do(kit, name)
    except KeyboardInterrupt:
        log.warning("stopped")
        raise click.exceptions.Exit(130) from None
    except AskwatchError as error:
        log.error(str(error))
        raise click.exceptions.Exit(error.exit_code) from None
    except Exception as error:
        log.critical(unexpected(error))
        raise
    for news in tally.news:
        log.warning(news)
    if as_json:
        emit({"job": name, "counts": tally.counts, "error": tally.error})
    if tally.error:
        log.error(tally.error, counts=tally.counts)
    else:
        log.info("done", counts=tally.counts)
    end(1 if tally.error else 0)


@command.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that failed.")
@json_option
@pass_kit
def retry(kit: Kit, names: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Let workers try again now what failed: a job's tasks, or a single one like poll:NAME.

    `askwatch jobs list` names what failed for good. What waits for another try does not
    wait any longer. Only where there is a queue (jobs.queue); elsewhere, and to do a job
    on this machine, there is `askwatch jobs once`. A digest goes to nobody twice.
    """
    from tracker.errors import UsageError

    if not names and not everything:
        raise UsageError("what?", None, "no job or task is named", "name one, or give --all")
    keys = tried_again(kit, None if everything else names)
    for key in keys:
        if as_json:
            emit({"task": key})
        else:
            click.echo(f"{key}: waits for a worker")
    if not keys:
        talk("nothing failed, or waits for another try")


def tried_again(kit: Kit, names: Sequence[str] | None) -> tuple[str, ...]:
    """Let what failed be tried again now; return the keys of it. None: all of it.

    Raises:
        UsageError: there is no queue; no job or failed task has such a name.
    """
    from tracker.duties import duties
    from tracker.errors import UsageError
    from tui.commands.choices import named

    if not kit.has_queue:
        why = "there is no queue of work; what fails is tried again by the scheduler"
        raise UsageError("nothing to try again", None, why, "or now: askwatch jobs once NAME")
    for name in names or ():
        if ":" not in name:
            named({duty.name: duty for duty in duties(kit.config)}, name, "job")
    return kit.broker.again(names)


@command.command()
@pass_kit
def run(kit: Kit) -> None:
    """Let all jobs run at their hours, until stopped (Ctrl-C or SIGTERM).

    What was missed while nothing ran is made up for once, at the start. Each job
    runs in a process of its own; with a queue (jobs.queue) they are queued for
    `askwatch worker` instead. A second scheduler of the same store waits.
    """
    import structlog

    from jobs import scheduler
    from jobs.children import Children
    from jobs.log import configure
    from jobs.process import me
    from tracker.duties import duties
    from tracker.types import RunOutcome

    configure(kit.config.log, kit.settings.path.parent)
    log = structlog.get_logger()

    def report(job: str, words: str, run: Run | None) -> None:
        # What a process could say of its job itself, it has.
        if run is None or run.outcome is RunOutcome.CUT_OFF or run.by == me():
            quiet = run is not None and run.outcome is RunOutcome.DONE
            (log.info if quiet else log.warning)(words, job=job)

    worker: scheduler.Worker
    if kit.has_queue:
        from jobs.queue.deferring import Deferrer

        kit.broker.open()
        worker = Deferrer(
            kit.store,
            kit.broker,
            kit.now,
            sync=kit.sync_sources,
            news=lambda: [log.warning(news) for news in kit.health_news()],
        )
    else:
        worker = Children(kit.store, lambda name: command_of(kit, name), kit.now)
    talk("the jobs run; stop them with Ctrl-C")
    log.info("the scheduler begins", process=os.getpid())
    scheduler.run(kit.store, duties(kit.config), kit.zone, worker, report=report, now=kit.now)
    log.info("the scheduler ends")


def command_of(kit: Kit, name: str) -> Sequence[str]:
    """Return the command line that does one job with the same settings and store."""
    where = ["--config", str(kit.settings.path), "--database", kit.url]
    return [sys.executable, "-m", "tui", *where, "jobs", "once", name]
