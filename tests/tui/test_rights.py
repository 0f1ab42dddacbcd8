"""What the dashboard says to people who may not do everything."""

from __future__ import annotations

import pytest

from tests.builders import NOW
from tests.tui.seeing import settled, until, words
from tracker.errors import OutdatedError
from tracker.types import Person, Role, Verdict
from tui.rights import refusal


def person(role: Role) -> Person:
    """Somebody of North."""
    return Person(name="rita", organisation="North", role=role, added=NOW)


def signed_in(store, monkeypatch, role: Role) -> None:
    """Let the store believe that somebody is signed in to a server."""
    store._database.me = person(role)
    monkeypatch.setattr(store._database.own, "person", lambda _: person(role))


@pytest.mark.parametrize(
    ("role", "action", "words"),
    [
        (Role.READER, "accept", "you may read only, rita: ask a manager of North"),
        (Role.READER, "poll", "you may read only, rita: ask a manager of North"),
        (Role.READER, "filter", ""),
        (Role.EDITOR, "accept", ""),
        (Role.EDITOR, "poll", "an editor does not poll, rita: ask a manager of North"),
        (Role.MANAGER, "poll", ""),
        (Role.SERVICE, "poll", ""),
        (Role.SERVICE, "judge", "rita is for jobs and decides nothing: sign in as yourself"),
    ],
)
def test_who_may_not_is_told_why_and_whom_to_ask(role, action, words):
    assert refusal(person(role), action) == words
    assert refusal(None, action) == ""


async def test_a_reader_is_told_at_the_key_and_a_newer_version_at_the_top(app, store, monkeypatch):
    def updated() -> int:
        why = "a newer askwatch did it"
        raise OutdatedError("the store was brought up to date", "here", why, "restart")

    signed_in(store, monkeypatch, Role.READER)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("r", "a", "x", "u")
        await until(pilot, lambda: len(app._notifications) == 3)
        assert {one.message for one in app._notifications} == {
            "you may read only, rita: ask a manager of North"
        }
        assert app.who == "rita"
        assert [one.verdict for one in store.candidates.list()] == [Verdict.NEW]

        monkeypatch.setattr(store, "data_version", updated)
        await until(pilot, lambda: "⚠ restart: askwatch was updated" in words(app, "Masthead"))


async def test_a_role_that_a_manager_changed_holds_with_the_next_look(app, store, monkeypatch):
    signed_in(store, monkeypatch, Role.READER)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert app.refusal("accept")

        monkeypatch.setattr(store._database.own, "person", lambda _: person(Role.EDITOR))
        app._written = -1  # somebody wrote
        await until(pilot, lambda: len(app._notifications) == 1)

        assert [one.message for one in app._notifications] == ["your role is now editor in North"]
        assert app.refusal("accept") == ""


async def test_a_note_can_be_kept_from_other_organisations_where_there_are_some(
    app, store, monkeypatch
):
    kept, append = [], store.ledger.append
    monkeypatch.setattr(
        store.ledger, "append", lambda *a, only_ours, **k: kept.append(only_ours) or append(*a, **k)
    )
    signed_in(store, monkeypatch, Role.EDITOR)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("N", *"call", "enter", *"perhaps", "enter")
        assert "neither yes nor no: 'perhaps'" in words(app, "#wrong")

        await pilot.press(*["backspace"] * 7, *"yes", "enter")
        await until(pilot, lambda: kept == [True])

        store._database.me = None
        await pilot.press("N")
        await pilot.pause()
        assert not app.screen.query("#ours")
