"""Pictures of letters: PNG, JPEG, and TIFF of one or several pages."""

from __future__ import annotations

import warnings
from io import BytesIO

from jobs.extract import ocr
from jobs.extract.base import Extracted, Sheet, Unreadable
from jobs.extract.pages import put_together

_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff"}


def read(data: bytes) -> Extracted:
    """Return the text of a picture.

    Raises:
        Unreadable: OCR is not installed; the picture is damaged, too large, or has no text.
    """
    if not ocr.installed():
        raise Unreadable("it is a picture", ocr.INSTALL)
    scans, media_type, count = _scans(data)
    doubts = [f"page {n} {scan.doubt}" for n, scan in enumerate(scans, 1) if scan.doubt]
    if not any(scan.lines for scan in scans):
        raise Unreadable("; ".join(["there is no text in the picture", *doubts]), ocr.BY_HAND)
    text, spans = put_together([scan.lines for scan in scans])
    if count > len(scans):
        doubts.append(f"only {len(scans)} of its {count} pages were read")
    return Extracted(
        text=text,
        media_type=media_type,
        pages=tuple(Sheet(span, scan.sure) for span, scan in zip(spans, scans, strict=True)),
        warnings=tuple(doubts),
    )


def _scans(data: bytes) -> tuple[list[ocr.Scan], str, int]:
    """Return what stands on each page, what the picture is, and how many pages it has."""
    from PIL import Image, ImageOps

    scans, scanner = [], ocr.Scanner()
    try:
        # Pillow's own measure of what is too large comes after ours.
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=tuple(_FORMATS)) as file:
            warnings.simplefilter("ignore")
            count = getattr(file, "n_frames", 1)
            for number in range(min(count, ocr.MOST_PAGES)):
                file.seek(number)
                _check(file.width, file.height)
                scans.append(scanner.scan(ImageOps.exif_transpose(file)))
            return scans, _FORMATS[str(file.format)], count
    except Image.DecompressionBombError:
        raise _too_large("far more") from None
    except Unreadable:
        raise
    except Exception:
        # For a damaged picture Pillow lets through whatever zlib, struct and its
        # own parsers happen to raise.
        raise Unreadable("the picture is damaged", "get the file again") from None


def _check(width: int, height: int) -> None:
    if width * height > ocr.MOST_POINTS:
        raise _too_large(f"{width * height // 1_000_000:,} million points, more")


def _too_large(how: str) -> Unreadable:
    many = ocr.MOST_POINTS // 1_000_000
    return Unreadable(f"the picture has {how} than {many} million", "scan it at 300 dots an inch")
