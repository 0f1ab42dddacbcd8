"""The weekly mail, from a real store to files and to a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from db.store import Store
from jobs import digest
from jobs.digest import Office
from tests import builders as a
from tracker.config import Deadlines, DigestSettings, Organisation
from tracker.errors import MailError
from tracker.recipients import Recipient
from tracker.types import (
    AddressState,
    EventKind,
    Letter,
    Outcome,
    Pairing,
    Reason,
    Span,
    Verdict,
    VisitStatus,
)

DAY = timedelta(days=1)
SATURDAY = a.NOW


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        yield store


@pytest.fixture
def letter(store: Store) -> Letter:
    return store.letters.add(
        a.reading(), a.TEXT, a.new_source(), who="Ana", now=SATURDAY - DAY, confirmed=True
    )


def office(*to: str, **settings) -> Office:
    return Office(
        organisation=Organisation(name="Harbour Watch", contact="desk@ngo.example"),
        settings=DigestSettings(to=to, **settings),
        rules=Deadlines(),
    )


def text_of(prepared: digest.Prepared) -> str:
    assert prepared.message is not None
    body = prepared.message.get_body(("plain",))
    assert body is not None
    return body.get_content()


def file_reply(store: Store, text: str, *, private: bool) -> int:
    held = store.documents.add_by_hand(
        identity=text[:10],
        url="https://replies.example/1",
        title=f"Reply: {text[:10]}",
        published=SATURDAY - DAY,
        text=text,
        raw_hash=text[:10],
        private=private,
        now=SATURDAY - DAY,
        who="Ana",
    )
    return store.documents.revisions(held.id)[0].id


def propose(store: Store, ask_id: int, revision_id: int) -> int:
    pairing = Pairing(
        ask_id=ask_id,
        document_id=revision_id,
        score=0.8,
        proposed=True,
        passage=Span(0, 20),
        reasons=(Reason("names the harbour"),),
    )
    store.candidates.record([pairing], revisions_done=[revision_id], asks_done=[], now=SATURDAY)
    return store.candidates.list(ask_id=ask_id)[0].id


def test_a_weeks_digest_tells_of_letters_answers_and_what_waits(store, letter):
    action, question = letter.asks
    propose(store, action.id, file_reply(store, "Assets of the police were frozen.", private=False))
    answer = propose(
        store, question.id, file_reply(store, "On 1 May it will be sent.", private=False)
    )
    store.candidates.accept(answer, Outcome.ANSWERED, who="Ben", now=SATURDAY, why="a date")

    [prepared] = digest.prepare(store, office(), SATURDAY)

    told = text_of(prepared)
    assert prepared.recipient == "desk@ngo.example"
    assert "1 decision, 1 possible answer to review, 1 new letter" in told
    assert "Assets of the police" in told
    assert "“On 1 May it will be" in told
    assert "     2       0          in all" in told


def test_private_evidence_is_in_no_part_of_the_mail(store, letter):
    action, question = letter.asks
    propose(store, action.id, file_reply(store, "Confidential assets, never public.", private=True))
    answer = propose(
        store, question.id, file_reply(store, "Hushed date, told in trust.", private=True)
    )
    store.candidates.accept(
        answer, Outcome.ANSWERED, who="Ben", now=SATURDAY, why="Hushed date is the first of May"
    )

    [prepared] = digest.prepare(store, office(), SATURDAY)

    mail = message_from_bytes(prepared.message.as_bytes(), policy=default)
    words = "".join(p.get_content() for p in mail.walk() if not p.is_multipart())
    assert "the evidence may not be shown" in words
    assert "Hushed" not in words
    assert "Confidential" not in words
    assert "replies.example" not in words


def test_a_page_of_evidence_that_went_away_is_told_but_not_that_of_private_evidence(store, letter):
    action, question = letter.asks
    for ask, private in ((action, True), (question, False)):
        text = f"Said in {'private' if private else 'public'}: assets were frozen on 1 May."
        proposed = propose(store, ask.id, file_reply(store, text, private=private))
        store.candidates.judge(proposed, Verdict.ACCEPTED, who="Ben", now=SATURDAY, why="so")
    [cited] = store.addresses.due(SATURDAY, 9)
    store.addresses.record(cited.url, AddressState.GONE, now=SATURDAY, why="not found")

    [prepared] = digest.prepare(store, office(), SATURDAY)

    told = text_of(prepared)
    assert "EVIDENCE THAT CHANGED (1)" in told
    assert "A page on which a decision rests is gone since" in told
    assert f"ask {question.id}," in told.split("EVIDENCE THAT CHANGED")[1]


def test_a_blocked_source_is_told(store, letter):
    store.sources.sync([a.source()])
    store.sources.record_visit(a.visit(VisitStatus.BLOCKED, error="a wall"), [], capture=None)

    [prepared] = digest.prepare(store, office(), SATURDAY)

    assert "SOURCES (1)" in text_of(prepared)
    assert "releases: no data: it has never answered as it should: a wall" in text_of(prepared)


def test_a_store_in_which_nothing_happened_has_no_mail_unless_wanted(store):
    [none] = digest.prepare(store, office(), SATURDAY)
    [some] = digest.prepare(store, office(empty=True), SATURDAY)

    assert none.message is None
    assert "nothing happened" in text_of(some)


def test_a_first_digest_on_a_monday_tells_of_the_week_before(store, letter):
    monday = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    [prepared] = digest.prepare(store, office(), monday)

    assert prepared.period.week == "2026-W48"
    assert "LETTERS AND SIGNERS (1)" in text_of(prepared)


def test_a_named_week_tells_of_that_week_alone(store, letter):
    [before] = digest.prepare(store, office(empty=True), SATURDAY, week="2026-W46")
    [this] = digest.prepare(store, office(), SATURDAY, week="2026-W47")

    assert "LETTERS AND SIGNERS" not in text_of(before)
    assert "LETTERS AND SIGNERS (1)" in text_of(this)


def test_an_undone_decision_of_an_earlier_week_is_told(store, letter):
    decided = store.ledger.append(
        letter.asks[1].id,
        EventKind.OUTCOME_SET,
        "answered",
        who="Ana",
        now=SATURDAY - 10 * DAY,
        why="by telephone",
    )
    store.ledger.undo(decided.id, who="Ben", now=SATURDAY, why="it was another letter")

    [prepared] = digest.prepare(store, office(), SATURDAY)

    assert "An earlier decision was taken back" in text_of(prepared)


def test_a_digest_without_anybody_named_comes_from_this_machine(store, letter):
    lonely = Office(organisation=Organisation(), settings=DigestSettings(), rules=Deadlines())

    [prepared] = digest.prepare(store, lonely, SATURDAY)

    assert prepared.message["From"] == "Askwatch <askwatch@localhost>"
    assert prepared.recipient == digest.NOBODY


def test_people_with_the_same_week_share_its_making_and_nobody_is_named_twice(store, letter):
    prepared = digest.prepare(
        store, office("ana@ngo.example", "Ben <ben@ngo.example>", "ana@ngo.example"), SATURDAY
    )

    assert [one.recipient for one in prepared] == ["ana@ngo.example", "Ben <ben@ngo.example>"]
    assert text_of(prepared[0]) == text_of(prepared[1])


def test_a_wrong_address_is_named_before_anything_is_made(store):
    with pytest.raises(MailError, match="no mail address: 'ana'"):
        digest.prepare(store, office(), SATURDAY, to=["ana"])


def test_one_file_is_written_for_each_recipient(store, letter, tmp_path):
    prepared = digest.prepare(store, office("ana@ngo.example", "b/../en@ngo.example"), SATURDAY)

    files = digest.write(prepared, tmp_path / "out")

    assert sorted(tmp_path.glob("out/*")) == sorted(files)
    assert files[0].name == "digest-2026-W47-ana@ngo.example.eml"
    read = message_from_bytes(files[0].read_bytes(), policy=default)
    assert read["To"] == "ana@ngo.example"


def test_where_nothing_happened_nothing_is_written(store, tmp_path):
    assert digest.write(digest.prepare(store, office(), SATURDAY), tmp_path) == ()


def test_a_folder_that_is_none_is_told(store, letter, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(MailError, match=r"digest not written: '.*file': file exists; name another"):
        digest.write(digest.prepare(store, office(), SATURDAY), tmp_path / "file")


def test_a_person_who_writes_meanwhile_does_not_split_the_numbers(new_store: Path):
    file = str(new_store)
    with Store.open(file) as store, Store.open(file) as other:
        held = other.letters.add(
            a.reading(), a.TEXT, a.new_source(), who="Ana", now=SATURDAY, confirmed=True
        )
        board = store.asks.board

        def interrupted(**how):
            rows = board(**how)
            if not other.asks.get(held.asks[0].id).struck:
                other.asks.strike(held.asks[0].id, who="Ben", now=SATURDAY, why="no ask")
            return rows

        store.asks.board = interrupted

        [prepared] = digest.prepare(store, office(), SATURDAY)

    assert "     1       0          in all" in text_of(prepared)


def test_verdicts_that_wait_are_the_ones_that_are_told(store, letter):
    ask = letter.asks[0]
    candidate = propose(store, ask.id, file_reply(store, "Assets were counted.", private=False))
    store.candidates.judge(candidate, Verdict.REJECTED, who="Ana", now=SATURDAY, why="no answer")

    [prepared] = digest.prepare(store, office(), SATURDAY)

    assert "WAITING FOR REVIEW" not in text_of(prepared)
    assert "NEWLY OVERDUE" in text_of(prepared)


def campaign_office() -> Office:
    wanted = Recipient(to="ana@ngo.example", campaigns=("Courts", "Ports"), private=True)
    settings = DigestSettings(recipients=(wanted, Recipient(to="ben@ngo.example", letters=(2,))))
    return Office(
        organisation=Organisation(name="Harbour Watch"), settings=settings, rules=Deadlines()
    )


def test_each_gets_what_concerns_them_and_private_words_only_where_trusted(store, letter):
    courts = store.campaigns.add("Courts", who="Ana", now=SATURDAY)
    store.campaigns.file(letter.id, courts.id, who="Ana", now=SATURDAY)
    propose(store, letter.asks[0].id, file_reply(store, "Hushed assets, frozen.", private=True))

    ana, ben = digest.prepare(store, campaign_office(), SATURDAY)

    told = text_of(ana)
    assert "About: Courts, Ports (there is no such campaign), letter" not in told
    assert "About: Courts, Ports (there is no such campaign)" in told
    assert "Hushed assets" in told
    assert ben.message is None
    assert ana.address == "ana@ngo.example"


def test_it_is_filed_under_the_week_in_which_it_was_due(store, letter):
    late = Office(
        organisation=Organisation(contact="desk@ngo.example"),
        settings=DigestSettings(to=("ana@ngo.example",), weekday="sunday", hour=22),
        rules=Deadlines(),
    )
    monday = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    [by_hand] = digest.prepare(store, late, monday)
    [scheduled] = digest.prepare(store, late, monday, scheduled=True)

    assert (by_hand.period.week, scheduled.period.week) == ("2026-W48", "2026-W47")


def test_named_people_get_what_is_set_for_them(store, letter):
    one, other = digest.people(campaign_office(), ["Ana <ana@ngo.example>", "new@ngo.example"])

    assert (one.campaigns, other.campaigns) == (("Courts", "Ports"), ())


def test_asks_that_were_struck_and_merged_are_counted_as_they_were(store, letter):
    first, second = letter.asks
    now = SATURDAY + 9 * DAY
    store.asks.merge(first.id, second.id, who="Ana", now=now)
    propose(store, first.id, file_reply(store, "Assets were counted.", private=False))
    rejected = store.candidates.list(ask_id=first.id)[0]
    store.candidates.judge(rejected.id, Verdict.REJECTED, who="Ana", now=now, why="no")

    [prepared] = digest.prepare(store, office(), now + DAY)

    assert "     1       2          in all" in text_of(prepared)
