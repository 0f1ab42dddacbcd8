"""What came in since somebody last looked, in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.builders import NOW
from tracker.news import News, words

ZONE = ZoneInfo("America/New_York")


def test_news_name_what_there_is_and_nothing_else():
    told = words(News(since=NOW, proposed=3, overdue=1), ZONE)

    assert told == (
        "Since you last looked, 21 Nov 2026 07:00: 3 new possible answers · 1 ask newly overdue"
    )
    assert "2 outcomes set by others" in words(News(since=NOW, decided=2), ZONE)


def test_no_news_are_said_too():
    assert words(News(since=NOW), ZONE).endswith(": nothing new")
    assert words(None, ZONE) == "This is your first visit"
    assert not News(since=NOW)
    assert News(since=NOW, decided=1)
