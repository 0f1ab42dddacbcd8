"""`askwatch worker`: does what `askwatch jobs run` has queued."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import talk
from tui.commands.shared import pass_kit, word

if TYPE_CHECKING:
    from jobs.queue.working import Working


@word()
@click.option("--name", metavar="NAME", help="As it is listed; as is: host and process.")
@click.option(
    "--concurrency",
    metavar="N",
    type=click.IntRange(1, 12),
    default=8,
    show_default=True,
    help="How many tasks it does side by side.",
)
@click.option("--job", "jobs", metavar="NAME", multiple=True, help="Only tasks of this job.")
@click.option("--drain", is_flag=True, help="End when nothing is left to do.")
@pass_kit
def command(
    kit: Kit, name: str | None, concurrency: int, jobs: tuple[str, ...], drain: bool
) -> None:
    """Do the tasks of a team's queue, until stopped (Ctrl-C or SIGTERM).

    Any number of workers, on any machines, share them; `askwatch jobs run` queues
    them, `askwatch jobs list` shows how they fare. When stopped, it gives back what
    it cannot end within a few seconds. What it had when it died others do anew.

    Needs jobs.queue = "procrastinate" and a store in PostgreSQL.
    """
    import structlog

    from jobs.log import configure
    from jobs.process import me
    from tracker.duties import duties
    from tui.commands.choices import named

    broker = kit.broker
    for job in jobs:
        named({duty.name: duty for duty in duties(kit.config)}, job, "job")
    configure(kit.config.log, kit.settings.path.parent)
    name = name or f"{socket.gethostname()}-{os.getpid()}"
    log = structlog.get_logger().bind(worker=name)
    working, call_off = _working(kit)
    talk(f"worker {name} begins; stop it with Ctrl-C")
    log.info("the worker begins", process=os.getpid())
    broker.work(
        working,
        name=name,
        by=me(),
        at_once=concurrency,
        jobs=jobs,
        call_off=call_off,
        report=log.warning,
        drain=drain,
    )
    log.info("the worker ends")


def _working(kit: Kit) -> tuple[Working, Callable[[], None]]:
    """Return what does tasks, and what calls off those that run."""
    from jobs.children import Children
    from jobs.queue.pairing import Pairer
    from jobs.queue.working import Working
    from jobs.sources import layout
    from jobs.visit import Visitor
    from tracker.duties import duties
    from tui.commands.jobs import command_of

    store, fetcher, ended = kit.store, kit.fetcher, threading.Event()
    children = Children(store, lambda job: command_of(kit, job), kit.now)

    def call_off() -> None:
        ended.set()
        fetcher.cancel()
        children.stop()

    working = Working(
        store,
        duties(kit.config),
        visitor=Visitor(store, fetcher, kit.archive, layout, kit.now),
        pairer=Pairer(store, threshold=kit.config.match.threshold, stopped=ended.is_set),
        child=children.work,
        recorded=kit.recorded,
        defer=kit.broker.defer,
        ready=kit.see_room,
        now=kit.now,
    )
    return working, call_off
