"""Where the words stand that answer."""

from __future__ import annotations

import numpy as np

from tests.tracker.matching.conftest import ask, text
from tracker.matching import prepare, rank
from tracker.matching.index import sums_of
from tracker.matching.windows import cut

LONG = "The weather was fair and the band played on for many hours in the square of the town. "


def passage(vocabulary, words):
    one = text(1, words)
    [(_, [found])] = rank([ask()], prepare([one], vocabulary), vocabulary)
    return found.passage.of(one.text), found


def test_the_passage_is_three_sentences_around_the_words_that_answer(vocabulary):
    words, _ = passage(vocabulary, LONG * 9 + text().text + LONG * 9)

    assert "It froze all reserves of the Norvanian harbour police." in words
    assert len(words) < 300


def test_a_passage_of_long_sentences_is_kept_short(vocabulary):
    words, _ = passage(vocabulary, "The harbour police " + "of Norvania and its assets " * 100)

    assert 0 < len(words) <= 900


def test_an_answer_in_a_briefing_is_found_by_the_question_before_it(vocabulary):
    briefing = (
        "MS VALE:\nGood day to all.\n\nQUESTION:\nWill you freeze the assets of the harbour police"
        " of Norvania?\n\nMS VALE:\nWe have done that this morning, and more may follow.\n\n"
        "QUESTION:\nAnd the weather?\n\nMS VALE:\nThat is for others to say.\n"
    )

    words, found = passage(vocabulary, briefing)

    assert "We have done that this morning" in words
    assert "QUESTION" not in words
    assert "answers a reporter's question" in [r.words for r in found.reasons]


def test_what_different_people_say_is_never_one_window():
    parts = cut("MR ONE:\nFirst.\n\nQUESTION:\nWhy so?\n\nMR TWO:\nSecond.\n")

    assert [(w.first, w.last, w.asked) for w in parts.windows] == [(0, 2, (0, 0)), (4, 6, (2, 4))]
    assert parts.transcript


def test_a_text_of_questions_only_has_a_window_and_a_blank_one_none():
    assert len(cut("QUESTION:\nIs anybody there?").windows) == 1
    assert cut(" \n\n ").windows == ()


def test_windows_reach_the_end_and_overlap():
    parts = cut("One ship came. " * 12)

    assert [(w.first, w.last) for w in parts.windows] == [
        (0, 5), (2, 7), (4, 9), (6, 11), (8, 12)
    ]  # fmt: skip


def test_a_megabyte_of_one_word_is_cut_into_pieces():
    parts = cut("x" * 100_000)

    assert max(s.end - s.start for s in parts.sentences) <= 800
    assert parts.sentences[-1].end == 100_000


def test_a_long_documents_sentences_are_summed_in_parts_as_they_are_alone():
    table = np.arange(12, dtype=np.float32).reshape(4, 3)
    sentences = [np.array([n % 4] * (n % 7), np.int32) for n in range(6_000)]

    sums = sums_of(sentences, table)

    assert np.array_equal(sums, np.stack([table[row].sum(axis=0) for row in sentences]))
