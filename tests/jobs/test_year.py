"""Half a year of Mondays: every digest exactly once, every number as counted elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from db.store import Store
from jobs import digest
from jobs.outbox import Outbox
from tests.jobs.test_digest import office
from tests.jobs.test_outbox import received as received
from tests.jobs.test_outbox import server as server
from tests.jobs.year import Year, numbers

ANA = "ana@ngo.example"
START, WEEKS = date(2026, 1, 5), 27
ASLEEP = {14}
"""Weeks in which the machine sleeps on Monday, and all week."""
DOWN = {8, 9, 21}
"""Weeks in which the mail server does not take anything."""
RESTARTED = {5, 14, 24}
"""Weeks in which the program starts anew, and runs the job once more."""


def test_over_half_a_year_each_number_of_each_digest_is_right_and_each_comes_once(
    tmp_path: Path, server, received
):
    file, desk = str(tmp_path / "askwatch.db"), office(ANA, empty=True)
    zone = desk.organisation.zone
    store = Store.open(file)
    year = Year(store, seed=7)
    moments = []

    def send(now: datetime, broken: bool) -> None:
        where = type(server)(host="127.0.0.1", port=1, security="none") if broken else server
        box = Outbox(store, where, None, by="here:1:aa", now=lambda: now, pause=0.0001)
        prepared = digest.prepare(store, desk, now, scheduled=True)
        if "sent" in [one.how for one in box.send(prepared)]:
            moments.append((prepared[0].period.since, now))

    for week in range(WEEKS):
        monday = START + week * timedelta(weeks=1)
        at = datetime.combine(monday, time(7, 0), zone).astimezone(UTC)
        if week not in ASLEEP:
            send(at, week in DOWN)
        if week in RESTARTED:
            store.close()
            store = year.store = Store.open(file)
            send(at + timedelta(hours=2), False)
        for day in range(7):
            year.day(at + timedelta(days=day, hours=3))
    store.close()

    assert [str(mail["Date"])[17:25] for mail in received.received].count("07:00:00") == 23
    assert len(received.received) == len(moments) == WEEKS - len(DOWN)
    assert len({mail["Message-ID"] for mail in received.received}) == len(moments)
    for mail, (since, until) in zip(received.received, moments, strict=True):
        now, then = numbers(mail)
        for shown, when in ((now, until), (then, since)):
            total = shown.pop("in all", 0)
            wanted = year.counted(when, when.astimezone(zone).date())
            assert {name: n for name, n in shown.items() if n} == wanted, (mail["Subject"], when)
            assert total == sum(wanted.values())
    assert sum("this one makes up for them" in m.as_string() for m in received.received) == 2
