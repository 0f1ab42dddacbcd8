"""Letters on paper, as a scanner or a camera takes them; and whether they can be read here."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from PIL.Image import Image

needs_ocr = pytest.mark.skipif(
    find_spec("pytesseract") is None or shutil.which("tesseract") is None,
    reason="OCR is not installed: pip install askwatch[ocr], apt install tesseract-ocr",
)


def drawn(lines: Sequence[str], ink: str = "black", paper: Any = "white", mode: str = "L") -> Image:
    """Return a page at 150 dots an inch, with those lines below each other."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new(mode, (1275, max(1000, 200 + 42 * len(lines))), paper)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(size=28)
    for number, line in enumerate(lines):
        pen.text((150, 100 + number * 42), line, font=font, fill=ink)
    return page


def saved(form: str, *pages: Image, **more: Any) -> bytes:
    """Return pages as a file of that form."""
    out = BytesIO()
    rest = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, form, **rest, **more)
    return out.getvalue()
