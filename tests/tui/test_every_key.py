"""Every key of every screen does something that a person can see, and each only one thing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import timedelta

import pytest
from textual.binding import BindingsMap
from textual.widgets import Input

from tests.builders import NOW
from tests.tui.conftest import propose
from tests.tui.seeing import settled
from tests.tui.test_overviews import preview
from tests.tui.test_pictures import WALKS
from tracker.types import EventKind, Outcome
from tui.screens.board import BoardScreen
from tui.screens.signers import SignersScreen
from tui.widgets.filter import FilterBar

OWN = {name: keys for walk in WALKS.values() for name, keys in walk.items()}
OWN["signers"] = ["enter", "g"]
_ELSEWHERE = ("back", "app.", "clear", *(f"only({number})" for number in range(3, 10)))
"""Actions that lead elsewhere, or need a filter or more heaps of asks first."""


def ours(kind) -> list[type]:
    return [one for one in kind.__mro__ if one.__module__.startswith("tui.")]


def test_no_key_of_a_screen_means_two_things(app):
    for place, kind in {**app.places(), "signers": SignersScreen}.items():
        meant = defaultdict(set)
        for one in ours(kind):
            for key, several in BindingsMap(vars(one).get("BINDINGS", ())).key_to_bindings.items():
                meant[key] |= {binding.id for binding in several if binding.id}
        assert {key: names for key, names in meant.items() if len(names) > 1} == {}, place


async def test_every_key_of_the_dashboard_leads_to_its_place(app):
    places = {"r": "review", "s": "sources", "l": "letters", "d": "documents", "M": "digest"}
    places |= {"S": "signatories", "R": "trends", "J": "jobs", "comma": "settings", "b": "board"}
    assert set(places.values()) == set(app.places()) - {"letter"}
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key, place in places.items():
            await pilot.press(key)
            await settled(pilot)
            assert place == app.screen.PLACE


@pytest.mark.no_cover  # each key's code is run by the tests of its screen, too
@pytest.mark.parametrize("names", [list(OWN)[at::3] for at in range(3)])
async def test_every_key_of_a_screen_does_something(app_with, store, names):
    store.looked.note("Ana", NOW - timedelta(days=1))
    propose(store, 2)
    store.saved.save("late", "state:overdue", now=NOW)
    by = {"who": "Ana", "now": NOW}
    store.ledger.append(2, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, why="a note", **by)
    opened = []
    long = "\n".join(f"line {number}" for number in range(60))
    told = preview("a@x.example", text=long), preview("b@x.example", text=f"Else.\n{long}")
    app = app_with(
        digests=lambda stop: opened.append("made") or told, test=lambda name: f"{name} answers"
    )
    app.open_url = opened.append
    async with app.run_test(size=(80, 24)) as pilot:
        for name in names:
            await back(app, pilot, OWN[name])
            here = app.screen
            for key, active in sorted(here.active_bindings.items(), key=_judging_last):
                binding = active.binding
                own = active.node is here and active.enabled and binding.id
                if not own or binding.action.startswith(_ELSEWHERE):
                    continue
                before = seen(app, opened)
                await pilot.press(key)
                await settled(pilot)
                assert seen(app, opened) != before, f"{key} does nothing on {name}"
                if app.screen is not here or isinstance(app.focused, Input):
                    await back(app, pilot, OWN[name])
                    here = app.screen


async def back(app, pilot, keys) -> None:
    """Go where some keys lead from the board."""
    await settled(pilot)
    while not isinstance(app.screen, BoardScreen):
        app.pop_screen()
    await pilot.press("escape")
    for key in keys:
        await settled(pilot)
        await pilot.press(key)
    await settled(pilot)
    for bar in app.screen.query(FilterBar):  # a screen is found as it was left
        bar.value = ""
    await settled(pilot)


def _judging_last(item) -> bool:
    return "judge" in item[1].binding.action


def seen(app, opened) -> tuple[object, ...]:
    """Return all that a key may change."""
    strips = app.screen._compositor.render_strips()
    drawn = hashlib.sha256(repr([strip._segments for strip in strips]).encode()).hexdigest()
    told = tuple(one.message for one in app._notifications)
    return len(app.screen_stack), drawn, told, len(opened), app.clipboard, app.store.ledger.last()
