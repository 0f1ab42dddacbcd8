"""Documents and search; a document with its revisions."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from textual.widgets import Input, OptionList

from tests import builders as a
from tests.tui.conftest import PASSAGE, RELEASE
from tests.tui.seeing import rows, settled, words
from tracker.types import ChangeKind, EventKind
from tui.screens.document import DocumentScreen, _claimed
from tui.screens.letter import LetterScreen
from tui.screens.search import SearchScreen

HOSTILE = "Quay \x1b[31m[bold]police[/bold]\u202e notice"


@pytest.fixture
def kept(store):
    """Besides: the release with a second revision, a private reply, a note, a hostile title."""
    later = RELEASE.replace("no questions", "two questions from reporters")
    changes = [
        a.change(kind=ChangeKind.CHANGED, title="Assets frozen", text=later),
        a.change("r-9", title=HOSTILE, text="The keeper \x1b]0;x\x07 of [red]the quay[/]."),
    ]
    store.sources.record_visit(a.visit(), changes, capture=None)
    by = {"who": "Ana", "now": a.NOW}
    reply = store.documents.add_by_hand(
        identity="reply",
        url="file:reply.txt",
        title="Their reply",
        published=a.NOW,
        text="In confidence: the lighthouse keeper knows.",
        raw_hash="r" * 64,
        private=True,
        **by,
    )
    store.letters.add_reply(1, reply.id, dated=None, received=None, **by)
    store.ledger.append(1, EventKind.NOTE_ADDED, "ring the keeper", **by)
    return store


async def go(pilot, *keys: str) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def kinds(app) -> set[str]:
    return {row[0] for row in rows(app)}


async def test_documents_stand_newest_first_until_something_is_typed(kept, app):
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "d")

        assert words(app, "#found") == "Documents, newest first"
        assert rows(app)[0] == ["↩ reply, private", "21 Nov 2026", "Their reply", "by hand"]

        await go(pilot, "slash", *"keep")

        assert kinds(app) == {"¶ document", "↩ reply, private", "✎ note"}
        assert words(app, "#found") == "3 found, best first"
        assert "keeper" in words(app, "#detail")


async def test_what_is_found_opens_where_it_belongs(kept, app):
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "d", "slash", *"is:note", "enter", "enter")
        assert isinstance(app.screen, LetterScreen)

        await go(pilot, "escape", "slash", "escape", "slash", *"is:letter", "enter", "enter")
        assert isinstance(app.screen, LetterScreen)

        await go(pilot, "escape", "slash", "escape", "slash", *"two", "enter", "enter")
        assert isinstance(app.screen, DocumentScreen)


async def test_what_cannot_be_meant_is_said_beneath_the_line(kept, app):
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "d", "slash", *"is:x")

        assert "write letter, document, reply or note" in str(
            app.screen.query_one("#filter").border_subtitle
        )
        assert kinds(app)


async def test_hostile_text_is_harmless_in_list_and_detail(kept, app):
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "d", "slash", *"quay", "enter")

        [row] = rows(app)
        assert row[2] == "Quay [31m[bold]police[/bold] notice"
        detail = words(app, "#detail")
        assert "[red]the quay[/]." in detail
        assert not {"\x1b", "\x07", "\u202e"} & set(detail)

        await go(pilot, "enter")
        assert "The keeper ]0;x of [red]the quay[/]." in words(app, "#text")


async def test_a_search_is_kept_picked_on_board_and_search_and_forgotten(kept, app):
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "d", "slash", *"overdue", "enter", "w", *"late", "enter")
        assert [one.name for one in kept.saved.list()] == ["late"]

        await go(pilot, "b", "f", "enter")
        assert app.screen.query_one("#filter", Input).value == "overdue"
        assert kinds(app) == {"! overdue"}

        await go(pilot, "escape", "d", "f", "enter")
        assert app.screen.query_one("#filter", Input).value == "overdue"

        await go(pilot, "enter", "x", "enter")
        assert kept.saved.list() == ()

        await go(pilot, "f")
        assert isinstance(app.screen, SearchScreen), "there is nothing to pick"


async def test_filters_that_mean_nothing_on_the_board_are_not_offered_there(kept, app):
    kept.saved.save("late", "state:overdue", now=a.NOW)
    kept.saved.save("replies", "is:reply", now=a.NOW)
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "f")

        assert app.screen.query_one(OptionList).option_count == 1


async def test_a_document_shows_its_text_where_it_bears_and_what_it_is(kept, app):
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot)
        app.push_screen(DocumentScreen(1))
        await go(pilot, "down")

        assert f"[1] {PASSAGE}" in words(app, "#text")
        assert "Revision 1 of 2" in words(app, "#document-head")
        assert "releases.example.gov" in words(app, "#facts")

        await go(pilot, "tab", "enter")
        assert isinstance(app.screen, LetterScreen)


async def test_revisions_are_compared_with_the_one_before_or_with_a_chosen_one(kept, app):
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot)
        app.push_screen(DocumentScreen(1))
        await go(pilot, "c")
        assert "[-no questions.-] {+two questions from reporters.+}" in words(app, "#text")

        await go(pilot, "c")
        assert "took two questions" in words(app, "#text")

        await go(pilot, "m", "down")
        assert "revision 1 says otherwise than revision 2" in words(app, "#document-head")
        assert "{+no questions.+}" in words(app, "#text")

        await go(pilot, "up", "m", "down")
        assert "Revision 1 of 2" in words(app, "#document-head")


async def test_a_private_reply_says_so_and_to_which_letter_it_replies(kept, app, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "d", "enter", "c", "o")

        assert "! Private: never shown outside" in words(app, "#facts")
        assert "reply to letter 1" in words(app, "#facts")
        assert opened == []


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (datetime(2025, 4, 1, tzinfo=UTC), "1 Apr 2025"),
        (datetime(2025, 4, 1, 15, 30, tzinfo=UTC), "1 Apr 2025 11:30"),
    ],
)
def test_a_day_without_an_hour_is_the_same_in_every_zone(published, told):
    assert _claimed(published, ZoneInfo("America/New_York")) == told
