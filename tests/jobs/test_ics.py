"""Due days as iCalendar, read back by another program's parser."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from jobs.ics import FOLD, Entry, calendar
from tracker.text import clean

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def entry(**more):
    values = {
        "uid": "ask-1-x@askwatch",
        "sequence": 7,
        "day": date(2026, 12, 30),
        "summary": "Answer due: freeze; thaw, and \\ wait",
        "description": "“Wörter”\nzwei",
    }
    return Entry(**values | more)


def events(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_an_entry_is_read_back_as_it_was_meant():
    text = calendar([entry(url="https://x.gov/a;b,c")], "Ours: due, all", NOW)

    [event] = events(text)
    assert "X-WR-CALNAME:Ours: due\\, all\r\n" in text
    assert event["UID"] == "ask-1-x@askwatch"
    assert event["SEQUENCE"] == 7
    assert event["DTSTART"].dt == date(2026, 12, 30)
    assert event["DTEND"].dt == date(2026, 12, 31)
    assert event["DTSTAMP"].dt == NOW
    assert event["SUMMARY"] == "Answer due: freeze; thaw, and \\ wait"
    assert event["DESCRIPTION"] == "“Wörter”\nzwei"
    assert event["URL"] == "https://x.gov/a;b,c"
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


def test_a_settled_ask_and_the_last_day_of_all_are_written():
    [event] = events(calendar([entry(cancelled=True, day=date.max)], "x", NOW))

    assert (event["STATUS"], event["DTSTART"].dt, "DTEND" in event) == (
        "CANCELLED",
        date.max,
        False,
    )


@given(st.text(max_size=400), st.text(max_size=90))
def test_any_words_keep_their_meaning_and_no_line_is_too_long(description, url):
    text = calendar([entry(description=description, url=url)], description, NOW)

    [event] = events(text)
    assert event["DESCRIPTION"] == clean(description).replace("\t", " ")
    assert all(len(line.encode()) <= FOLD for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert text.endswith("END:VCALENDAR\r\n")
