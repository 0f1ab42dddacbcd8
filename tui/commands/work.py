"""What each job does, once, and what it counts; whoever lets it run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tui.commands.kit import Kit

if TYPE_CHECKING:
    from jobs.outbox import Sent
    from jobs.poll import Polled
    from jobs.record import Tally

A_NIGHT = 200
"""The most addresses that are looked at in one night: a host is asked every few seconds only."""
AGAIN, SEARCH_AGAIN = timedelta(days=7), timedelta(days=30)
"""After how long an address is looked at again, and a copy of a dead one looked for again."""
REMEMBERED = timedelta(days=400)
"""How long runs are remembered: a year, and what it is compared with."""


def do(kit: Kit, name: str) -> Tally:
    """Do a job and record it as a run; return what it counted.

    Raises:
        AskwatchError: it could not be done; that is recorded, too.
    """
    with kit.recorded(name) as tally:
        WORK[name](kit, tally)
    return tally


def poll(kit: Kit, tally: Tally) -> None:
    """Visit the sources that are due."""
    kit.see_room("poll")
    kit.sync_sources()
    tell_polled(tally, kit.poll())
    tally.news += kit.health_news()


def sweep(kit: Kit, tally: Tally) -> None:
    """Visit every source that is switched on, due or not."""
    kit.see_room("sweep")
    kit.sync_sources()
    tell_polled(tally, kit.poll(everything=True))
    tally.news += kit.health_news()


def tell_polled(tally: Tally, polled: tuple[Polled, ...]) -> None:
    """Count how a poll went; it failed only where no source at all answered."""
    bad = [one for one in polled if one.status.value in ("blocked", "failed")]
    tally.counts |= {
        "sources visited": len(polled),
        "new documents": sum(one.new for one in polled),
        "revised": sum(one.revised for one in polled),
    }
    if bad:
        tally.counts["in trouble"] = len(bad)
    if bad and len(bad) == len(polled):
        tally.error = f"no source answered: {bad[0].error}"


def match(kit: Kit, tally: Tally) -> None:
    """Pair what waits for it."""
    tally.counts["to review"] = kit.match_pending()


def deadlines(kit: Kit, tally: Tally) -> None:
    """Count what is due soon and what is overdue, by today's calendar."""
    from tracker import deadlines
    from tracker.types import Clock

    rules = kit.config.deadlines
    clocks = [deadlines.due(row, rules, kit.today).clock for row in kit.store.asks.board()]
    tally.counts |= {
        "due soon": clocks.count(Clock.DUE_SOON),
        "overdue": clocks.count(Clock.OVERDUE) + clocks.count(Clock.LONG_OVERDUE),
    }


def recheck(kit: Kit, tally: Tally) -> None:
    """Look whether evidence still stands at its address."""
    from jobs.addresses import recheck

    kit.see_room("recheck")
    before = kit.now() - AGAIN
    counts = recheck(kit.store, kit.fetcher, kit.archive, kit.now, before=before, most=A_NIGHT)
    tally.counts |= counts


def copies(kit: Kit, tally: Tally) -> None:
    """Look for copies of evidence whose address is dead."""
    from jobs.addresses import find_copies

    kit.see_room("copies")
    before = kit.now() - SEARCH_AGAIN
    tally.counts |= find_copies(kit.store, kit.fetcher, kit.now, before=before, most=A_NIGHT)


def roster(kit: Kit, tally: Tally) -> None:
    """Load the public roster of members."""
    from jobs import roster
    from jobs.given import answer

    kit.see_room("roster")
    members = roster.download(lambda url: answer(kit.fetcher, url).body)
    tell_roster(tally, len(members), kit.store.roster.replace(members, kit.now()))


def tell_roster(tally: Tally, members: int, told: tuple[int, int, int]) -> None:
    """Count what a new roster changed: members added, changed, gone."""
    tally.counts |= dict(
        zip(("members", "added", "changed", "gone"), (members, *told), strict=True)
    )


def backup(kit: Kit, tally: Tally) -> None:
    """Back up the store and its archive to tonight's file."""
    from jobs import backup

    file = kit.store.file
    kit.see_room("backup", needed=file.stat().st_size if file else 0)
    made = backup.nightly(kit.store, kit.backup_folder, kit.today, kit.archive_folder)
    if made is not None:
        tally.counts |= {"rows": sum(made.counts.values()), "captured files": made.captures}


def housekeeping(kit: Kit, tally: Tally) -> None:
    """Clear away what is left over."""
    from jobs.housekeeping import clear

    tally.counts |= clear(
        kit.store, (kit.archive_folder, kit.backup_folder), now=kit.now(), remembered=REMEMBERED
    )


def digest(kit: Kit, tally: Tally) -> None:
    """Send the digest to all whose hour has come and who have not had this week's."""
    from tui.commands.digest import sending

    kit.sync_sources()
    for _ in sending(kit, tally, scheduled=True):
        pass


def alerts(kit: Kit, tally: Tally) -> None:
    """Tell those who want to know what cannot wait for the digest."""
    import os

    from jobs.alerts import prepare, to_services
    from jobs.process import me
    from jobs.services import post
    from tui.commands.digest import counted

    def sending() -> Iterator[Sent]:
        if prepared := prepare(kit.store, kit.office, kit.now()):
            yield from kit.outbox().send(prepared)
        yield from to_services(
            kit.store, kit.office, kit.now, by=me(), secrets=os.environ, post=post
        )

    for _ in counted(tally, sending()):
        pass


WORK: Mapping[str, Callable[[Kit, Tally], None]] = {
    "poll": poll,
    "match": match,
    "sweep": sweep,
    "deadlines": deadlines,
    "recheck": recheck,
    "copies": copies,
    "roster": roster,
    "backup": backup,
    "housekeeping": housekeeping,
    "digest": digest,
    "alerts": alerts,
}
"""Each job by its name, as `tracker.duties` names them."""
