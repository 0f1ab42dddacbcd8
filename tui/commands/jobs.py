"""`askwatch jobs`: what runs by itself, night after night."""

from __future__ import annotations

import os
import threading
from datetime import datetime
from typing import TYPE_CHECKING

from tui.commands.kit import Kit
from tui.commands.output import emit, failed, table, talk
from tui.commands.shared import json_option, noun, pass_kit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobs.poll import Polled
    from jobs.scheduler import Call


@noun()
def command() -> None:
    """Run the nightly jobs, or see when each runs next."""


@command.command("list")
@json_option
@pass_kit
def list_(kit: Kit, as_json: bool) -> None:
    """List the jobs and when each runs next, while `askwatch jobs run` runs."""
    from jobs.scheduler import planned
    from tracker import wording

    plans = planned(kit.config, kit.now())
    if as_json:
        for job in plans:
            emit({"name": job.name, "words": job.words, "next_run": job.next_run})
        return
    rows = ((job.name, wording.moment(job.next_run, kit.zone), job.words) for job in plans)
    table(("job", "next", "what"), rows)


@command.command()
@pass_kit
def run(kit: Kit) -> None:
    """Poll, pair, mail and back up at their hours, until stopped (Ctrl-C or SIGTERM).

    What was missed while nothing ran is made up for once, at the start.
    """
    from jobs import scheduler
    from tui.commands.each import end

    kit.ready()
    talk("the jobs run; stop them with Ctrl-C")

    def has_missed(name: str, planned: datetime) -> bool:
        return missed(kit, name, planned)

    end(scheduler.run(kit.config, calls(kit), missed=has_missed, report=talk))


def missed(kit: Kit, name: str, planned: datetime) -> bool:
    """Say whether a job has not run since it should have."""
    from jobs import backup, digest

    if name == "backup":
        return backup.missed(kit.backup_folder, planned.astimezone(kit.zone).date())
    return digest.missed(kit.store, kit.office, planned)


def calls(kit: Kit) -> Mapping[str, Call]:
    """Return what each job does; all of them need a kit that is ready."""
    from jobs import backup, digest
    from tracker.wording import plural

    turn = threading.Lock()

    def poll() -> str:
        def tell(one: Polled) -> None:
            if one.error:
                failed(Exception(one.error))

        with turn:
            polled = kit.poll(report=tell)
            for news in kit.health_news():
                talk(news)
            proposed = kit.match_pending()
        new = sum(one.new for one in polled)
        visited, found = plural(len(polled), "source"), plural(new, "new document")
        return f"{visited} visited, {found}, {proposed} to review"

    def send() -> str:
        prepared = digest.prepare(kit.store, kit.office, kit.now())
        password = os.environ.get("ASKWATCH_SMTP_PASSWORD")
        sent = list(digest.send(kit.store, prepared, kit.config.smtp, password, kit.now()))
        for error in (one.error for one in sent if one.error):
            failed(error)
        return "; ".join(f"{one.recipient}: {one.how}" for one in sent)

    def save() -> str:
        made = backup.nightly(kit.store, kit.backup_folder, kit.today, kit.archive_folder)
        if made is None:
            return "made already"
        return f"{made.file}: {plural(sum(made.counts.values()), 'row')}"

    return {"poll": poll, "backup": save} | ({"digest": send} if kit.config.digest.to else {})
