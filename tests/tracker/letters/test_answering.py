"""Which sentences of a reply answer anything."""

from __future__ import annotations

import pytest

from tracker.letters.answering import answering

REPLY = """Ministry of Distant Affairs
Port Selm

Dear Senator Bright:

Thank you for your letter of 3 March 2025 on the harbour police of Norvania and their assets.

We froze what they hold here. Thank you for asking about the courts, too: they sit again in June.
We hope this answer is useful to you. Please do not hesitate to write again.

Sincerely,

Orla Finch
Minister
"""


def test_head_greeting_thanks_and_signature_answer_nothing():
    assert (
        answering(REPLY).split()
        == (
            "We froze what they hold here. "
            "Thank you for asking about the courts, too: they sit again in June."
        ).split()
    )


def test_what_is_left_stands_where_it_stood():
    left = answering(REPLY)

    assert len(left) == len(REPLY)
    assert left.index("We froze") == REPLY.index("We froze")
    assert left.count("\n") == REPLY.count("\n")


def test_answers_without_a_greeting_are_kept_whole():
    text = "1. Freeze the assets.\nThis was done in May.\n\n2. Open the courts.\nThey are open."

    assert answering(text).split() == text.split()


@pytest.mark.parametrize("text", ["Dear Ana,\n\nThank you for your letter.\n\nSincerely,\nB", " "])
def test_a_reply_of_thanks_alone_is_kept_as_it_is(text):
    assert answering(text) == text
