"""The roster."""

from __future__ import annotations

from datetime import timedelta

from tests import builders as a

LATER = a.NOW + timedelta(days=1)


def test_members_come_back_as_they_were(store):
    members = (a.member("B000901"), a.member("C000902", "Calm", suffix="Jr.", terms=()))

    assert store.roster.replace(reversed(members), a.NOW) == (2, 0, 0)

    assert store.roster.all() == members


def test_what_was_added_changed_and_is_gone_is_counted(store):
    store.roster.replace([a.member("A1"), a.member("B1"), a.member("C1")], a.NOW)

    new = [a.member("A1"), a.member("B1", nickname="Bea"), a.member("D1")]

    assert store.roster.replace(new, LATER) == (1, 1, 1)
    assert list(store.roster.all()) == new


def test_a_member_without_terms_is_one_all_the_same(store):
    assert store.roster.replace([a.member(terms=())], a.NOW) == (1, 0, 0)


def test_it_says_when_it_was_last_loaded(store):
    assert store.roster.updated() is None
    store.roster.replace([a.member()], a.NOW)

    store.roster.replace([a.member()], LATER)

    assert store.roster.updated() == LATER
