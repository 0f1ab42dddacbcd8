"""Letters as they are kept, added to, edited, merged and split."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests import builders as a
from tracker.errors import NotAllowedError, NotHeldError
from tracker.types import Addressee, AskKind, DocumentKind, EventKind, Outcome, Sheet, Span

RELEASE = """Bright, Calm and 12 others write to Secretary Finch

They ask the Secretary to freeze assets in Norvania, and signed with Cara Dune.
"""
BY = {"who": "Ana", "now": a.NOW}


def release(**more):
    """A release that announces the letter, with one more signer and a total."""
    values = {
        "kind": DocumentKind.ANNOUNCEMENT,
        "title": "Senators write to Finch",
        "letter_date": None,
        "signatories": (a.signatory("Boris Calm", "C000902"), a.signatory("Cara Dune", "D000903")),
        "stated_total": 14,
        "committee": "Committee on Harbours",
        "asks": (a.found(RELEASE, "freeze assets in Norvania", AskKind.ACTION),),
        "warnings": ("11 signatories are not named",),
    }
    return a.reading(RELEASE, **values | more)


def release_source(**more):
    values = {
        "kind": DocumentKind.ANNOUNCEMENT,
        "url": "https://bright.example.gov/finch",
        "published": date(2025, 3, 5),
    }
    return a.new_source(RELEASE, **values | more)


@pytest.fixture
def announced(store):
    """The letter, known from its announcement only."""
    return store.letters.add(release(), RELEASE, release_source(), confirmed=False, **BY)


def kinds(store, letter_id):
    return [event.kind for event in store.ledger.events(letter_id=letter_id)]


def test_a_source_keeps_its_pages(store):
    pages = (Sheet(Span(0, 20)), Sheet(Span(21, 99), 0.93))

    letter = store.letters.add(
        a.reading(), a.TEXT, a.new_source(pages=pages), confirmed=False, **BY
    )

    assert store.letters.get(letter.id).sources[0].pages == pages


def test_a_letter_comes_back_as_it_was_read(store, letter):
    read = a.reading()

    assert store.letters.get(letter.id) == letter
    assert (letter.title, letter.kind, letter.letter_date) == (
        read.title,
        DocumentKind.LETTER,
        read.letter_date,
    )
    assert (letter.addressees, letter.cc, letter.signatories) == (
        read.addressees,
        read.cc,
        read.signatories,
    )
    assert [(ask.number, ask.quote, ask.span) for ask in letter.asks] == [
        (number, found.quote, found.span) for number, found in enumerate(read.asks, 1)
    ]
    assert (letter.text, letter.warnings, letter.confirmed) == (a.TEXT, read.warnings, a.NOW)
    assert kinds(store, letter.id) == [EventKind.LETTER_ADDED, EventKind.LETTER_CONFIRMED]


def test_a_letter_that_only_the_machine_has_read_can_be_confirmed_once(store, announced):
    assert announced.confirmed is None

    store.letters.confirm(announced.id, **BY)
    store.letters.confirm(announced.id, **BY)

    assert store.letters.get(announced.id).confirmed == a.NOW
    assert kinds(store, announced.id).count(EventKind.LETTER_CONFIRMED) == 1


def test_a_text_that_is_held_makes_no_second_letter(store, letter):
    again = store.letters.add(a.reading(), a.TEXT, a.new_source(), confirmed=False, **BY)

    assert again == letter
    assert len(store.letters.all()) == 1


def test_nothing_is_kept_when_nobody_is_named(store):
    with pytest.raises(NotAllowedError, match="nobody is named"):
        store.letters.add(a.reading(), a.TEXT, a.new_source(), who=" ", now=a.NOW, confirmed=True)

    assert store.letters.all() == ()


def test_a_letter_that_is_not_held_is_named(store):
    with pytest.raises(NotHeldError, match=r"no such letter: '7'; `askwatch letter list` shows"):
        store.letters.get(7)


def test_a_source_is_found_by_its_bytes_or_its_text(store, letter):
    [source] = letter.sources

    assert store.letters.source_with(raw_hash=source.raw_hash) == source
    assert store.letters.source_with(text_hash=source.text_hash) == source
    assert store.letters.source_with(raw_hash="other") is None
    assert store.letters.source_with() is None
    assert store.letters.with_texts([source.text_hash, "other"]) == {source.text_hash: source}


def test_one_more_source_adds_what_the_letter_does_not_say(store, letter):
    held = store.letters.add_source(letter.id, release_source(), reading=release(), **BY)

    assert [(s.name, s.bioguide) for s in held.signatories] == [
        ("Ada Bright", "B000901"),
        ("Boris Calm", "C000902"),
        ("Cara Dune", "D000903"),
    ]
    assert (held.stated_total, held.committee) == (14, "Committee on Harbours")
    assert (held.letter_date, held.announced) == (date(2025, 3, 3), date(2025, 3, 5))
    assert (held.kind, held.text, held.asks) == (letter.kind, letter.text, letter.asks)
    assert held.warnings == (*letter.warnings, "11 signatories are not named")


def test_each_source_keeps_its_own_reading(store, letter):
    held = store.letters.add_source(letter.id, release_source(), reading=release(), **BY)

    assert [store.letters.reading(source.id) for source in held.sources] == [a.reading(), release()]


def test_a_source_that_was_not_read_adds_itself_only(store, letter):
    held = store.letters.add_source(letter.id, release_source(), reading=None, **BY)

    assert held.signatories == letter.signatories
    assert store.letters.reading(held.sources[1].id) is None


def test_the_same_text_twice_changes_nothing(store, letter):
    held = store.letters.add_source(letter.id, release_source(), reading=release(), **BY)

    assert store.letters.add_source(letter.id, release_source(), reading=release(), **BY) == held
    assert kinds(store, letter.id).count(EventKind.SOURCE_ADDED) == 1


def test_a_text_of_another_letter_is_refused(store, letter, announced):
    with pytest.raises(NotAllowedError, match=f"letter {announced.id} has this text; merge them"):
        store.letters.add_source(letter.id, release_source(), reading=release(), **BY)


def test_a_story_adds_only_members_whom_it_names_without_doubt(store, letter):
    story = release(
        kind=DocumentKind.COVERAGE,
        signatories=(a.signatory("Cara Dune", "D000903"), a.signatory("Some One")),
    )

    held = store.letters.add_source(
        letter.id, release_source(kind=DocumentKind.COVERAGE), reading=story, **BY
    )

    assert [s.name for s in held.signatories] == ["Ada Bright", "Boris Calm", "Cara Dune"]
    assert (held.stated_total, held.committee) == (14, None)


def test_an_announcement_with_nobody_to_whom_learns_it_from_the_next(store):
    bare = release(addressees=(), cc=())
    letter = store.letters.add(bare, RELEASE, release_source(), confirmed=True, **BY)
    other = a.new_source("Another release.", kind=DocumentKind.ANNOUNCEMENT)

    held = store.letters.add_source(letter.id, other, reading=release(), **BY)

    assert [one.name for one in (*held.addressees, *held.cc)] == ["Orla Finch", "Milo Reed"]


def test_the_letter_itself_takes_the_place_of_its_announcement(store, announced):
    where = a.found(a.TEXT, "Boris Calm", AskKind.ACTION).span
    own = a.reading(cc=(), signatories=(replace(a.signatory("Boris Calm"), span=where),))

    held = store.letters.add_source(announced.id, a.new_source(), reading=own, **BY)

    assert (held.kind, held.text, held.letter_date) == (
        DocumentKind.LETTER,
        a.TEXT,
        date(2025, 3, 3),
    )
    assert [(ask.struck, ask.quote) for ask in held.asks] == [
        (True, "freeze assets in Norvania"),
        (False, a.RELEASE_FUNDS),
        (False, a.SEND_REPORT),
    ]
    assert [(s.name, s.bioguide, s.span) for s in held.signatories] == [
        ("Boris Calm", "C000902", where),
        ("Cara Dune", "D000903", None),
    ]
    assert [one.name for one in held.cc] == ["Milo Reed"]


def test_asks_on_which_something_was_decided_stay(store, announced):
    [ask] = announced.asks
    store.ledger.append(ask.id, EventKind.NOTE_ADDED, "they called", **BY)

    held = store.letters.add_source(announced.id, a.new_source(), reading=a.reading(), **BY)

    assert (held.kind, held.text, held.asks) == (DocumentKind.LETTER, RELEASE, announced.asks)


def test_what_a_person_confirmed_no_later_reading_overwrites(store):
    """The dates, the asks, the people and the text stay, whatever comes in later."""
    bare = release(letter_date=None, reply_by=None)
    letter = store.letters.add(bare, RELEASE, release_source(), confirmed=True, **BY)
    later = a.reading(
        title="Another title",
        letter_date=date(2025, 3, 3),
        reply_by=date(2025, 6, 1),
        addressees=(Addressee(name="Some One Else", office=None),),
        stated_total=99,
    )

    held = store.letters.add_source(letter.id, a.new_source(), reading=later, **BY)

    for name in ("title", "letter_date", "reply_by", "addressees", "stated_total", "text", "asks"):
        assert getattr(held, name) == getattr(letter, name), name
    assert len(held.sources) == 2
    assert store.letters.reading(held.sources[1].id) == later


def test_signers_whom_a_person_put_right_stay_so(store, letter):
    ada, _ = letter.signatories
    fixed = a.signatory("Boris K. Kalm", "K000907")
    store.letters.edit(letter.id, signatories=[ada, fixed], **BY)
    store.letters.edit(letter.id, signatories=[fixed], **BY)
    later = release(
        signatories=(
            a.signatory("Ada Bright", "B000901"),
            a.signatory("Boris Calm", "C000902"),
            a.signatory("Cara Dune", "D000903"),
        )
    )

    held = store.letters.add_source(letter.id, release_source(), reading=later, **BY)

    assert [(s.name, s.bioguide) for s in held.signatories] == [
        ("Boris K. Kalm", "K000907"),
        ("Cara Dune", "D000903"),
    ]


def test_an_announcement_that_a_person_corrected_keeps_its_words_and_dates(store, announced):
    store.letters.edit(announced.id, letter_date=date(2025, 2, 28), **BY)

    held = store.letters.add_source(announced.id, a.new_source(), reading=a.reading(), **BY)

    assert (held.letter_date, held.text, held.asks) == (
        date(2025, 2, 28),
        RELEASE,
        announced.asks,
    )


def test_a_row_of_the_list_counts_and_rolls_up(store, letter, announced):
    ask = letter.asks[1]
    store.ledger.append(ask.id, EventKind.OUTCOME_SET, Outcome.ANSWERED, why="told us", **BY)

    rows = {row.id: row for row in store.letters.rows()}

    row = rows[letter.id]
    assert (row.signatories, row.asks, row.confirmed) == (2, 2, True)
    assert row.rollup == (("no response yet", 1), ("answered", 1))
    assert row.sources == ((letter.sources[0].id, DocumentKind.LETTER, None),)
    assert rows[announced.id].announced == date(2025, 3, 5)


def test_merged_letters_are_one(store, letter, announced):
    one = store.letters.merge(letter.id, announced.id, why="the same", **BY)

    assert [r.id for r in store.letters.rows()] == [letter.id]
    assert store.letters.get(announced.id) == one
    assert [s.name for s in one.signatories] == ["Ada Bright", "Boris Calm", "Cara Dune"]
    assert [ask.quote for ask in one.asks][2:] == ["freeze assets in Norvania"]
    assert len(one.sources) == 2
    assert EventKind.LETTER_MERGED in kinds(store, letter.id)


def test_an_ask_that_both_have_is_struck_unless_something_was_decided(store, letter):
    twin_text = "A copy of it. " + a.TEXT
    twin = store.letters.add(
        a.reading(
            twin_text,
            asks=(
                a.found(twin_text, a.RELEASE_FUNDS, AskKind.ACTION),
                a.found(twin_text, a.SEND_REPORT, AskKind.INFORMATION),
            ),
        ),
        twin_text,
        a.new_source(twin_text),
        confirmed=True,
        **BY,
    )
    store.ledger.append(twin.asks[1].id, EventKind.NOTE_ADDED, "called", **BY)

    one = store.letters.merge(letter.id, twin.id, why="the same", **BY)

    assert [(ask.number, ask.struck) for ask in one.asks] == [
        (1, False),
        (2, False),
        (3, True),
        (4, False),
    ]
    assert one.asks[3].span.of(one.text) == a.SEND_REPORT


def test_a_letter_that_is_merged_with_itself_or_for_no_reason_is_refused(store, letter):
    with pytest.raises(NotAllowedError, match="it is the same letter"):
        store.letters.merge(letter.id, letter.id, why="the same", **BY)
    with pytest.raises(NotAllowedError, match="it has no reason; say why"):
        store.letters.merge(letter.id, letter.id, why=" ", **BY)


def test_merging_fills_in_the_addressees(store, letter):
    other = store.letters.add(
        release(addressees=(), cc=()), RELEASE, release_source(), confirmed=True, **BY
    )

    one = store.letters.merge(other.id, letter.id, why="the same", **BY)

    assert [o.name for o in (*one.addressees, *one.cc)] == ["Orla Finch", "Milo Reed"]


def test_a_source_can_become_a_letter_of_its_own(store, letter, announced):
    store.letters.merge(letter.id, announced.id, why="the same", **BY)
    [_, source] = store.letters.get(letter.id).sources

    new = store.letters.split(letter.id, source.id, why="not the same", **BY)

    old = store.letters.get(letter.id)
    assert (len(old.sources), old.asks) == (1, letter.asks)
    assert [s.name for s in old.signatories] == ["Ada Bright", "Boris Calm"]
    assert [s.name for s in new.signatories] == ["Boris Calm", "Cara Dune"]
    assert [ask.quote for ask in new.asks] == ["freeze assets in Norvania"]
    assert new.asks[0].span.of(new.text) == new.asks[0].quote
    assert kinds(store, new.id)[-1] is EventKind.LETTER_SPLIT


def test_what_cannot_be_split_off_is_told(store, letter):
    held = store.letters.add_source(letter.id, release_source(), reading=None, **BY)

    for source, why in zip(held.sources, ("asks are marked in it", "never read"), strict=True):
        with pytest.raises(NotAllowedError, match=why):
            store.letters.split(letter.id, source.id, why="x", **BY)
    with pytest.raises(NotHeldError, match="no such source of the letter: '99'"):
        store.letters.split(letter.id, 99, why="x", **BY)
