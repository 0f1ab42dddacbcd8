"""Judging candidates."""

from __future__ import annotations

import webbrowser

from textual.containers import VerticalScroll

from tests import builders
from tests.builders import NOW
from tests.tui.conftest import PASSAGE, RELEASE, propose
from tests.tui.seeing import settled, until, words
from tracker.types import ChangeKind, EventKind, Outcome, Span, Verdict
from tui import browser
from tui.browser import Browser
from tui.messages import Done
from tui.screens.decide import DecideScreen
from tui.screens.review import NOTHING

PLACE = "Candidate 1 of 1 · 1 Apr 2025 · Assets frozen"


async def test_ask_and_passage_stand_beside_each_other_with_the_reasons(app):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)

        assert builders.RELEASE_FUNDS in words(app, "#ask")
        assert PASSAGE in words(app, "#passage")
        assert words(app, "#reasons") == (
            "Likely an answer (82 %): says that assets were frozen; 29 days after the letter"
        )


async def test_passage_is_scrolled_into_sight_where_the_window_is_low(app):
    async with app.run_test(size=(50, 18)) as pilot:
        await pilot.press("r")
        await settled(pilot)

        pane = app.screen.query_one("#review-passage", VerticalScroll)
        await until(pilot, lambda: pane.scroll_y > 0)


async def test_accepting_sets_the_outcome_with_the_passage_as_evidence(app, store):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("a")
        assert isinstance(app.screen, DecideScreen)
        assert not store.ledger.events(ask_id=1)

        named = [str(o.prompt) for o in app.screen.query_one("OptionList").options]
        figure = next(one[0] for one in named if one.endswith("claimed done"))
        await pilot.press(figure, *"read", "enter")
        await settled(pilot)

        row = store.asks.row(1)
        assert row.state.outcome is Outcome.CLAIMED_DONE
        assert [e.quote for e in store.ledger.evidence(1)] == [PASSAGE]
        assert store.candidates.get(1).verdict is Verdict.ACCEPTED
        assert words(app, "#review-place") == app.told(NOTHING)


async def test_undo_takes_the_last_decision_back(app, store):
    store.candidates.accept(1, Outcome.CLAIMED_DONE, who="Ana", now=NOW)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("u")
        await settled(pilot)

        assert store.asks.row(1).state.outcome is Outcome.NO_RESPONSE


async def test_a_decision_that_is_taken_back_comes_to_the_front_again(app, store):
    propose(store, 2)
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        first = app.screen._item.candidate.id
        await pilot.press("x")
        await settled(pilot)
        assert app.screen._item.candidate.id != first

        await pilot.press("u")
        await settled(pilot)

        assert app.screen._item.candidate.id == first


async def test_undo_without_a_decision_says_so(app):
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("u")
        await settled(pilot)

        assert any("nothing to undo" in str(n.message) for n in app._notifications)


async def test_escape_in_the_choice_leaves_all_as_it_is(app, store):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("a", "escape")
        await settled(pilot)

        assert store.candidates.get(1).verdict is Verdict.NEW


async def test_rejected_candidate_leaves_the_list(app, store):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("x")
        await settled(pilot)

        assert store.candidates.get(1).verdict is Verdict.REJECTED
        assert store.asks.row(1).state.outcome is Outcome.NO_RESPONSE


async def test_candidate_put_off_stays_and_says_so(app, store):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("z")
        await settled(pilot)

        assert words(app, "#review-place") == PLACE.replace(" ·", " · put off earlier ·", 1)


async def test_keys_do_nothing_where_nothing_waits(app, store):
    store.candidates.judge(1, Verdict.REJECTED, who="Ana", now=NOW)
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("a", "x", "z", "n", "p", "o")
        await settled(pilot)

        assert words(app, "#review-place") == app.told(NOTHING)


async def test_next_goes_round(app, store):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("n")

        assert words(app, "#review-place") == PLACE


async def test_page_opens_in_the_browser(app, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("tui.browser.found", lambda: Browser.WINDOW)
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("o")
        assert opened == ["https://releases.example.gov/r-1"]

        monkeypatch.setattr("tui.browser.found", lambda: Browser.NONE)
        await pilot.press("o")
        assert len(opened) == 1
        assert app.clipboard == opened[0]


def test_a_browser_in_the_terminal_is_told_from_one_with_a_window(monkeypatch):
    def none():
        raise webbrowser.Error

    found = []
    for one in (webbrowser.GenericBrowser("w3m"), webbrowser.BackgroundBrowser("xdg-open")):
        monkeypatch.setattr("webbrowser.get", lambda one=one: one)
        found.append(browser.found())
    monkeypatch.setattr("webbrowser.get", none)

    assert [*found, browser.found()] == [Browser.TERMINAL, Browser.WINDOW, Browser.NONE]


async def test_only_pages_are_opened(app, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    async with app.run_test():
        app.open_page("file:///etc/passwd")

    assert opened == []


async def test_what_was_put_off_is_not_done_on_a_screen_that_was_left(app):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        left = app.screen
        await pilot.press("escape")
        await settled(pilot)

        # Its parts are gone: the passage cannot be scrolled any more.
        left.if_here(left._show_quoted, left._drawn, Span(0, 1))

        assert app.crash is None


async def test_second_person_who_is_late_is_told(app, store):
    async with app.run_test() as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("a")
        store.ledger.append(
            1, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, who="Ben", now=NOW, why="card"
        )
        await pilot.press("enter", "enter")
        await settled(pilot)

        assert store.asks.row(1).state.outcome is Outcome.ACKNOWLEDGED
        assert "Ben" in words(app, "#wrong")


async def test_the_next_candidate_comes_by_itself(app, store):
    propose(store, 2)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("r")
        await settled(pilot)
        assert "Candidate 1 of 2" in words(app, "#review-place")
        await pilot.press("z")
        await settled(pilot)

        assert builders.SEND_REPORT in words(app, "#ask")
        assert store.candidates.get(1).verdict is Verdict.LATER


async def test_changed_evidence_is_asked_whether_it_holds_and_not_for_an_outcome(app, store):
    store.candidates.accept(1, Outcome.CLAIMED_DONE, who="Ana", now=NOW)
    text = RELEASE.replace("froze", "thawed")
    change = builders.change(kind=ChangeKind.CHANGED, title="Assets frozen", text=text)
    store.sources.record_visit(builders.visit(), [change], capture=None)
    revisions = [one.id for one in store.documents.pending()]
    store.candidates.record((), revisions_done=revisions, asks_done=[], now=NOW)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("r")
        await settled(pilot)
        assert words(app, "#reasons").startswith("Evidence changed at its source")
        await pilot.press("a")
        offered = [str(o.prompt) for o in app.screen.query_one("OptionList").options]
        assert offered == ["1  still holds", "2  no longer holds"]

        await pilot.press("2", "enter")
        await settled(pilot)

        row = store.asks.row(1)
        assert store.ledger.events(ask_id=1)[-1].kind is EventKind.EVIDENCE_LOST
        assert row.state.outcome is Outcome.CLAIMED_DONE
        assert row.state.doubted


async def test_what_was_done_is_told_at_the_top_however_much_was_done(app, store):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        for number in range(6):
            app.post_message(Done(f"done {number}", changed=False))
            await pilot.pause()
        await until(pilot, lambda: len(list(app.screen.query("Toast"))) == 2)

        shown = [one for one in app.screen.query("Toast") if one.region.height]
        assert [str(one.render()) for one in shown] == ["done 4", "done 5"]
        assert max(one.region.bottom for one in shown) <= 2
