"""What the sources of one letter say otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests import builders as a
from tracker.differences import differences
from tracker.types import DocumentKind, Letter, LetterSource

SOURCE = LetterSource(
    id=2,
    letter_id=1,
    kind=DocumentKind.ANNOUNCEMENT,
    url="https://bright.example.gov/finch",
    name="finch.html",
    publisher=None,
    published=None,
    text="Ada Bright writes to Secretary Finch.",
    text_hash="",
    raw_hash="",
    recorded=a.NOW,
)
LETTER = Letter(
    id=1,
    title="Harbour police of Norvania",
    kind=DocumentKind.LETTER,
    letter_date=date(2025, 3, 3),
    announced=None,
    addressees=(),
    cc=(),
    signatories=(a.signatory("Ada Bright", "B000901"), a.signatory("Boris Calm")),
    stated_total=None,
    reply_by=None,
    committee=None,
    text=a.TEXT,
    asks=(),
    sources=(),
    warnings=(),
    recorded=a.NOW,
    confirmed=None,
)


def test_sources_that_say_the_same_or_nothing_do_not_differ():
    same = a.reading(signatories=(a.signatory("A. Bright", "B000901"), a.signatory("Calm")))
    silent = a.reading(letter_date=None, signatories=())

    assert differences(LETTER, [(SOURCE, same), (SOURCE, silent)]) == ()


def test_each_difference_is_a_sentence_that_names_its_source():
    other = a.reading(
        letter_date=date(2025, 3, 4),
        reply_by=date(2025, 4, 1),
        stated_total=14,
        signatories=(a.signatory("Cara\nDune"), a.signatory("Dora Elm", "E000904")),
    )

    assert differences(LETTER, [(SOURCE, other)]) == (
        "https://bright.example.gov/finch dates it 4 Mar 2025",
        "https://bright.example.gov/finch wants a reply by 1 Apr 2025",
        "https://bright.example.gov/finch says that 14 members signed",
        "https://bright.example.gov/finch also names as signatories: Cara Dune; Dora Elm",
    )


def test_what_a_person_put_right_in_the_own_text_is_no_difference():
    own = replace(SOURCE, text=a.TEXT)

    assert differences(LETTER, [(own, a.reading(letter_date=date(2025, 3, 9)))]) == ()
