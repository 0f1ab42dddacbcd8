"""Which documents are paired with an ask, and which never are."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracker.matching.conftest import LETTER_DAY, ask, make_vocabulary, text
from tracker.matching import prepare, rank, ranking, signs

WEATHER = "Rain is expected on the coast. The museum of bread opens again in May."


def pairings(vocabulary, asks, texts, **more):
    index = prepare(texts, vocabulary)
    return {a.id: found for a, found in rank(asks, index, vocabulary, **more)}


def test_the_document_that_speaks_of_the_ask_comes_first(vocabulary):
    found = pairings(vocabulary, [ask()], [text(1, WEATHER, title="Weather"), text(2)])

    assert [p.document_id for p in found[1]] == [2, 1]
    assert [p.proposed for p in found[1]] == [True, False]
    assert 0 < found[1][1].score < 0.5 <= found[1][0].score < 1


def test_the_same_measure_for_another_country_comes_second(vocabulary):
    other = text(1).text.replace("Norvanian", "Ellandic")

    found = pairings(vocabulary, [ask()], [text(1, other), text(2)])

    assert [p.document_id for p in found[1]] == [2, 1]


@pytest.mark.parametrize(
    ("published", "count"),
    [(date(2025, 3, 2), 0), (LETTER_DAY, 1), (date(2025, 3, 4), 1), (None, 0)],
)
def test_no_document_older_than_the_letter_is_paired_nor_one_without_a_date(
    vocabulary, published, count
):
    found = pairings(vocabulary, [ask()], [text(published=published)])

    assert len(found[1]) == count


def test_nothing_is_too_early_for_a_letter_without_a_date(vocabulary):
    found = pairings(vocabulary, [ask(letter_date=None)], [text(published=date(1999, 1, 1))])

    assert found[1][0].reasons[-1].words == "close in meaning"


def test_a_text_of_the_letter_itself_does_not_answer_it(vocabulary):
    found = pairings(vocabulary, [ask(1), ask(2, letter_id=6)], [text(about_letter=5)])

    assert [len(found[1]), len(found[2])] == [0, 1]


def test_a_pair_scores_alike_alone_and_among_others():
    alone = pairings(make_vocabulary(), [ask()], [text(2)])[1]
    among = pairings(make_vocabulary(), [ask(7), ask()], [text(1, WEATHER), text(2)])[1]

    assert alone[0] == among[0]


def test_no_more_than_asked_for_are_given_and_on_wish_only_those_proposed(vocabulary):
    texts = [text(1), text(2), text(3, WEATHER)]

    assert len(pairings(vocabulary, [ask()], texts, top=1)[1]) == 1
    assert len(pairings(vocabulary, [ask()], texts, proposed_only=True)[1]) == 2
    assert not pairings(vocabulary, [ask()], texts, threshold=1.0, proposed_only=True)[1]


def test_without_documents_or_words_there_is_nothing_to_pair(vocabulary):
    blank = text(1, " \n ")

    assert pairings(vocabulary, [ask()], [blank]) == {1: ()}
    assert pairings(vocabulary, [], [text()]) == {}


def test_an_ask_of_one_stop_word_is_paired_without_harm(vocabulary):
    [found] = pairings(
        vocabulary, [ask(quote="why", summary="", letter_title="")], [text()]
    ).values()

    assert found[0].proposed is False


def test_an_ask_of_one_word_is_never_sure_of_an_answer(vocabulary):
    whole, terse = ask(1), ask(2, quote="Norvania", summary="Norvania")

    found = pairings(vocabulary, [whole, terse], [text()])

    assert [found[1][0].proposed, found[2][0].proposed] == [True, False]
    assert found[2][0].score <= 0.25
    assert found[2][0].reasons[-1].words == "the ask says too little to be sure"


@pytest.mark.parametrize("words", ["It is so. So it was.", "!!! ??? ..."])
def test_a_document_that_says_nothing_is_paired_without_harm(vocabulary, words):
    [found] = pairings(vocabulary, [ask()], [text(1, words, title="")]).values()

    assert found[0].proposed is False


@pytest.mark.parametrize(
    "words", ["x" * 1_000_000, "Q:\n" * 5_000, "Ab de " * 60_000, "\x1b[31m\x00 police " * 9_000]
)
def test_a_hostile_document_is_read_in_bounded_time_and_its_passage_stays_short(vocabulary, words):
    [found] = pairings(vocabulary, [ask()], [text(1, words)])[1]

    assert 0 < found.passage.end - found.passage.start <= 900
    assert found.reasons


def scores(vocabulary, asks, texts):
    found = pairings(vocabulary, asks, texts)
    return {(one, p.document_id): p.score for one, some in found.items() for p in some}


def test_scores_do_not_depend_on_order_or_size_of_the_batch():
    words = [text().text + " Bread and boats. " * n for n in range(12)]
    texts = [text(n, w) for n, w in enumerate(words)]
    asks = [ask(n, quote=" ".join(text().text.split()[n : n + 9])) for n in range(12)]

    together = scores(make_vocabulary(), asks, texts)
    turned = scores(make_vocabulary(), asks[::-1], texts[::-1])
    apart: dict[tuple[int, int], float] = {}
    for one in asks:
        for document in texts:
            apart |= scores(make_vocabulary(), [one], [document])

    assert together == turned == apart
    assert len(together) == 144


def test_asks_and_windows_are_compared_in_parts_where_there_are_many(vocabulary, monkeypatch):
    texts = [text(1), text(2, WEATHER * 40), text(3)]
    asks = [ask(n) for n in range(5)]
    whole = scores(vocabulary, asks, texts)

    for module, name in ((ranking, "_TOGETHER"), (signs, "_AT_ONCE"), (signs, "_CLOSE")):
        monkeypatch.setattr(module, name, 2)

    assert scores(vocabulary, asks, texts) == whole


def test_only_the_likeliest_documents_are_looked_at_closely(vocabulary):
    texts = [text(n, WEATHER, title="Weather") for n in range(30)] + [text(30)]

    [found] = pairings(vocabulary, [ask()], texts, top=1).values()

    assert [p.document_id for p in found] == [30]


@pytest.mark.parametrize(
    "words",
    ["Q:\nA:\n" * 40_000, " ".join(f"harbour{n}." for n in range(40_000))],
    ids=["sentences", "words"],
)
def test_of_a_text_of_countless_sentences_or_words_the_first_are_read(vocabulary, words):
    [ready] = prepare([text(1, words)], vocabulary)

    assert len(ready.cut.sentences) <= 20_000
    assert len(vocabulary.stems) <= 40_000
    assert pairings(vocabulary, [ask()], [text(1, words)])[1]
