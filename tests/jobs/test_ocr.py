"""Letters on paper: scans and pictures, read by the real tesseract."""

from __future__ import annotations

import pytest

from jobs.extract import ocr, text_of
from tests.jobs.files import column, pdf
from tests.jobs.paper import drawn, needs_ocr, saved
from tracker.errors import InputError

pytestmark = needs_ocr

FIRST = (
    "Senate of Fable",
    "March 3, 2026",
    "",
    "Dear Minister Quill:",
    "",
    "The pier has been shut for nine months, and the inter-",
    "national ferries land elsewhere. Open it by May 1, 2026.",
)
SECOND = (
    "We ask you to send us the report of the divers.",
    "",
    "Sincerely,",
    "",
    "Ann Fable",
    "United States Senator",
)


def test_scanned_pdf_is_read_like_one_with_text():
    data = saved("PDF", drawn(FIRST), drawn(["Page 2", "", *SECOND]), resolution=150)

    found = text_of(data, name="pier.pdf")

    assert found.text == (
        "Senate of Fable\nMarch 3, 2026\n\nDear Minister Quill:\n\n"
        "The pier has been shut for nine months, and the international ferries land"
        " elsewhere. Open it by May 1, 2026.\n\n"
        "We ask you to send us the report of the divers.\n\n"
        "Sincerely,\n\nAnn Fable\nUnited States Senator"
    )
    first, second = found.pages
    assert second.span.of(found.text).startswith("We ask you")
    assert min(first.sure or 0, second.sure or 0) > 0.85
    assert found.warnings == ()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_picture_is_read(form: str):
    found = text_of(saved(form, drawn(SECOND)), name="photo")

    assert found.text.startswith("We ask you to send us the report of the divers.")
    assert found.media_type == f"image/{form.lower()}"


def test_every_page_of_a_tiff_is_read():
    found = text_of(saved("TIFF", drawn(FIRST), drawn(SECOND)), name="fax.tif")

    assert [page.span.of(found.text)[:6] for page in found.pages] == ["Senate", "We ask"]


def test_picture_without_paper_is_laid_on_white():
    picture = drawn(SECOND, paper=(0, 0, 0, 0), mode="RGBA")

    assert text_of(saved("PNG", picture), name="cut-out.png").text.endswith("Senator")


def test_page_that_is_read_badly_says_how_sure_it_is():
    from PIL import Image

    blurred = drawn(SECOND).resize((320, 250), Image.Resampling.BILINEAR)

    found = text_of(saved("PDF", drawn(FIRST), blurred), name="pier.pdf")

    sure = found.pages[1].sure
    assert sure is not None
    assert sure < 0.85
    assert found.warnings == (f"page 2 was read by OCR, {sure:.0%}".replace("%", " % sure"),)


def test_only_the_page_that_is_a_scan_goes_through_ocr():
    found = text_of(pdf([column("Dear Minister Quill:", "Open the pier.", *SECOND), []]), name="p")

    assert found.pages[0].sure is None
    assert found.warnings == ("page 2 has no text",)


def test_empty_paper_has_no_text_and_says_so():
    with pytest.raises(InputError, match="no text on any of 2 pages, not even by OCR; type or"):
        text_of(pdf([[], []]), name="pier.pdf")
    with pytest.raises(InputError, match="there is no text in the picture; type or paste"):
        text_of(saved("PNG", drawn([])), name="pier.png")


def test_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "_SECONDS", 0.01)

    stamped = text_of(pdf([column(*SECOND), column("RECEIVED")]), name="pier.pdf")

    assert stamped.warnings == ("page 2 was given up: OCR took over 0.01 seconds",)
    with pytest.raises(InputError, match=r"no text on its only page, .*; page 1 was given up: OCR"):
        text_of(saved("PDF", drawn(SECOND)), name="pier.pdf")
    with pytest.raises(InputError, match="no text in the picture; page 1 was given up: OCR took"):
        text_of(saved("PNG", drawn(SECOND)), name="pier.png")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_page_that_lay_askew_is_read_upright(turn: int):
    found = text_of(saved("PNG", drawn(FIRST + SECOND).rotate(turn, expand=True)), name="photo")

    assert "We ask you to send us the report of the divers." in found.text


def test_page_whose_way_up_cannot_be_told_is_read_as_it_lies():
    with pytest.raises(InputError, match="there is no text in the picture"):
        text_of(saved("PNG", drawn(["~"])), name="photo")


def test_file_that_takes_too_long_in_all_is_read_as_far_as_it_goes(monkeypatch):
    monkeypatch.setattr(ocr, "_MOST_SECONDS", 0)

    found = text_of(pdf([column(*SECOND), column("RECEIVED")]), name="pier.pdf")

    assert found.warnings == ("page 2 was not read: OCR of the whole file took over 300 seconds",)


def test_large_photo_is_made_smaller_and_read_all_the_same():
    photo = drawn(SECOND).resize((5100, 4000))

    assert "report of the divers" in text_of(saved("JPEG", photo), name="photo.jpg").text


def test_no_more_pages_are_read_than_is_reasonable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "MOST_PAGES", 1)

    fax = text_of(saved("TIFF", drawn(FIRST), drawn(SECOND)), name="fax.tif")
    scan = text_of(saved("PDF", drawn(FIRST), drawn(SECOND)), name="scan.pdf")

    assert fax.warnings == ("only 1 of its 2 pages were read",)
    assert scan.warnings == (
        "page 2 has no text; it seems to be a scan; OCR reads 1 pages of a file",
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_broken_picture_says_so(form: str):
    data = saved(form, drawn(SECOND))

    with pytest.raises(InputError, match="the picture is damaged; get the file again"):
        text_of(data[: len(data) // 2], name="photo")


def test_picture_that_unfolds_to_far_more_is_refused_unread():
    from PIL import Image

    for side, how in ((7000, "49 million points, more than 40"), (15000, "far more than 40")):
        data = saved("PNG", Image.new("1", (side, side)))

        with pytest.raises(InputError, match=f"the picture has {how} million; scan it at"):
            text_of(data, name="bomb.png")


def test_tesseract_without_its_language_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))

    with pytest.raises(InputError, match=r"tesseract failed: .*; install OCR with"):
        text_of(saved("PNG", drawn(SECOND)), name="photo.png")
