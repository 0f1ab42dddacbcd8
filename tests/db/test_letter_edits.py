"""What a person changes of a letter, told field by field and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders as a
from tracker.errors import NotAllowedError
from tracker.types import Addressee, EventKind

BY = {"who": "Ana", "now": a.NOW}


def kinds(store, letter_id):
    return [event.kind for event in store.ledger.events(letter_id=letter_id)]


def test_an_edit_is_told_field_by_field_and_can_be_undone(store, letter):
    store.letters.edit(
        letter.id, title="Harbour police", letter_date=date(2025, 3, 4), why="misread", **BY
    )
    edits = [e for e in store.ledger.events() if e.kind is EventKind.LETTER_EDITED]
    assert [(e.before, e.after, e.why) for e in edits] == [
        ("title: Harbour police of Norvania", "title: Harbour police", "misread"),
        ("letter date: 2025-03-03", "letter date: 2025-03-04", "misread"),
    ]

    for event in edits:
        store.ledger.undo(event.id, **BY)

    assert store.letters.get(letter.id) == letter


def test_a_field_that_was_empty_is_empty_again_after_undo(store, letter):
    store.letters.edit(
        letter.id, reply_by=date(2025, 4, 1), committee="Harbours", stated_total=3, **BY
    )

    for event in store.ledger.events():
        if event.kind is EventKind.LETTER_EDITED:
            store.ledger.undo(event.id, **BY)

    assert store.letters.get(letter.id) == letter


def test_people_can_be_put_right(store, letter):
    held = store.letters.edit(
        letter.id,
        addressees=[Addressee(name=None, office="Office of Harbours")],
        cc=[],
        signatories=[a.signatory("Cara Dune")],
        **BY,
    )

    assert [one.office for one in held.addressees] == ["Office of Harbours"]
    assert (held.cc, [s.name for s in held.signatories]) == ((), ["Cara Dune"])


def test_people_who_were_put_right_are_put_back_by_undo(store, letter):
    store.letters.edit(
        letter.id, addressees=[], cc=[], signatories=[a.signatory("Cara Dune")], **BY
    )
    edits = [e for e in store.ledger.events() if e.kind is EventKind.LETTER_EDITED]

    undone = [store.ledger.undo(event.id, **BY) for event in edits]

    assert store.letters.get(letter.id) == letter
    store.ledger.undo(undone[-1].id, **BY)
    assert [s.name for s in store.letters.get(letter.id).signatories] == ["Cara Dune"]


def test_people_on_whom_a_later_edit_rests_are_not_put_back(store, letter):
    for name in ("Cara Dune", "Dora Elm"):
        store.letters.edit(letter.id, signatories=[a.signatory(name)], **BY)
    first = next(e for e in store.ledger.events() if e.kind is EventKind.LETTER_EDITED)

    with pytest.raises(NotAllowedError, match="a later change rests on it; undo that first"):
        store.ledger.undo(first.id, **BY)


def test_what_a_letter_may_do_without_can_be_emptied(store, letter):
    held = store.letters.edit(letter.id, clear=["letter_date", "title"], **BY)

    assert (held.letter_date, held.title) == (None, letter.title)
    store.ledger.undo(store.ledger.events()[-1].id, **BY)
    assert store.letters.get(letter.id) == letter


def test_an_edit_that_changes_nothing_leaves_no_event(store, letter):
    store.letters.edit(letter.id, title=letter.title, addressees=letter.addressees, **BY)

    assert EventKind.LETTER_EDITED not in kinds(store, letter.id)
