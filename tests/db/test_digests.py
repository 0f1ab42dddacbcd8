"""Digests that were sent."""

from __future__ import annotations

from datetime import timedelta

from tests import builders as a

WEEK = timedelta(days=7)


def send(store, week, until, to="ana@example.org"):
    return store.digests.record(to, week, until - WEEK, until, now=until, how="smtp")


def test_a_recipient_gets_a_week_once(store):
    assert send(store, "2026-W46", a.NOW) is True
    assert send(store, "2026-W46", a.NOW) is False
    assert send(store, "2026-W46", a.NOW, to="ben@example.org") is True

    assert store.digests.recipients() == ("ana@example.org", "ben@example.org")


def test_the_last_one_is_told(store):
    assert store.digests.last("ana@example.org") is None
    send(store, "2026-W47", a.NOW + WEEK)
    send(store, "2026-W46", a.NOW)

    assert store.digests.last("ana@example.org") == ("2026-W47", a.NOW + WEEK)
