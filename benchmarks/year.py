"""A simulated year of the jobs over a replayed feed, held to an independent count.

    python -m benchmarks.year --shared DIR [--every 3h] [--letters 1] [--seed 7]

DIR holds the feed's snapshots with the tool that serves them, releases that
announce letters, and the roster. The scheduler, the jobs, the fetcher, the outbox
and the mails are the product's own; the clock is simulated (time-machine), the
scheduler's waiting too (`simulated.py`). In the year the source and the mail server
fail for a while, both in several ways; the machine sleeps for a week; the program
starts anew, also over what a killed one left behind; clocks change twice, with
digests due in the hour that is skipped and in the one that comes twice. Every digest
must come once, and every number in it must be what `tally.py` counts by SQL alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from socket import gethostname

from benchmarks.neighbourhood import Desk
from benchmarks.plan import CLEO, END, HOUR, READERS, START, TRUSTED, ZONE, Plan
from benchmarks.simulated import PostOffice, Replay, Time, scheduling
from benchmarks.staff import SECRET, Staff
from benchmarks.tally import Tally, moment, shown
from jobs import roster, scheduler
from jobs.given import Given
from tracker.duties import Duty, duties
from tracker.errors import AskwatchError
from tracker.types import Run
from tui.commands import work

DAILY = ("deadlines", "sweep", "backup", "recheck", "copies", "housekeeping")
WEEKLY = ("roster", "digest")
OFTEN = ("poll", "match")


@dataclass
class Found:
    """What the year came to."""

    digests: list[tuple[str, str]] = field(default_factory=list)
    """Address and week of each mail that arrived, in order."""
    alerts: int = 0
    compared: int = 0
    wrong: list[str] = field(default_factory=list)
    runs: Counter[tuple[str, str]] = field(default_factory=Counter)
    done: dict[str, int] = field(default_factory=dict)


class Year:
    """One year of an organisation."""

    def __init__(
        self, plan: Plan, folder: Path, replay: Replay, post: PostOffice, port: int
    ) -> None:
        self._plan, self._folder, self._replay = plan, folder, replay
        self.found, self.post = Found(), post
        self._file = folder / "askwatch.db"
        (folder / "config.toml").write_text(plan.settings(port, replay.url))
        self._time = Time(plan.at(0, START))
        self._staff = Staff(plan.seed, plan.pace)
        self._read = 0
        self._wake: datetime | None = None
        self._killed = self._over = False

    def live(self) -> Found:
        """Let the year go by."""
        self._open()
        self.kit.store.roster.replace(roster.read(self._plan.rosters()), self.kit.now())
        self._tally = Tally(self._file, ZONE)
        self._plan_days()
        with scheduling(self._time):
            while not self._over:
                scheduler.run(
                    self.kit.store,
                    self._duties(),
                    ZONE,
                    self,
                    report=lambda *_: None,
                    now=self.kit.now,
                    stop=self._time.stop,
                )
                if self._time.trouble:
                    raise self._time.trouble
                self._restart()
        self._finish()
        return self.found

    def close(self) -> None:
        """Back to real time."""
        self._time.close()
        self.kit.close()
        self._tally.close()

    def work(self, duty: Duty) -> Run | None:
        """Do a job in this process; look at the mails that came of it."""
        self._time.do(lambda: self._work(duty.name))
        return next(iter(self.kit.store.runs.list(job=duty.name, limit=1)), None)

    def stop(self) -> None:
        """Nothing runs on."""

    def _work(self, name: str) -> None:
        self._replay.show(self._time.now)
        # What is expected to fail is recorded, as always.
        with suppress(AskwatchError):
            work.do(self.kit, name)
        if name in ("digest", "alerts"):
            self._look()

    def _open(self) -> None:
        self.kit = Desk(self.post, self._plan.shared)
        self.kit.config_file = str(self._folder / "config.toml")
        self.kit.database = str(self._file)
        _ = self.kit.store

    def _duties(self) -> tuple[Duty, ...]:
        wanted = self._plan.jobs
        return tuple(d for d in duties(self.kit.config) if not wanted or d.name in wanted)

    def _restart(self) -> None:
        """Start the program anew, after a while; over what a dead one left, if it was killed."""
        if self._wake is None:
            return
        self.kit.close()
        self._open()
        if self._killed:
            dead, now = f"{gethostname()}:{2**22 + 1}:dead", self.kit.now()
            runs = self.kit.store.runs
            runs.take(scheduler.LEASE, by=dead, now=now, length=scheduler.LENGTH)
            runs.start("match", by=dead, now=now, dead=lambda _: False)
        self._time.stop = type(self._time.stop)()
        self._time.passes((self._wake - self._time.now).total_seconds())
        self._wake = None

    def _plan_days(self) -> None:
        at, put, troubles = self._plan.at, self._time.at, self._plan.troubles
        for day in range(self._plan.days):
            put(at(day, 0, 5), lambda _: self._time.stop.day())
            if at(day).weekday() < 5:
                put(at(day, 10, 30), self._work_day)
        for given in self._plan.given():
            assert given.published is not None
            day = (given.published - self._plan.first).days
            put(at(day, 15), lambda now, given=given: self._add(given, now))
        for day, length, mode in troubles.source:
            put(at(day, 1), lambda _, mode=mode: self._replay.fails(mode))
            put(at(day + length, 1), lambda _: self._replay.fails(None))
        for day, hours, mode in troubles.mail:
            put(at(day, 0, 30), lambda _, mode=mode: setattr(self.post, "mode", mode))
            put(at(day, 0, 30) + hours * HOUR, lambda _: setattr(self.post, "mode", ""))
        evening, length = troubles.asleep
        put(at(evening, 20), lambda _: self._time.jump(at(evening + length, 9)))
        for day, hours, killed in troubles.restarts:
            put(at(day, START), lambda now, h=hours, k=killed: self._leave(now, h, k))
        put(at(self._plan.days, END), lambda now: self._leave(now, 0, False, over=True))

    def _leave(self, now: datetime, hours: int, killed: bool, over: bool = False) -> None:
        self._killed, self._over = killed, over
        self._wake = None if over else now + timedelta(hours=hours)
        self._time.stop.set()

    def _work_day(self, now: datetime) -> None:
        ids = {str(mail["Message-ID"]) for _, mail in self.post.mails}
        self._staff.day(self.kit, now)
        if self.post.mode not in ("silent", "lost"):
            self._staff.resolve(self.kit, ids.__contains__, now)
        self._tally.note(now)

    def _add(self, given: Given, now: datetime) -> None:
        self._staff.letter(self.kit, given, now)
        self._tally.note(now)

    def _look(self) -> None:
        """Hold each mail that is new to what the ledger says."""
        parcels = self._tally.parcels()
        for _, mail in self.post.mails[self._read :]:
            parcel = parcels.get(str(mail["Message-ID"]))
            if parcel is None:
                self.found.alerts += 1
            else:
                address, week = parcel["address"], parcel["week"]
                self.found.digests.append((address, week))
                self._compare(mail, address, moment(parcel["since"]), moment(parcel["until"]))
            if str(mail["To"]) != TRUSTED and SECRET in _words(mail):
                self.found.wrong.append(f"{mail['To']} {mail['Subject']}: a private word")
        self._read = len(self.post.mails)

    def _compare(self, mail: EmailMessage, address: str, since: datetime, until: datetime) -> None:
        now, then, headings, weeks = shown(mail)
        campaign = READERS[address][2]
        count = self._tally.heaps
        for name, told, wanted in (
            ("now", now, count(until + timedelta(microseconds=1), campaign)),
            ("then", then, count(since, campaign)),
            ("trend", weeks, self._tally.trend(until, len(weeks) // 3, campaign)),
            ("headings", headings, self._sections(since, until, campaign)),
        ):
            if name == "headings":
                told = {k: n for k, n in told.items() if k != "sources"}
            elif told and name != "trend":
                wanted["in all"] = sum(wanted.values())
            self.found.compared += len(told)
            told = {key: number for key, number in told.items() if number}
            wanted = {key: number for key, number in wanted.items() if number}
            if told != wanted and (told or name != "then"):
                pairs = {k: (told.get(k), wanted.get(k)) for k in told | wanted}
                differing = {k: v for k, v in pairs.items() if v[0] != v[1]}
                self.found.wrong.append(f"{address} {until:%F} {name}: {differing}")

    def _sections(self, since: datetime, until: datetime, campaign: str) -> dict[str, int]:
        often = max(3 * int(self._plan.every.removesuffix("h")), 6) * HOUR
        patience = dict.fromkeys(DAILY, 48 * HOUR) | dict.fromkeys(WEEKLY, 192 * HOUR)
        names = (*OFTEN, "alerts") if CLEO in self._plan.readers else OFTEN
        silent = self._tally.silent(until, patience | dict.fromkeys(names, often))
        return self._tally.sections(since, until, campaign) | {"jobs that do not run": silent}

    def _finish(self) -> None:
        found = self.found
        found.runs = Counter((row["job"], row["outcome"]) for row in self._tally.runs())
        found.done = self._staff.done | self._tally.sizes()
        found.wrong += self._plan.amiss(found.digests)
        found.wrong += self._nights()

    def _nights(self) -> Iterator[str]:
        """Say of each day without restarts or sleep on which the sweep did not run once."""
        troubles, runs = self._plan.troubles, self._tally.runs()
        days = (moment(r["started"]).astimezone(ZONE).date() for r in runs if r["job"] == "sweep")
        sweeps = Counter(days)
        asleep = range(troubles.asleep[0], sum(troubles.asleep) + 1)
        odd = {*asleep, *(d + n for d, _, _ in troubles.restarts for n in (0, 1))}
        odd |= {day + n for day, length, _ in troubles.source for n in range(length + 1)}
        for day in range(1, self._plan.days):
            number = sweeps[self._plan.at(day).astimezone(ZONE).date()]
            if sweeps and day not in odd and number != 1:
                yield f"{number} sweeps on day {day}"


def _words(mail: EmailMessage) -> str:
    return "".join(part.get_content() for part in mail.walk() if not part.is_multipart())


def live(plan: Plan, folder: Path) -> Found:
    """Let a year go by in a folder, and say what it came to."""
    post = PostOffice()
    with Replay(plan.shared) as replay, post.open() as port:
        year = Year(plan, folder, replay, post, port)
        try:
            return year.live()
        finally:
            year.close()


def main() -> None:
    """Print what the year came to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--every", default="3h")
    parser.add_argument("--letters", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    told = vars(parser.parse_args())
    began, used = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        found = live(plan := Plan(**told), Path(folder))
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    runs = ", ".join(f"{n} {job} {outcome}" for (job, outcome), n in sorted(found.runs.items()))
    print(f"{plan.weeks} weeks in {seconds:.0f} s, {processor:.0f} processor s")
    print(f"runs      {runs}")
    print(f"happened  {json.dumps(found.done)}")
    print(f"mails     {len(found.digests)} digests, {found.alerts} bundles of alerts")
    print(f"numbers   {found.compared} compared; wrong or not once: {len(found.wrong)}")
    print("\n".join(found.wrong))
    sys.exit(bool(found.wrong))


if __name__ == "__main__":
    main()
