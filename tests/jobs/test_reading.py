"""Whatever a text is: it is read, in time, and nothing is said that does not stand in it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.given import roster_files
from jobs.reading import read
from jobs.roster import read as roster_of
from tests.work import seconds_of_work
from tracker.roster import Roster
from tracker.types import Incoming, Reading

ROSTER = Roster(roster_of(roster_files([str(Path(__file__).parents[2] / "jobs/demo/campaign")])))
SECONDS = 10.0
"""Of the processor, so that a busy machine does not count: far more than any text takes."""
PARTS = (
    *(
        "United States Senate",
        "COMMITTEE ON HARBORS",
        "July 20, 2026",
        "07/20/2026",
        "31 June 2026",
    ),
    *("The Honorable Morgan Example", "Secretary of Sample Affairs", "Dear Secretary Example:"),
    *("Dear Mr. President,", "To Whom It May Concern", "cc: Avery Sample", "Sincerely,", "/s/"),
    *("We urge you to open the road", "Please provide a list of", "We ask that you", "including:"),
    *("no later than two weeks from the date of this letter.", "by November 5", "within 0 days"),
    *("1.", "2)", "(a)", "•", "- ", "“", "”", "?", ".", ";", ":", ",", "...", "—", "[1]", "and"),
    *("Casey Placeholder", "United States Senator", "Member of Congress", "(R-XX)", "et al."),
    *("For immediate release", "Read the full letter below:", "###", "signed by 999999 members"),
    *("\n", "\n\n", "\t", " " * 40, "\u00a0", "\u202e", "\u200b", "\ufeff", "\x1b[31m", "\0", "\r"),
    *("Ã©", "ſ", "İ", "ß", "é", "e\u0301", "漢字", "\U0001f4dc", "a" * 300, "A. " * 60, "((((("),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=60).map(" ".join),
    st.lists(st.sampled_from(PARTS), max_size=60).map("\n".join),
    st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=20)), max_size=30).map("".join),
)


def check(text: str) -> Reading:
    """Read a text and hold what must be true of any reading."""
    with seconds_of_work(SECONDS):
        found = read(Incoming(id="any", text=text), ROSTER)
    people = (*found.addressees, *found.cc, *found.signatories)
    spans = [ask.span for ask in found.asks] + [one.span for one in people if one.span]
    spans += [found.letter_date_span] if found.letter_date_span else []
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
    for ask in found.asks:
        assert ask.quote == ask.span.of(text)
        assert ask.quote == ask.quote.strip()
        assert ask.summary
        assert 0 <= ask.confidence <= 1
    return found


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(TEXTS)
def test_any_text_is_read_without_inventing_a_word(text: str):
    check(text)


def cut(text: str, chance: random.Random) -> str:
    start, end = sorted(chance.choices(range(len(text) + 1), k=2))
    return text[:start] + text[end:]


def doubled(text: str, chance: random.Random) -> str:
    start, end = sorted(chance.choices(range(len(text) + 1), k=2))
    return text[:end] + text[start:]


def shuffled(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def sprinkled(text: str, chance: random.Random) -> str:
    for _ in range(30):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(PARTS) + text[at:]
    return text


def slipped(text: str, chance: random.Random) -> str:
    """As OCR slips: characters that look alike."""
    return "".join(
        chance.choice("0O1lI5S rn,.") if chance.random() < 0.03 else letter for letter in text
    )


def garbled(text: str, chance: random.Random) -> str:
    return text.encode("utf-8").decode("cp1252", "replace")


def flat(text: str, chance: random.Random) -> str:
    return text.replace("\n", " ").upper() if chance.random() < 0.5 else text.replace("\n", "")


MUTATIONS: tuple[Callable[[str, random.Random], str], ...]
MUTATIONS = (cut, doubled, shuffled, sprinkled, slipped, garbled, flat)


def real(shared: Path, many: int, chance: random.Random) -> Iterator[str]:
    lines = (shared / "gold" / "letters-dev.documents.jsonl").read_text("utf-8").splitlines()
    for line in chance.sample(lines, many):
        yield json.loads(line)["text"]


def test_real_letters_may_be_mutilated_in_any_way(shared: Path):
    chance = random.Random(20261121)

    for text in real(shared, 30, chance):
        for mutate in chance.sample(MUTATIONS, 3):
            text = mutate(text[:20_000], chance)
            check(text)


def test_one_sign_repeated_without_end_takes_no_time():
    for part in ("(", "“", "We ask that ", "1. ", "Dear ", "A.", " ", "\n", "and, ", "Senator "):
        check("Dear Secretary Example:\n" + part * (6_000 // len(part)))
