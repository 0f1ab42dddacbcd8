from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.reading import load_model
from tests.work import seconds_of_work
from tracker.letters import asks
from tracker.letters.asks.certain import levelled
from tracker.letters.asks.choice import best, chosen
from tracker.letters.asks.features import leads_to_asks, table
from tracker.letters.asks.model import probabilities
from tracker.letters.asks.units import Form, pieces, units
from tracker.letters.structure import zones
from tracker.types import AskKind, Span

MODEL = load_model()
QUESTIONS = (
    "How many lamps of the coast were dark on the first day of each month?",
    "Which harbours have asked your office for a new lamp, and when did they ask?",
    "What steps has the Department of the Sea taken to mend the lamp at Corrin Point?",
)


def letter(body):
    return (
        "May 4, 2031\n\nThe Honorable Ilse Thornquist\nSecretary of the Sea\n\n"
        f"Dear Secretary Thornquist:\n\n{body}\n\nSincerely,\n\nTessa Morrow\n"
    )


def found(body, title="Morrow Asks for a Lamp"):
    text = letter(body)
    return asks.find(text, zones(text), title, MODEL)[0]


def quotes(body):
    return [ask.quote for ask in found(body)]


def cut(body):
    text = letter(body)
    parts = pieces(text, zones(text))
    return text, parts, units(text, parts)


def test_a_request_in_plain_words_is_an_ask_of_action():
    request = "We urge you to mend the lamp at Corrin Point before the winter comes."

    [ask] = found(f"The lamp at Corrin Point has been dark for a year. {request} Boats go astray.")

    assert (ask.quote, ask.kind) == (request, AskKind.ACTION)
    assert ask.summary == "Mend the lamp at Corrin Point before the winter comes."
    assert 0.3 < ask.confidence < 1


@pytest.mark.parametrize("mark", ["{}. ", "- ", "• ", "({}) ", "a) ", ""])
def test_each_question_of_a_list_is_an_ask_however_it_is_marked(mark):
    items = "\n".join(mark.format(n) + q for n, q in enumerate(QUESTIONS, 1))

    read = found(f"Please provide answers to the following questions by June 1, 2031:\n{items}")

    assert [ask.quote for ask in read] == list(QUESTIONS)
    assert {ask.kind for ask in read} == {AskKind.INFORMATION}


def test_a_lead_whose_items_are_asks_is_none_itself():
    lead = "We therefore ask that the Department of the Sea take these steps at once:"
    items = ("Mend the lamp at Corrin Point before winter;", "Train keepers for every island.")

    assert quotes(f"The coast is dark. {lead}\n1. {items[0]}\n2. {items[1]}") == list(items)


def test_questions_numbered_inside_one_paragraph_are_asks_of_their_own():
    items = " ".join(f"({n}) {q}" for n, q in enumerate(QUESTIONS, 1))

    assert quotes(f"I ask that you answer the following questions: {items}") == list(QUESTIONS)


def test_phrases_under_a_lead_that_asks_are_asks_together():
    items = (
        "- Mending the lamps of the northern coast;\n"
        "- Training keepers for the lighthouses of the islands;\n"
        "- Telling the boats of the harbour which lamps are dark;\n"
    )

    read = found(
        f"I would like to know what steps you have taken regarding the following:\n{items}"
    )

    assert len(read) == 3
    assert read[0].summary == "Say what is done about: mending the lamps of the northern coast"


def test_what_only_reports_thanks_or_signs_off_asks_nothing():
    assert found("The lamp went dark in March. Two boats were lost in April.") == ()
    assert asks.find("", zones(""), "", MODEL) == ((), ())


def test_an_excerpt_in_a_release_is_read_where_the_letter_is_not_there():
    text = (
        "Senator Morrow wrote to the Secretary of the Sea.\n\nIn the letter, the members wrote:\n\n"
        "“We urge you to mend the lamp at Corrin Point before the winter comes.”\n"
    )

    [ask], _ = asks.find(text, zones(text), "", MODEL)

    assert ask.quote.startswith("We urge you") or ask.quote.startswith("“We urge you")


def test_a_sentence_with_two_requests_is_also_offered_in_halves():
    text, _, made = cut("We urge you to mend the lamp at Corrin and report to us when it is lit.")

    halves = [u.span.of(text) for u in made if u.form is Form.CLAUSE]

    assert halves == ["We urge you to mend the lamp at Corrin", "report to us when it is lit."]


def test_a_letter_of_one_double_request_has_one_or_two_asks():
    read = found("We urge you to repair the lamp at Corrin and report to us when it is lit.")

    assert 1 <= len(read) <= 2


def test_a_sentence_without_a_verb_behind_and_is_not_halved():
    _, _, made = cut("We urge you to mend the lamp at Corrin Point and its old harbour.")

    assert {u.form for u in made} == {Form.SENTENCE}


def test_a_lead_and_its_list_are_also_offered_whole():
    text, _, made = cut("The rule should cover:\nlamps of the coast;\nkeepers of the lamps.")

    wholes = [u.span.of(text) for u in made if u.form is Form.WHOLE]

    assert wholes[-1] == "The rule should cover:\nlamps of the coast;\nkeepers of the lamps."


def test_long_paragraphs_are_not_offered_from_every_sentence_to_the_end():
    _, parts, made = cut("The lamp is dark. " * 12)

    assert len(parts[0].parts) == 12
    assert max(u.last - u.first for u in made if u.first == 0) == 2


def test_notes_and_lost_blanks_do_not_hide_the_end_of_a_sentence():
    text, parts, _ = cut(
        "The lamp has been dark for a year.12 We urge you to light it.We are waiting for an answer."
        " It is late. We. Wait.Then it ends.[3]"
    )

    assert [s.of(text) for s in parts[0].parts] == [
        "The lamp has been dark for a year.12",
        "We urge you to light it.",
        "We are waiting for an answer.",
        "It is late.",
        "We.",
        "Wait.Then it ends.[3]",
    ]


def test_numbers_that_do_not_count_up_and_a_single_bullet_mark_no_list():
    _, parts, _ = cut("The rule (3) of the coast and the rule (7) of the sea • are old.")

    assert len(parts) == 1


def test_repeated_bullets_inside_a_line_are_items():
    text, parts, _ = cut("We ask for: • Lamps for the coast • Keepers for the lamps • ")

    assert [p.span.of(text) for p in parts] == [
        "We ask for:",
        "Lamps for the coast",
        "Keepers for the lamps",
    ] or len(parts) >= 3


def test_a_text_longer_than_any_letter_is_read_only_so_far():
    _, parts, _ = cut("Light it.\n" * 1500)

    assert sum(len(p.parts) for p in parts) == 1000


@pytest.mark.parametrize(("sentences", "warned"), [(999, 0), (1000, 0), (1001, 1)])
def test_a_letter_that_is_not_read_to_its_end_says_so(sentences, warned):
    text = letter("It is dark.\n" * (sentences - 1) + "Light the last lamp.")

    _, warnings = asks.find(text, zones(text), "", MODEL)

    assert len(warnings) == warned
    assert all("'Light the last lamp.': 1,000 sentences" in warning for warning in warnings)


def test_the_best_set_without_overlap_is_chosen():
    spans = [Span(0, 10), Span(0, 4), Span(5, 10), Span(12, 15), Span(12, 15)]

    assert best(spans, [0.5, 0.3, 0.3, -0.1, 0.0]) == [1, 2]
    assert best([], []) == []


@pytest.mark.parametrize(
    ("sure", "taken"), [((0.1, 0.4), [1]), ((0.1, 0.25), [1]), ((0.1, 0.15), []), ((), [])]
)
def test_of_a_letter_without_a_sure_ask_the_surest_is_taken_if_likely(sure, taken):
    spans = [Span(0, 4), Span(5, 10)][: len(sure)]

    assert chosen(spans, sure, 0.3) == taken


@pytest.mark.parametrize(
    ("items", "among"),
    [
        ("1. How many lamps? When?\n2. Which keepers?\nThank you.", "Which keepers?"),
        ("How many lamps?\nWhich keepers?\nThank you.", "How many lamps?"),
        ("Repair the lamps.\nFund the keepers.\nThank you.", "Fund the keepers."),
        ("lamps of the coast\nkeepers of the lamps\nThank you.", "keepers of the lamps"),
    ],
)
def test_items_that_look_alike_under_a_lead_that_asks_are_asks(items, among):
    text, parts, made = cut(f"We ask that you provide the following:\n{items}")

    level = levelled(text, parts, made, np.full(len(made), 0.1))
    sure = {u.span.of(text): p for u, p in zip(made, level, strict=True)}

    assert sure[among] > 0.5
    assert sure["Thank you."] == 0.1


def test_an_order_to_the_office_is_an_ask():
    text, parts, made = cut("The United States should also urgently restore the lamp at Corrin.")

    level = levelled(text, parts, made, np.full(len(made), 0.1))

    assert level[0] > 0.5
    text, parts, made = cut("You must light it.")
    assert levelled(text, parts, made, np.full(len(made), 0.1))[0] == 0.1


@pytest.mark.parametrize(
    "closing",
    [
        "The Department of the Sea should now act quickly to restore every lamp of the coast.",
        "We ask that you provide the members of our delegation with this information by May 9.",
        "We urge you to do everything in your power for the boats of the coast.",
    ],
)
def test_a_closing_that_asks_once_more_counts_half(closing):
    text, parts, made = cut(closing)

    level = levelled(text, parts, made, np.full(len(made), 0.6))

    assert max(level) == 0.3


@pytest.mark.parametrize(
    ("sentence", "two"),
    [
        ("We urge you to restore the lamp at Corrin and report to us when it is lit.", True),
        ("We urge you to restore the lamp at Corrin and ensure that the boats are safe.", False),
        ("We urge you to restore the lamp at Corrin and promptly report when it is lit.", True),
        ("We urge you to restore the lamp at Corrin and the boats that were lost near it.", False),
        ("We urge you to restore the lamp at Corrin and your reports of when it is lit.", False),
        ("The keepers restore the lamps of the coast and report to us when one is dark.", False),
        ("We urge you, restore the lamps of the coast or report to us when one is dark.", False),
    ],
)
def test_a_request_with_a_second_of_its_own_is_two(sentence, two):
    text, parts, made = cut(sentence)
    sure = np.array([0.6 if u.form is Form.SENTENCE else 0.1 for u in made])

    level = levelled(text, parts, made, sure)

    halves = [p for u, p in zip(made, level, strict=True) if u.form is Form.CLAUSE]
    assert (max(halves) > 0.3) == two


@pytest.mark.parametrize(
    "body",
    [
        "The lamps that are dark:\n1. Corrin\n2. Hale\n",
        "We urge you to:\nmend the lamps; and\nThe rest is history.\n",
        "We urge you to do this:\nRepair the lamps of the coast\nThe rest is history.\n",
        "We urge you to hear this:\nThe lamps are dark.\nThe boats are lost.\n",
    ],
)
def test_a_list_that_is_none_makes_nothing_surer(body):
    text, parts, made = cut(body)
    sure = np.full(len(made), 0.1)

    assert (levelled(text, parts, made, sure) == sure).all()


def test_a_lead_asks_if_it_requests_or_wants_answers():
    assert leads_to_asks("Please answer these questions:")
    assert not leads_to_asks("The lamps of the coast:")


def test_no_candidates_have_no_probabilities():
    empty = zones("")

    assert len(probabilities(table("", empty, (), (), ""), (), MODEL)) == 0


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "Dear Secretary Oduya:", "We urge you to act", ".", "?", ";", ":", "\n", "\n\n",
                "(1) ", "(2) ", "- ", "1. ", "• ", "and ", "to light", "Please provide", "“", "[1]",
                "Sincerely,", "the following", "I request that you", "\x00", "é", "May 4, 2031",
                "In the letter, they wrote:", "The Honorable", "cc:", "What lamps", "...", "U.S.",
            ]
        )
        | st.text(max_size=8),
        max_size=60,
    ).map(" ".join)
)  # fmt: skip
def test_any_text_gives_verbatim_quotes_in_order(text):
    blocks = zones(text).blocks
    read, _ = asks.find(text, zones(text), text[:20], MODEL)

    assert all(a.span.end <= b.span.start for a, b in pairwise(blocks))
    assert all(0 <= b.span.start < b.span.end <= len(text) for b in blocks)
    assert all(ask.quote == text[ask.span.start : ask.span.end] for ask in read)
    assert all(a.span.end <= b.span.start for a, b in pairwise(read))
    assert all(ask.summary and 0 <= ask.confidence <= 1 for ask in read)


@pytest.mark.parametrize(
    "part", ["lamp", "lamp ", ".", "\n", "(1) ", "* ", "we urge ", "Dear A", '"', "1. a ", "a.B "]
)
def test_endless_repetition_is_read_in_bounded_time(part):
    text = "Dear Secretary Oduya:\n" + part * (300_000 // len(part))

    with seconds_of_work(20):
        asks.find(text, zones(text), "", MODEL)
