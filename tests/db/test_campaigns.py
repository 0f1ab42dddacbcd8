"""Campaigns and links: kept, changed by events only, and taken back."""

from __future__ import annotations

from datetime import date

import pytest
from alembic import command
from sqlalchemy import text

from db import sqlite
from db.engine import Database
from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tracker.errors import NotAllowedError, NotHeldError
from tracker.types import EventKind, Hearing

BY = {"who": "Ana", "now": a.NOW}
QUESTION = Hearing(text="When will the courts report come?", day=date(2025, 6, 1), asker="Sen. Vey")


@pytest.fixture
def campaign(store, letter):
    held = store.campaigns.add("Harbours  of Norvania", **BY)
    store.campaigns.file(letter.id, held.id, **BY, why="it is about them")
    return store.campaigns.get(held.id)


@pytest.fixture
def later(store, letter):
    """A letter that asks one thing again, a year later."""
    text = a.TEXT.replace("March 3, 2025", "March 9, 2026")
    asks = (a.found(text, a.SEND_REPORT, letter.asks[1].kind),)
    reading = a.reading(text, title="Norvania, again", letter_date=date(2026, 3, 9), asks=asks)
    return store.letters.add(reading, text, a.new_source(text), **BY, confirmed=True)


def kinds(store):
    return [event.kind for event in store.ledger.events()]


def undo(store, kind):
    last = [event for event in store.ledger.events() if event.kind is kind][-1]
    return store.ledger.undo(last.id, **BY)


def test_a_campaign_has_the_letters_that_were_filed_in_it(store, letter, campaign):
    assert (campaign.name, campaign.letters) == ("Harbours of Norvania", (letter.id,))
    assert store.campaigns.of_letter(letter.id) == campaign
    assert store.campaigns.all() == (campaign,)
    filed = store.ledger.events(letter_id=letter.id)[-1]
    assert (filed.kind, filed.before, filed.after, filed.why) == (
        EventKind.LETTER_FILED,
        None,
        "1: Harbours of Norvania",
        "it is about them",
    )


def test_filing_a_letter_where_it_is_changes_nothing(store, letter, campaign):
    before = kinds(store)

    store.campaigns.file(letter.id, campaign.id, **BY)
    store.campaigns.rename(campaign.id, campaign.name, **BY)

    assert kinds(store) == before


def test_a_letter_leaves_its_campaign_and_comes_back_by_undo(store, letter, campaign):
    store.campaigns.file(letter.id, None, **BY)
    assert store.campaigns.of_letter(letter.id) is None

    undo(store, EventKind.LETTER_FILED)

    assert store.campaigns.of_letter(letter.id) == campaign


def test_a_filing_that_a_later_one_replaced_cannot_be_taken_back(store, letter, campaign):
    first = store.ledger.events(letter_id=letter.id)[-1]
    store.campaigns.file(letter.id, store.campaigns.add("Courts", **BY).id, **BY)

    with pytest.raises(NotAllowedError, match="a later change rests on it"):
        store.ledger.undo(first.id, **BY)


def test_a_renamed_campaign_gets_its_name_back(store, campaign):
    assert store.campaigns.rename(campaign.id, "Ports", **BY).name == "Ports"

    taken_back = undo(store, EventKind.CAMPAIGN_RENAMED)

    assert store.campaigns.get(campaign.id).name == "Harbours of Norvania"
    assert taken_back.campaign_id == campaign.id
    undo(store, EventKind.UNDONE)
    assert store.campaigns.get(campaign.id).name == "Ports"


def test_a_removed_campaign_comes_back_with_its_letters(store, letter, campaign):
    event = store.campaigns.remove(campaign.id, **BY, why="it is won")
    assert (store.campaigns.all(), store.campaigns.of_letter(letter.id)) == ((), None)
    with pytest.raises(NotHeldError, match="no such campaign: '1'; `askwatch campaign list`"):
        store.campaigns.get(campaign.id)

    store.ledger.undo(event.id, **BY)

    assert store.campaigns.of_letter(letter.id) == campaign


def test_a_new_campaign_can_be_taken_back_until_something_else_became_of_it(store, campaign):
    added = next(e for e in store.ledger.events() if e.kind is EventKind.CAMPAIGN_ADDED)
    store.campaigns.rename(campaign.id, "Ports", **BY)

    with pytest.raises(NotAllowedError, match="a later change rests on it"):
        store.ledger.undo(added.id, **BY)

    undo(store, EventKind.CAMPAIGN_RENAMED)
    store.ledger.undo(added.id, **BY)
    assert store.campaigns.all() == ()


def test_two_campaigns_never_have_one_name(store, campaign):
    removed = store.campaigns.add("Courts", **BY)
    event = store.campaigns.remove(removed.id, **BY, why="a slip")
    store.campaigns.add("courts", **BY)

    with pytest.raises(NotAllowedError, match="campaign 1 has this name; choose another"):
        store.campaigns.add("HARBOURS OF NORVANIA", **BY)
    with pytest.raises(NotAllowedError, match="its name has no words"):
        store.campaigns.add(" ", **BY)
    with pytest.raises(NotAllowedError, match="campaign 3 has this name"):
        store.ledger.undo(event.id, **BY)


def test_nothing_is_filed_in_a_campaign_that_is_not_there(store, letter):
    with pytest.raises(NotHeldError):
        store.campaigns.file(letter.id, 7, **BY)

    assert store.campaigns.of_letter(letter.id) is None


def test_an_ask_is_asked_again_and_both_letters_know(store, letter, later):
    ask = letter.asks[1]

    link = store.links.add_letter(ask.id, later.id, later.asks[0].id, **BY, why="no answer")

    assert (link.later_title, link.day) == ("Norvania, again", date(2026, 3, 9))
    assert store.links.of_letter(letter.id) == store.links.of_letter(later.id) == (link,)
    assert store.links.of_ask(ask.id) == store.links.of_ask(later.asks[0].id) == (link,)
    event = store.ledger.events(ask_id=ask.id)[-1]
    assert event.kind is EventKind.CARRIED_ON
    assert event.after == "link 1: asked again in letter 2 on 9 Mar 2026 (ask 3)"


def test_the_same_link_twice_is_one(store, letter, later):
    ask = letter.asks[0].id
    first = (
        store.links.add_letter(ask, later.id, **BY),
        store.links.add_hearing(ask, QUESTION, **BY),
    )

    again = (
        store.links.add_letter(ask, later.id, **BY),
        store.links.add_hearing(ask, QUESTION, **BY),
    )

    assert first == again
    assert store.links.all() == first


def test_a_hearing_question_carries_an_ask_on(store, letter):
    link = store.links.add_hearing(letter.asks[0].id, QUESTION, **BY)

    assert (link.hearing, link.day, link.later_letter_id) == (QUESTION, QUESTION.day, None)


def test_a_link_is_removed_and_brought_back(store, letter, later):
    link = store.links.add_letter(letter.asks[0].id, later.id, **BY)
    made = store.ledger.events()[-1]
    store.links.remove(link.id, **BY, why="another matter")
    assert store.links.all() == ()

    with pytest.raises(NotAllowedError, match="a later change rests on it"):
        store.ledger.undo(made.id, **BY)
    with pytest.raises(NotHeldError, match="no such link: '1'"):
        store.links.remove(link.id, **BY)
    undo(store, EventKind.LINK_REMOVED)
    assert store.links.all() == (link,)
    store.ledger.undo(made.id, **BY)
    assert store.links.all() == ()


def test_a_link_to_a_merged_letter_leads_to_where_it_went(store, letter, later):
    other = a.TEXT + "\nA copy went to the press."
    reading = a.reading(other, title="Press copy", letter_date=date(2026, 3, 9))
    third = store.letters.add(reading, other, a.new_source(other), **BY, confirmed=True)
    store.links.add_letter(letter.asks[0].id, third.id, **BY)

    store.letters.merge(later.id, third.id, **BY, why="the same")

    assert store.links.all()[0].later_letter_id == later.id


def test_a_store_of_an_earlier_version_opens_with_all_that_it_held(tmp_path):
    file = tmp_path / "askwatch.db"
    database = Database("", None, sqlite.connect(file))
    with database._transaction(write=True) as connection:
        command.upgrade(config(connection), "0002")
        for statement in _FIRST:
            connection.execute(text(statement))
    database.close()

    with Store.open(str(file)) as store:
        [letter] = store.letters.all()
        assert (letter.title, store.campaigns.of_letter(letter.id)) == ("Harbours", None)
        assert [event.campaign_id for event in store.ledger.events()] == [None]
        assert store.check() == ()


_FIRST = (
    "INSERT INTO letters (id, title, kind, text, warnings, recorded) "
    "VALUES (1, 'Harbours', 'letter', 'Tell us.', '[]', '2025-01-01 00:00:00')",
    "INSERT INTO events (id, at, who, kind, letter_id, after) "
    "VALUES (1, '2025-01-01 00:00:00', 'Ana', 'letter added', 1, 'Harbours')",
)
