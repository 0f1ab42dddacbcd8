"""Letters out of pictures, by the program tesseract.

An optional extra: `askwatch[ocr]` brings pytesseract and Pillow, the system the
program. It runs as a process of its own, so that a picture made to harm it can
at most cost its own time, which is bounded, as are pages and points.
"""

from __future__ import annotations

import math
import os
import shutil
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jobs.extract.base import Unreadable
from jobs.extract.pages import Line

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PAGES = 40
MOST_POINTS = 40_000_000
"""The most points that a picture may have; a page at 600 dots an inch has 34 million."""
INSTALL = "install OCR with `pip install askwatch[ocr]` and `apt install tesseract-ocr`"
BY_HAND = "type or paste its text into a .txt file"
_SECONDS = 60
"""How long one page may take; an ordinary one takes two or three."""
_MOST_SECONDS = 300
"""How long all pages of one file may take."""
_SHARP = 300 / 72
"""Points of the picture to one point of the paper, of which an inch has 72."""
_READ_AT = 10_000_000
"""More points only cost time: a page at 300 dots an inch has 8 million."""
_OVER = f"was not read: OCR of the whole file took over {_MOST_SECONDS} seconds"
_TOLD = ("block_num", "par_num", "line_num", "text", "conf", "top", "left", "width")
_PAPER = 792
"""How high a page is, in points."""
_CONTRAST = 32
"""The least difference of greys, of 255, that ink makes on paper."""
_SURE = 0.85
"""What is read less surely than this is worth a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was read on a picture of a page."""

    lines: list[Line]
    sure: float | None
    """How sure it is of its words, 0 to 1; None: there are none."""
    doubt: str | None = None
    """Why the page may say something else, as it follows "page 2"."""


def installed() -> bool:
    """Say whether pictures can be read: both the extra and the program are there."""
    return all(map(find_spec, ("PIL", "pytesseract"))) and shutil.which("tesseract") is not None


def scale(width: float, height: float) -> float:
    """Return how large a page of so many points is to be drawn."""
    return min(_SHARP, math.sqrt(_READ_AT / max(width * height, 1)))


class Scanner:
    """Reads the pages of one file, as long as there is time."""

    def __init__(self) -> None:
        self._end = time.monotonic() + _MOST_SECONDS

    def scan(self, picture: Image) -> Scan:
        """Return what stands on a picture of a page, whichever way it was laid in.

        Raises:
            Unreadable: tesseract is there and does not work.
        """
        grey = _grey(picture)
        if _is_blank(grey):
            return Scan(lines=[], sure=None)
        found = self._read(grey)
        if (found.sure or 0) >= _SURE or not (turn := self._turn(grey)):
            return found
        turned = self._read(grey.rotate(turn, expand=True))
        return turned if (turned.sure or 0) > (found.sure or 0) else found

    def _left(self) -> float:
        return min(_SECONDS, self._end - time.monotonic())

    def _read(self, grey: Image) -> Scan:
        left = self._left()
        if left <= 0:
            return Scan(lines=[], sure=None, doubt=_OVER)
        return _scan_in(grey, left)

    def _turn(self, grey: Image) -> int:
        """Return by how many degrees a page must be turned to stand upright; 0 where unknown."""
        import pytesseract

        left = self._left()
        if left <= 0:
            return 0
        try:
            told = pytesseract.image_to_osd(grey, timeout=left, output_type=pytesseract.Output.DICT)
        except (pytesseract.TesseractError, RuntimeError):
            # Too few letters, no data for it, or no time: then it is left as it lies.
            return 0
        return int(told["orientation"])


def _scan_in(grey: Image, seconds: float) -> Scan:
    """Return what tesseract reads in so many seconds."""
    import pytesseract

    # Its threads wait for each other by spinning: with one it is twice as fast on a busy machine.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        data = pytesseract.image_to_data(
            grey, lang="eng", timeout=seconds, output_type=pytesseract.Output.DICT
        )
    except pytesseract.TesseractError as error:
        raise Unreadable(f"tesseract failed: {error.message[:200]}", INSTALL) from None
    except RuntimeError:
        # So pytesseract says that the time is over.
        return Scan(lines=[], sure=None, doubt=f"was given up: OCR took over {seconds:.3g} seconds")
    return _scan(data, grey.height)


def _grey(picture: Image) -> Image:
    """Return a picture in grey on white, no larger than is of use."""
    from PIL import Image

    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    grey = picture.convert("L")
    # Small letters, as on a picture of a screen, are read far better when they are enlarged.
    factor = math.sqrt(_READ_AT / (grey.width * grey.height))
    if factor < 1 or factor > 3:
        factor = min(factor, 2)
        size = (max(1, int(grey.width * factor)), max(1, int(grey.height * factor)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return grey


def _is_blank(grey: Image) -> bool:
    """Say whether nothing on a picture differs from its ground."""
    tones = grey.reduce(4).tobytes()
    return max(tones) - min(tones) < _CONTRAST


def _scan(data: dict[str, list[Any]], height: int) -> Scan:
    """Return the words as lines; places are told as on a page of ordinary height."""
    words: defaultdict[tuple[int, int, int], list[str]] = defaultdict(list)
    boxes: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    weights, points = 0, 0.0
    for *key, text, conf, top, left, width in zip(*(data[name] for name in _TOLD), strict=True):
        block, par, line = key
        if not str(text).strip():
            # A line comes before its words; its top is that of the tallest letters.
            boxes[block, par, line] = (top, left, left + width)
            continue
        words[block, par, line].append(str(text))
        weights += len(text)
        points += len(text) * max(float(conf), 0)
    if not weights:
        return Scan(lines=[], sure=None)
    unit = _PAPER / height
    lines = []
    for where, said in words.items():
        top, left, right = boxes[where]
        lines.append(Line(" ".join(said), (height - top) * unit, left * unit, right * unit))
    sure = points / weights / 100
    doubt = f"was read by OCR, {sure:.0%} sure".replace("%", " %") if sure < _SURE else None
    return Scan(lines=lines, sure=round(sure, 3), doubt=doubt)
