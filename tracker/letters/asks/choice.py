"""Choose among overlapping candidates."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tracker.types import Span

# A letter asks for something: the surest is taken alone from here on.
_ONLY = 0.2


def chosen(spans: Sequence[Span], sure: Sequence[float], least: float) -> list[int]:
    """Return the candidates that are taken, by place: the best set, or else the surest one."""
    taken = best(spans, [p - least for p in sure])
    surest = sorted(range(len(sure)), key=lambda i: sure[i])[-1:]
    return taken or [i for i in surest if sure[i] > _ONLY]


def best(spans: Sequence[Span], gains: Sequence[float]) -> list[int]:
    """Return the candidates that do not overlap and gain most together, by place.

    Weighted interval scheduling. Candidates without a gain are never taken.
    """
    order = sorted(range(len(spans)), key=lambda i: (spans[i].end, spans[i].start))
    ends = [spans[i].end for i in order]
    total = [0.0] * (len(order) + 1)
    before = [0] * len(order)
    for place, i in enumerate(order):
        before[place] = bisect_right(ends, spans[i].start, 0, place)
        total[place + 1] = max(total[place], total[before[place]] + gains[i])
    chosen: list[int] = []
    place = len(order)
    while place:
        if total[place] > total[place - 1]:
            chosen.append(order[place - 1])
            place = before[place - 1]
        else:
            place -= 1
    return chosen[::-1]
