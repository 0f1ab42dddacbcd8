"""Replies that come by hand: their date, their passages, and that each is filed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from db.store import Store
from jobs.archive import Archive
from jobs.given import texts
from jobs.intake import Intake
from jobs.replies import Filed, file_reply
from tests import builders as a
from tracker.errors import InputError
from tracker.roster import Roster
from tracker.types import EventKind, Letter

WHO = {"who": "Ana", "now": a.NOW}
BODY = """Dear Senator Bright:

Thank you for your letter of March 3, 2025. We have frozen the assets of the harbour police of
Norvania. The report on Norvania's courts will reach you by the first of June.

Sincerely,

Orla Finch
"""
REPLY = f"April 2, 2025\n\n{BODY}"


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        yield store


@pytest.fixture
def letter(store: Store) -> Letter:
    return store.letters.add(a.reading(), a.TEXT, a.new_source(), confirmed=True, **WHO)


@pytest.fixture
def file(store: Store, letter: Letter, tmp_path: Path) -> Callable[..., Filed]:
    """File a text or a mail as a reply to the letter."""
    intake = Intake(store, Archive(tmp_path / "archive"), Roster(()))

    def file(body: str | EmailMessage, *, private: bool = True, **more: object) -> Filed:
        mail = isinstance(body, EmailMessage)
        name = tmp_path / f"reply.{'eml' if mail else 'txt'}"
        name.write_bytes(body.as_bytes() if mail else body.encode())
        [get] = texts([str(name)], None, lambda: pytest.fail("nothing is to be asked for"))
        return file_reply(store, intake, get(), letter, private=private, **WHO | more)

    return file


def mail(text: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Reply of the Department"
    message["Date"] = "Thu, 03 Apr 2025 09:30:00 -0400"
    message.set_content(text)
    return message


def test_a_reply_proposes_a_passage_for_each_ask_of_its_own_letter_and_sets_no_outcome(
    file, store, letter
):
    other = "Dear Secretary: Freeze the assets of the harbour police of Norvania."
    quote = other[16:]
    store.letters.add(
        a.reading(other, asks=(a.found(other, quote, letter.asks[0].kind),)),
        other,
        a.new_source(other),
        confirmed=True,
        **WHO,
    )

    filed = file(REPLY)

    found = store.candidates.list()
    assert filed.document.title == f"Reply to letter {letter.id}"
    assert filed.proposed == len(found) == 2
    assert {c.ask_id for c in found} == {ask.id for ask in letter.asks}
    assert all(c.private for c in found)
    assert "frozen the assets" in next(c for c in found if c.ask_id == 1).quote
    assert {row.state.outcome for row in store.asks.board()} == {"no response yet"}


def test_the_letters_history_says_which_document_came_when(file, store, letter):
    filed = file(REPLY, received=date(2025, 4, 9))

    event = store.ledger.events(letter_id=letter.id)[-1]
    assert (event.kind, event.who) == (EventKind.REPLY_ADDED, "Ana")
    assert event.after == (f"document {filed.document.id}, dated 2025-04-02, received 2025-04-09")


@pytest.mark.parametrize(
    ("body", "given", "day", "remarks"),
    [
        (REPLY, None, date(2025, 4, 2), ("dated 2 Apr 2025, as printed on it",)),
        (REPLY, date(2025, 4, 5), date(2025, 4, 5), ("dated 5 Apr 2025, as you say",)),
        (BODY, None, None, ("no date was found on it; say --published DATE",)),
        (mail(BODY), None, date(2025, 4, 3), ("dated 3 Apr 2025, when it was sent",)),
        (
            mail(REPLY),
            None,
            date(2025, 4, 2),
            ("dated 2 Apr 2025, as printed on it", "sent on 3 Apr 2025"),
        ),
        (
            mail(f"March 1, 2025\n\n{BODY}"),
            None,
            date(2025, 4, 3),
            ("dated 3 Apr 2025, when it was sent",),
        ),
        (
            f"March 1, 2025\n\n{BODY}",
            None,
            date(2025, 3, 1),
            (
                "dated 1 Mar 2025, as printed on it",
                "that is before the letter of 3 Mar 2025: is it a reply to that?",
            ),
        ),
    ],
    ids=["printed", "given", "none", "sent", "printed and sent", "the letter's", "too early"],
)
def test_a_reply_has_its_own_date_and_says_where_it_comes_from(file, body, given, day, remarks):
    filed = file(body, dated=given)

    assert (filed.dated, filed.remarks) == (day, remarks)
    published = filed.document.published
    assert (published.date() if published else None) == day


def test_the_same_reply_twice_is_one_document_and_proposes_nothing_again(file, store, letter):
    first = file(REPLY)

    again = file(REPLY.replace("Norvania.", "Norvania. ", 1))

    assert (first.held, again.held) == (False, True)
    assert (again.document.id, again.proposed) == (first.document.id, 0)
    kinds = [event.kind for event in store.ledger.events(letter_id=letter.id)]
    assert kinds.count(EventKind.REPLY_ADDED) == 1


def test_what_was_filed_as_private_does_not_become_public(file):
    file(REPLY)

    again = file(REPLY, private=False)

    assert again.document.private
    assert "was filed as private and stays so" in again.remarks[-1]


def test_nearly_the_same_reply_is_refused_unless_somebody_insists(file, store):
    file(REPLY)
    scanned = REPLY.replace("Thank you", "Thank y0u")

    with pytest.raises(InputError, match=r"same but for 0\.\d % of its letters; if"):
        file(scanned)
    assert len(store.documents.list()) == 1
    assert file(scanned, again=True).document.id == 2
    assert not file("April 9, 2025\n\nDear Senator Bright: We decline.\n\nOrla Finch").held


def test_asks_that_are_settled_get_no_passage_and_are_counted(file, store, letter):
    store.ledger.append(
        letter.asks[1].id, EventKind.OUTCOME_SET, "answered", why="by telephone", **WHO
    )

    filed = file(REPLY)

    assert (filed.proposed, filed.settled) == (1, 1)
