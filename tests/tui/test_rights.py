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

    store._database.me = person(Role.READER)
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
