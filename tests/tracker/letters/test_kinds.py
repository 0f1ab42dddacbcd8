from __future__ import annotations

import pytest

from tracker.letters.asks.kinds import kind_of
from tracker.letters.asks.summaries import summary
from tracker.types import AskKind

ANSWERS = "Please answer the following questions:"
DEEDS = "We urge you to do the following:"


@pytest.mark.parametrize(
    ("quote", "lead"),
    [
        ("How many lamps are dark?", None),
        ("We ask that you provide us with a list of the lamps.", None),
        ("We request a briefing on the lamps of the coast.", None),
        ("Please describe the state of the lamps.", None),
        ("A full list of the lamps that are dark;", DEEDS),
        ("Provide a detailed report of the lamps.", DEEDS),
        ("Mending the lamps of the coast;", ANSWERS),
        ("I would like to know why the lamps are dark.", None),
        ("I request information about the lamps.", None),
    ],
)
def test_what_is_to_be_told_is_information(quote, lead):
    assert kind_of(quote, lead) is AskKind.INFORMATION


@pytest.mark.parametrize(
    ("quote", "lead"),
    [
        ("We urge you to mend the lamp at Corrin Point.", None),
        ("Provide oil for the lamps of the coast.", DEEDS),
        ("The Department should pay its keepers.", None),
        ("In the meantime we urge you to light the lamp.", ANSWERS),
    ],
)
def test_what_is_to_be_done_is_action(quote, lead):
    assert kind_of(quote, lead) is AskKind.ACTION


@pytest.mark.parametrize(
    ("quote", "kind", "lead", "line"),
    [
        (
            "We respectfully urge the Department to repair the lamp.",
            "action",
            None,
            "Repair the lamp.",
        ),
        (
            "Training keepers for the islands;",
            "information",
            "Tell us what steps you have taken regarding the following:",
            "Say what is done about: training keepers for the islands",
        ),
        (
            "The lamp is dark. How long has it been dark? Why?",
            "information",
            None,
            "How long has it been dark?",
        ),
        ("Mend the lamps; and", "action", None, "Mend the lamps."),
        ("We urge you to act.", "action", None, "We urge you to act."),
        ("We request an answer.", "action", None, "An answer."),
        ("I write to ask that you mend it.", "action", None, "Mend it."),
        (
            "Thus, we call on the old Department of the Sea to quickly restore the lamp.",
            "action",
            None,
            "Quickly restore the lamp.",
        ),
        (
            "We call on the Thornquist–Morrow Administration to also swiftly mend the lamp.",
            "action",
            None,
            "Swiftly mend the lamp.",
        ),
        ("Administration to impose a fine.", "action", None, "Impose a fine."),
        ("the Department of the Sea to light it;", "action", None, "Light it."),
        (
            "The Department of the Sea should show that it is ready to mend the lamp.",
            "action",
            None,
            "The Department of the Sea should show that it is ready to mend the lamp.",
        ),
        (
            "The lamp is dark. Does the U.S. Department of the Sea know?",
            "information",
            None,
            "Does the U.S. Department of the Sea know?",
        ),
        ("Training keepers;", "information", None, "Training keepers."),
        ("please", "action", None, "Please."),
        ("?", "information", None, "?"),
        ("...", "action", None, "..."),
        ("Light the lamp!", "action", None, "Light the lamp!"),
        ("Please also provide a plan.", "information", None, "Provide a plan."),
    ],
)
def test_a_summary_is_one_short_line_that_orders_or_asks(quote, kind, lead, line):
    assert summary(quote, AskKind(kind), lead) == line


def test_a_long_summary_is_cut():
    assert len(summary("Mend " + "the lamp " * 60, AskKind.ACTION, None)) == 160
