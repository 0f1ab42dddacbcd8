"""Keys that are bound anew by the settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

import tui
from tests.tui.seeing import rows, settled, words
from tracker.errors import ConfigError
from tui import keys
from tui.app import AskwatchApp
from tui.screens.document import DocumentScreen
from tui.screens.news import NewsScreen
from tui.screens.person import PersonScreen
from tui.screens.signers import SignersScreen
from tui.widgets.detail import Detail
from tui.widgets.grid import Grid


async def test_a_key_bound_anew_works_and_stands_in_footer_and_help(app_with):
    app = app_with(keys={"all": "f5", "help": "h", "jobs": "f6", "make-anew": "f7"})
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        assert "shown" not in str(app.screen.query_one("#counts").render())

        await pilot.press("f5")
        await settled(pilot)

        assert "shown: 2" in str(app.screen.query_one("#counts").render())
        shown = {one.binding.description: one.binding.key for one in _active(app)}
        assert (shown["All"], shown["Help"]) == ("f5", "h")
        assert ("f5", "All") in dict(app._keys())["On this screen"]
        assert len(rows(app)) == 2

        await pilot.press("f6")
        await settled(pilot)
        assert app.screen.PLACE == "jobs"


async def test_words_that_name_keys_name_those_of_the_settings(app_with):
    app = app_with(keys={"what-is-new": "f8", "review": "ctrl+r,f9", "undo": "U", "sort": "f10"})
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        assert "1 possible answer to review: press ctrl+r" in words(app, "#counts")
        await pilot.press("question_mark")
        await pilot.pause()

        assert "f10 sorts and groups them otherwise" in app.screen._words


def test_words_name_only_keys_that_there_are_and_by_default_the_right_one(app):
    """What is named stands where it is shown or is known everywhere; else it would be untrue."""
    classes = [Grid, Detail, *(kind for screen in places(app) for kind in screen.__mro__)]
    bound: dict[str, set[str]] = {}
    for one in (b for kind in classes for b in vars(kind).get("BINDINGS", ())):
        if isinstance(one, Binding):
            bound.setdefault(keys.name(one), set()).update(one.key.split(","))
    files = Path(tui.__file__).parent.rglob("*.py")
    told = [named for file in files for named in keys._NAMED.findall(file.read_text())]

    assert len(told) > 30
    assert [one for one in told if not {one[1], one[1].lower()} & bound.get(one[0], set())] == []


def places(app):
    found = app.places().values()
    return [type(app), NewsScreen, PersonScreen, DocumentScreen, SignersScreen, *found]


def _active(app):
    return app.screen.active_bindings.values()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (
            {"acept": "enter"},
            "bad setting: 'dashboard.keys.acept': no such key name; did you mean 'accept'?",
        ),
        (
            {"accept": "entr"},
            "bad setting: 'dashboard.keys.accept': no key 'entr'; write it like 'enter', 'f5', "
            "'ctrl+e' or '?'",
        ),
        (
            {"accept": "x"},
            "bad setting: 'dashboard.keys.accept': 'x' would be both 'accept' and 'reject' on the "
            "screen 'review'; give one of them another key",
        ),
    ],
)
def test_wrong_keys_are_refused_with_words(desk, keys, words):
    from dataclasses import replace

    with pytest.raises(ConfigError) as refused:
        AskwatchApp(replace(desk, keys=keys))

    assert str(refused.value) == words


def test_two_things_may_change_their_keys(app_with):
    swapped = {"filter": "?", "search": "?", "help": "/"}
    assert app_with(keys={"accept": "x", "reject": "a,ctrl+r", **swapped})


def test_an_unknown_theme_is_refused_with_the_list(app_with):
    with pytest.raises(ConfigError, match="no theme 'drak'; there are: askwatch-dark, askwatch-l"):
        app_with(theme="drak")
