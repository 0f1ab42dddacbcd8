"""A letter on paper, from the scanner to its asks; and files that are no letter at all."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.jobs.files import column, pdf
from tests.jobs.paper import drawn, needs_ocr, saved

CAMPAIGN = Path(__file__).parents[3] / "jobs" / "demo" / "campaign"


@pytest.fixture
def sheets(run) -> list[list[str]]:
    """The lines of a sample letter on two sheets; its signers stand in the roster."""
    run("roster", "update", "--from", CAMPAIGN)
    text = (CAMPAIGN / "letters" / "1-teal-valley.txt").read_text("utf-8")
    text = text.replace("{{-124}}", "July 20, 2026")
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 68) or [""]]
    middle = lines.index(next(line for line in lines if line.startswith("3.")))
    return [lines[:middle], lines[middle:]]


def told(rows) -> tuple[dict, list[tuple[str, int | None]]]:
    [letter] = rows("letter", "show", 1)
    return letter, [(ask["quote"].split()[0], ask["page"]) for ask in letter["asks"]]


def test_ask_says_on_which_page_it_stands(sheets, run, rows, home):
    pages = [column(*lines, step=12) for lines in sheets]
    (home / "scan.pdf").write_bytes(pdf(pages))

    run("letter", "add", "scan.pdf")

    letter, asks = told(rows)
    assert asks == [("Impose", 1), ("Deliver", 1), ("Provide", 2), ("Nominate", 2)]
    assert [signer["page"] for signer in letter["signatories"]] == [2, 2]
    assert len(letter["sources"][0]["pages"]) == 2
    assert "(page 2)" in run("letter", "show", 1).stdout
    assert "(page 2)" in run("ask", "show", 3).stdout
    assert rows("ask", "show", 3)[0]["page"] == 2


@needs_ocr
def test_scanned_letter_is_kept_with_its_pages_and_how_sure_they_are(sheets, run, rows, home):
    note = drawn(["In the small print of this note", "nobody could read very much."])
    pages = [*map(drawn, sheets), note.resize((320, 250))]
    (home / "scan.pdf").write_bytes(saved("PDF", *pages, resolution=150))

    run("letter", "add", "scan.pdf")

    letter, asks = told(rows)
    assert letter["letter_date"] == "2026-07-20"
    assert [signer["bioguide"] for signer in letter["signatories"]] == ["X000003", "X000004"]
    assert asks == [("Impose", 1), ("Deliver", 1), ("Provide", 2), ("Nominate", 2)]
    assert [page["sure"] > 0.85 for page in letter["sources"][0]["pages"]] == [True, True, False]
    [warning] = letter["warnings"]
    assert warning.startswith("page 3 was read by OCR, ")
    assert "scan.pdf (3 pages, read by OCR, " in run("letter", "show", 1).stdout


@needs_ocr
def test_reading_a_picture_says_how_sure_it_is(run, rows, home):
    note = drawn(["In the small print of this note", "nobody could read very much."])
    (home / "note.png").write_bytes(saved("PNG", note.resize((320, 250))))

    [read] = rows("read", "note.png")

    assert read["warnings"][0].startswith("page 1 was read by OCR, ")


def test_scan_is_refused_where_ocr_is_missing_and_leaves_nothing(run, rows, home, monkeypatch):
    monkeypatch.setenv("PATH", "")
    (home / "scan.pdf").write_bytes(pdf([[], [], []]))

    said = run("letter", "add", "scan.pdf", code=1).stderr

    assert said.endswith(
        "askwatch: could not read the letter: 'scan.pdf': no text on any of 3 pages;"
        " install OCR with `pip install askwatch[ocr]` and `apt install tesseract-ocr`\n"
    )
    assert rows("letter", "list") == []


def test_what_a_letter_lacks_is_said_once_and_not_when_another_source_has_it(sheets, run, home):
    text = "\n".join(line for lines in sheets for line in lines)
    (home / "bare.txt").write_text(text.replace("July 20, 2026", ""))
    (home / "dated.txt").write_text(text)

    [bare, again, dated] = [
        run("letter", "add", name).stderr for name in ("bare.txt", "bare.txt", "dated.txt")
    ]

    assert "no date was found on the letter" in bare
    assert "no date" not in again + dated


@pytest.mark.parametrize("act", [("read",), ("letter", "add")])
def test_file_too_large_to_be_a_letter_is_refused_before_it_is_read(run, home, act):
    with (home / "huge.pdf").open("wb") as file:
        file.truncate(200_000_000)

    said = run(*act, "huge.pdf", code=1).stderr

    assert "could not read the letter: 'huge.pdf': it is larger than 20 MB; give only" in said


def test_letter_that_nobody_signed_says_so(sheets, run, rows, home):
    text = "\n".join(line for lines in sheets for line in lines)
    (home / "draft.txt").write_text(text.partition("Casey")[0])

    assert rows("read", "draft.txt")[0]["warnings"] == ["no signatory was found"]
    assert "no signatory was found" in run("letter", "add", "draft.txt").stderr
    [kept] = rows("letter", "list")
    assert (kept["signatories"], kept["confirmed"]) == (0, False)


def test_signs_that_a_terminal_obeys_reach_neither_the_screen_nor_the_store(
    sheets, run, rows, home
):
    text = "\n".join(line for lines in sheets for line in lines)
    hostile = text.replace("Impose", "\x1b[31m\x9b2J\u202eImpose\0").replace("Dear", "\u2067Dear")
    (home / "hostile.txt").write_text(hostile)

    shown = run("letter", "add", "hostile.txt").output + run("letter", "show", 1, "--text").output

    assert not {"\x1b", "\x9b", "\u202e", "\u2067", "\0"} & set(shown)
    assert len(rows("ask", "list")) == 4
