"""Correcting a letter in the dashboard: every key one change, every change one event."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders
from tests.builders import NOW
from tests.tui.seeing import click, rows, settled, words
from tracker.types import AskKind, EventKind, Outcome
from tui.screens.cut import CutScreen
from tui.screens.form import FormScreen
from tui.screens.letter import LetterScreen
from tui.screens.mark import MarkScreen
from tui.screens.pick import PickScreen
from tui.screens.signers import SignersScreen


@pytest.fixture
def roster(store):
    """Ada Bright, and two members of one surname, one of whom left long ago."""
    terms = builders.member().terms
    old = builders.Term(
        chamber=builders.Chamber.HOUSE,
        state="NJ",
        district=4,
        party="Democrat",
        start=date(1999, 1, 3),
        end=date(2003, 1, 3),
    )
    store.roster.replace(
        [
            builders.member(),
            builders.member("C000902", "Calm", first="Boris", terms=terms),
            builders.member("C000903", "Calm", first="Bella", terms=(old,)),
            builders.member("D000904", "Dune", first="Cara", terms=()),
        ],
        NOW,
    )


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def letter(pilot, *keys):
    """Open the letter, the cursor on its first ask, and press some keys."""
    await settled(pilot)
    await press(pilot, "enter", *keys)


async def typed(pilot, name, value):
    """Write a value into a line of the form on top."""
    pilot.app.screen.query_one(f"#{name}").value = value
    await pilot.pause()


def said(app):
    return [str(n.message) for n in app._notifications]


def shown(app, selector):
    return " ".join(words(app, selector).split())


async def test_asks_people_and_dates_are_marked_by_words_and_explained(app):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot)

        for mark in ("[on] March 3, 2025", "[to] Orla Finch", "[1] Freeze", "[by] Ada Bright"):
            assert mark in words(app, "#text")
        for label in ("[1] ask", "[to] addressee", "[by] signatory", "[on] date"):
            assert label in words(app, "#legend")


async def test_summary_kind_and_date_of_an_ask_are_edited(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "i")
        assert isinstance(app.screen, FormScreen)
        await typed(pilot, "summary", "Freeze their assets")
        await press(pilot, "enter", *"i", "enter")
        await typed(pilot, "kind", "inf")
        await press(pilot, *"2025-04-01", "enter")

        ask = store.asks.get(1)
        assert (ask.summary, ask.kind, ask.due) == (
            "Freeze their assets",
            AskKind.INFORMATION,
            date(2025, 4, 1),
        )
        await press(pilot, "i")
        await typed(pilot, "due", "")
        await press(pilot, "ctrl+s")

        assert store.asks.get(1).due is None


@pytest.mark.parametrize(
    ("key", "name", "value", "why"),
    [
        ("i", "kind", "x", "no such kind: 'x'"),
        ("i", "due", "soon", "no day: 'soon'; write it like 2026-11-21"),
        ("t", "title", "", "no title"),
        ("t", "letter_date", "3 March", "no day: '3 March'"),
        ("t", "stated_total", "many", "no number: 'many'"),
        ("t", "cc", "Ann Lee; ,", "nobody named"),
    ],
)
async def test_what_will_not_do_is_said_in_the_form_and_changes_nothing(
    app, store, key, name, value, why
):
    before = store.letters.get(1)
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, key)
        await typed(pilot, name, value)
        await press(pilot, "ctrl+s")
        assert why in words(app, "#wrong")

        await press(pilot, "escape")

        assert isinstance(app.screen, LetterScreen)
        assert store.letters.get(1) == before


async def test_an_ask_is_struck_with_a_reason_and_restored_by_the_same_key(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "x", "enter")
        assert store.ledger.events(ask_id=1)[-1].why == "it asks for nothing"
        assert rows(app)[-1] == ["1", "Freeze the assets of the harbour police", "✗ struck"]
        await press(pilot, "i", "d", "a")
        assert isinstance(app.screen, LetterScreen)
        assert "It is struck; x restores it." in said(app)

        await press(pilot, "x")

        assert not store.asks.get(1).struck
        assert [row[0] for row in rows(app)] == ["1", "2"]


async def test_an_ask_is_split_where_the_person_cuts_it(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "d")
        assert isinstance(app.screen, CutScreen)
        await press(pilot, *["left"] * 20, "right", "right")
        assert (shown(app, "#first"), shown(app, "#second")) == (
            "“Freeze the assets”",
            "“of the harbour police of Norvania.”",
        )
        await press(pilot, *["right"] * 20, *["left"] * 5, "enter")

        assert [a.quote for a in store.letters.get(1).asks if a.id != 2] == [
            "Freeze the assets",
            "of the harbour police of Norvania.",
        ]
        assert [row[0] for row in rows(app)] == ["1", "3", "2"]
        await press(pilot, "u")
        assert [row[0] for row in rows(app)] == ["1", "2", "3"]
        assert any(one.startswith("taken back: ask split:") for one in said(app))


async def test_an_ask_is_merged_with_the_next(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "m")
        assert store.asks.get(1).quote.endswith(builders.SEND_REPORT)

        await press(pilot, "m")

        assert "There is no ask after this one." in said(app)
        await press(pilot, "u")
        assert store.asks.get(1).quote == builders.RELEASE_FUNDS
        assert not store.asks.get(2).struck


async def test_the_words_of_an_ask_are_trimmed_by_their_edges(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "w")
        assert isinstance(app.screen, MarkScreen)
        assert "▸ Freeze the assets" in words(app, "#words")
        await press(pilot, "left", "left", "tab", "right")
        assert "where they begin" in words(app, "#moving")
        await press(pilot, "enter")

        assert store.asks.get(1).quote == "the assets of the harbour police"
        await press(pilot, "u")
        assert store.asks.get(1).quote == builders.RELEASE_FUNDS


async def test_edges_move_by_sentences_and_never_cross(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "w", "tab", "up", "up")
        assert "▸ We ask two things" in words(app, "#words")
        await press(pilot, *["down"] * 9, "tab", *["up"] * 9)
        assert "▸ Norvania. ◂" in words(app, "#words")
        await press(pilot, *["down"] * 20)
        assert words(app, "#words").endswith("Boris Calm ◂\n")

        await press(pilot, "escape")

        assert store.asks.get(1).quote == builders.RELEASE_FUNDS


async def test_an_ask_is_added_from_a_sentence_that_is_none_yet(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "n")
        assert isinstance(app.screen, PickScreen)
        offered = [str(o.prompt) for o in app.screen.query_one("OptionList").options]
        assert builders.RELEASE_FUNDS not in offered
        await press(pilot, *"beaten", "enter", "left", "enter", "enter", "enter")

        ask = store.asks.get(3)
        assert (ask.quote, ask.kind) == (
            "Journalists in Norvania were beaten again last",
            AskKind.ACTION,
        )
        await press(pilot, "u")
        assert store.asks.get(3).struck


async def test_escape_leaves_all_as_it_is(app, store):
    before = store.letters.get(1)
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot)
        for keys in ("i", "x", "d", "w", "n", ("n", "enter"), ("n", "enter", "enter"), "t"):
            await press(pilot, *keys)
            assert not isinstance(app.screen, LetterScreen), keys
            await press(pilot, "escape")

            assert isinstance(app.screen, LetterScreen), keys
            assert (store.letters.get(1), len(store.ledger.events())) == (before, 1), keys


async def test_the_facts_of_a_letter_are_set_and_each_is_taken_back(app, store):
    before = store.letters.get(1)
    values = {
        "title": "Harbours",
        "letter_date": "2025-03-04",
        "reply_by": "2025-04-01",
        "addressees": "Orla Finch, Secretary of Distant Affairs; , Office of Harbours",
        "cc": "",
        "committee": "Committee on Harbours",
        "stated_total": "14",
    }
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "t")
        for name, value in values.items():
            await typed(pilot, name, value)
        await press(pilot, "down", "up", "ctrl+s")

        held = store.letters.get(1)
        assert (held.title, held.letter_date, held.reply_by, held.committee) == (
            "Harbours",
            date(2025, 3, 4),
            date(2025, 4, 1),
            "Committee on Harbours",
        )
        assert [one.office for one in held.addressees][1:] == ["Office of Harbours"]
        assert (held.cc, held.stated_total) == ((), 14)
        assert "wants a reply by 1 Apr 2025" in words(app, "#facts")
        for _ in range(7):
            await press(pilot, "u")
        assert store.letters.get(1) == before


async def test_a_name_is_made_out_by_searching_the_roster(app, store, roster):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "g")
        assert isinstance(app.screen, SignersScreen)
        assert rows(app)[1] == ["", "Boris Calm", "? no member found"]
        await press(pilot, "down", "f")
        found = [str(o.prompt) for o in app.screen.query_one("OptionList").options]
        assert found == [
            "Boris Calm, Sen. I-OH, 2021-2027",
            "Bella Calm, Rep. D-NJ-4, 1999-2003 (not on that date)",
        ]
        await press(pilot, "down", "up", "pagedown", "pageup", "enter")

        assert store.letters.get(1).signatories[1].bioguide == "C000902"
        assert rows(app)[1][2] == "Boris Calm, Sen. I-OH, 2021-2027"
        await press(pilot, "u")
        assert store.letters.get(1).signatories[1].bioguide is None


async def test_the_list_follows_the_typing(app, store, roster):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "g", "n")
        assert "4 found" in words(app, "#many")
        await press(pilot, *"new jer 1999")
        assert "1 found" in words(app, "#many")
        await press(pilot, *"x", "enter")
        assert "nothing found" in words(app, "#many")

        await click(pilot, "escape leaves")

        assert isinstance(app.screen, SignersScreen)


async def test_signatories_are_added_taken_off_and_made_lead(app, store, roster):
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "g", "n", *"dune", "enter")
        await press(pilot, "t", "down", "x")

        assert [(s.name, s.lead) for s in store.letters.get(1).signatories] == [
            ("Ada Bright", False),
            ("Cara Dune", False),
        ]
        await press(pilot, "n", *"dune", "enter")
        assert any("they signed it already" in one for one in said(app))


async def test_keys_do_nothing_where_nobody_signed_and_nothing_is_asked(app, store):
    store.letters.edit(1, who="Ana", now=NOW, signatories=[])
    for ask_id in (1, 2):
        store.asks.edit(ask_id, who="Ben", now=NOW, quote_span=builders.Span(0, 5))
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "d")
        assert "One word cannot be split." in said(app)
        await press(pilot, "g", "f", "x", "t", "enter")
        assert rows(app) == []
        assert words(app, "#signers .empty").startswith("Nobody is named")


async def test_correction_keys_do_nothing_in_a_letter_without_asks(app, store):
    other = store.letters.add(
        builders.reading("We thank you all.", asks=(), letter_date=None),
        "We thank you all.",
        builders.new_source("We thank you all."),
        who="Ana",
        now=NOW,
        confirmed=False,
    )
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        app.open_letter(other.id)
        await settled(pilot)
        await press(pilot, "i", "x", "d", "m", "w", "a")

        assert isinstance(app.screen, LetterScreen)
        assert "No date is printed" in words(app, "#facts")


async def test_differences_between_sources_are_shown(app, store):
    text = "Ada Bright and others wrote to Secretary Finch."
    store.letters.add_source(
        1,
        builders.new_source(text, name="release.html"),
        reading=builders.reading(text, letter_date=date(2025, 3, 9)),
        who="Ana",
        now=NOW,
    )
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot)

        assert "≠ release.html dates it 9 Mar 2025" in words(app, "#more")


async def test_undo_takes_back_what_this_person_did_and_says_what(app, store):
    store.letters.confirm(1, who="Ana", now=NOW)
    store.ledger.append(1, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, who="Ben", now=NOW, why="x")
    async with app.run_test(size=(140, 40)) as pilot:
        await letter(pilot, "u")

        assert store.letters.get(1).confirmed is None
        assert "taken back: letter confirmed" in said(app)
        assert store.asks.row(1).state.outcome is Outcome.ACKNOWLEDGED
        await press(pilot, "u")
        assert any("nothing to undo" in one for one in said(app))


async def test_help_names_the_keys_that_the_footer_has_no_room_for(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await letter(pilot, "question_mark")

        for what in ("Split in two", "Merge with the next", "Words of the ask", "Letters"):
            assert what in words(app, "#help VerticalScroll Static")
