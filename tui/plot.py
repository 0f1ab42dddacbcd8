"""A plot of layers over time, drawn with plain characters.

Layers differ by texture, never by colour alone, so that the picture is the same on every
terminal, in a file and on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

TEXTURES = "█▓▚▒░"
"""One for each layer, the lowest first."""
WIDEST = 12
"""How many cells one point may take, so that two months do not look like a wall."""


@dataclass(frozen=True, slots=True)
class Point:
    """One column: what stands below it, and how high each layer is."""

    label: str
    layers: Sequence[int]


def area(points: Sequence[Point], width: int, height: int) -> list[str]:
    """Return the plot as lines: `height` of them, the last two for the axis and its labels.

    Where there are more points than columns, the last of each run of them is drawn, so
    that the rightmost column is always the last point. Too little room: nothing.
    """
    most = max((sum(point.layers) for point in points), default=0)
    margin = len(f"{most:,}") + 1
    room, rows = min(width - margin - 1, WIDEST * len(points)), height - 2
    if not most or room < len(points[-1].label) or rows < 2:
        return []
    step = -(-len(points) // room)
    shown = points[::-1][::step][::-1]
    across = [shown[x * len(shown) // room] for x in range(room)]
    columns = {id(point): _column(point.layers, most, rows) for point in shown}
    lines = []
    for row in range(rows):
        label = {0: f"{most:,}", rows - 1: "0"}.get(row, "")
        cells = "".join(columns[id(point)][row] for point in across)
        lines.append(f"{label:>{margin - 1}} ┤{cells}".rstrip())
    axis = f"{'':>{margin}}└{'─' * room}"
    return [*lines, axis, f"{'':>{margin + 1}}{_labels([point.label for point in across])}"]


def _column(layers: Sequence[int], most: int, rows: int) -> str:
    """Return one column from top to bottom; a row belongs to the layer that fills its middle."""
    sums = (top * rows / most for top in accumulate(layers))
    tops = list(zip(sums, TEXTURES, strict=False))
    return "".join(
        next((texture for top, texture in tops if top > row + 0.5), " ")
        for row in range(rows - 1, -1, -1)
    )


def _labels(below: Sequence[str]) -> str:
    """Return each label once, where it begins, as far as there is room; the later go first."""
    last = below[-1]
    end = len(below) - len(last)
    line = [*" " * end, *last]
    begins = [x for x, label in enumerate(below[:-1]) if x == 0 or below[x - 1] != label]
    for x in reversed(begins):
        stop = x + len(below[x])
        if stop < end:
            line[x:stop] = below[x]
            end = x
    return "".join(line)


def bar(value: int, most: int, width: int) -> str:
    """Return a bar in eighths of a cell; what is not nought is never invisible."""
    eighths = max(1, round(value * width * 8 / most)) if value and most else 0
    full, rest = divmod(min(eighths, width * 8), 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")
