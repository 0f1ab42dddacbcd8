"""`askwatch calendar`."""

from __future__ import annotations

from datetime import date

from icalendar import Calendar

from tests.builders import NOW


def entries(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_outstanding_asks_stand_in_the_calendar_on_their_due_days(store, run, home):
    run("ask", "set", 2, "answered", "--why", "they wrote")

    told = run("calendar", "due.ics")

    [event] = entries((home / "due.ics").read_bytes())
    assert event["DTSTART"].dt == date(2025, 4, 14)
    assert "Freeze the assets" in event["SUMMARY"]
    assert told.stdout.strip().endswith("due.ics")
    assert "1 due day" in told.stderr


def test_an_entry_keeps_its_identity_and_grows_with_changes(store, run):
    [first] = [e for e in entries(run("calendar").stdout) if "Freeze" in e["SUMMARY"]]
    run("ask", "set", 1, "claimed done", "--why", "they say so")

    [again] = [e for e in entries(run("calendar", "--all").stdout) if "Freeze" in e["SUMMARY"]]

    assert again["UID"] == first["UID"]
    assert again["SEQUENCE"] > first["SEQUENCE"]
    assert again["STATUS"] == "CANCELLED"


def test_an_ask_without_a_due_day_is_left_out_and_that_is_said(store, run):
    store.letters.edit(1, who="Ana", now=NOW, clear=["letter_date"])

    told = run("calendar")

    assert entries(told.stdout) == []
    assert "0 due days; 2 asks without a due day left out" in told.stderr


def test_a_calendar_is_written_over_only_when_told_so(store, run, home):
    (home / "due.ics").write_text("mine")

    refused = run("calendar", "due.ics", code=2).stderr

    assert "file not written: 'due.ics': it exists already" in refused
    assert (home / "due.ics").read_text() == "mine"
    run("calendar", "due.ics", "--overwrite")
    assert len(entries((home / "due.ics").read_bytes())) == 2
