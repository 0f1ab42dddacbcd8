"""What decisions teach."""

from __future__ import annotations

import pytest

from tracker.errors import TooFewError
from tracker.matching.calibration import chance_of_told, refit
from tracker.types import Decision


def decisions(accepted, rejected, score=0.5):
    return [Decision(score, True)] * accepted + [Decision(score, False)] * rejected


@pytest.mark.parametrize(
    ("accepted", "rejected", "least", "most"),
    [(10, 10, 0.4, 0.4), (5, 45, 0.6, 0.95), (45, 5, 0.05, 0.2)],
)
def test_the_threshold_rises_where_proposals_are_wrong_and_falls_where_they_are_right(
    accepted, rejected, least, most
):
    found = refit(decisions(accepted, rejected), 0.4)

    assert least <= found.threshold <= most
    assert (found.accepted, found.rejected) == (accepted, rejected)


def test_the_threshold_stays_within_bounds():
    assert refit(decisions(5, 900, score=0.999), 0.9).threshold == 0.95


@pytest.mark.parametrize(("accepted", "rejected"), [(10, 9), (4, 40), (40, 4), (0, 0)])
def test_too_few_decisions_are_refused_with_how_many_are_needed(accepted, rejected):
    with pytest.raises(TooFewError, match="20 are needed, 5 of each kind at least; judge more"):
        refit(decisions(accepted, rejected), 0.4)


def test_words_told_in_stories_have_even_odds_until_people_judged_some():
    seen = [Decision(0.5, True, told=True)] * 7 + [Decision(0.5, False, told=True)]

    assert chance_of_told([]) == chance_of_told(decisions(9, 0)) == 0.5
    assert chance_of_told(seen) == 0.8
    with pytest.raises(TooFewError):
        refit(seen * 9, 0.4)
