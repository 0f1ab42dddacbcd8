"""Searches kept under a name: picked, kept and forgotten in small windows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from tracker.errors import InputError, UsageError
from tracker.filters import Wanted
from tracker.text import folded
from tracker.types import SavedFilter
from tui.screens.base import ViewScreen
from tui.screens.form import Field, FormScreen
from tui.screens.pick import Found, PickScreen


def pick(
    screen: ViewScreen[Any], parse: Callable[[str], Wanted], take: Callable[[str], None]
) -> None:
    """Let a person pick a search of those that `parse` understands; `take` gets its words."""
    held = [one for one in screen.desk_app.store.saved.list() if _understood(one.words, parse)]
    _offer(screen, "Saved searches", held, lambda one: take(one.words))


def keep(screen: ViewScreen[Any], words: str) -> None:
    """Let a person keep what is typed under a name."""
    app = screen.desk_app

    def read(typed: Mapping[str, str]) -> str:
        if not typed["name"]:
            raise InputError("filter not saved", None, "it has no name")
        return typed["name"]

    def act(name: str) -> str:
        app.store.saved.save(name, words, now=app.now())
        return f"saved as {name}"

    if words.strip():
        fields = [Field("name", "Name", hint="what you will look for it by")]
        app.ask(FormScreen(f"Keep “{words}”", fields, read), act)
    else:
        app.notify("nothing is typed that could be kept", severity="warning")


def forget(screen: ViewScreen[Any]) -> None:
    """Let a person choose a search that is kept no longer."""
    app = screen.desk_app

    def gone(one: SavedFilter) -> None:
        app.carry_out(lambda: app.store.saved.remove(one.name), f"forgotten: {one.name}")

    _offer(screen, "Which saved search is to be forgotten?", app.store.saved.list(), gone)


def _offer(
    screen: ViewScreen[Any],
    title: str,
    held: tuple[SavedFilter, ...] | list[SavedFilter],
    take: Callable[[SavedFilter], None],
) -> None:
    if not held:
        words = "No search is saved yet: type one under Documents (d), then w keeps it."
        screen.app.notify(words, severity="warning")
        return

    def search(typed: str) -> Found:
        words = folded(typed)
        named = ((f"{one.name}: {one.words}", one) for one in held)
        return [(line, one) for line, one in named if words in folded(line)]

    def picked(one: SavedFilter | None) -> None:
        if one is not None:
            take(one)

    screen.app.push_screen(PickScreen(title, search, hint="words of its name"), picked)


def _understood(words: str, parse: Callable[[str], Wanted]) -> bool:
    with suppress(UsageError):
        parse(words)
        return True
    return False
