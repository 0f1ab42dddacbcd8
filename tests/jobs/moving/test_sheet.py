"""Somebody's table: its cells, the meaning of its columns and of its days."""

from __future__ import annotations

import json
from datetime import date, datetime

import openpyxl
import pytest

from jobs.moving import sheet
from jobs.moving.columns import guessed, mapped
from jobs.moving.days import day_of
from tracker.errors import InputError, UsageError


def excel(file, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.csv", "Title,Date\r\n\r\n'=Harbours,2025-03-04\r\n,\r\n"),
        ("a.csv", "\ufeffTitle;Date\n\n'=Harbours;2025-03-04\n"),
        ("a.tsv", "Title\tDate\n\n'=Harbours\t2025-03-04\n"),
        ("a.jsonl", '\n\n{"Title": "=Harbours", "Date": "2025-03-04"}\n'),
    ],
)
def test_tables_of_any_kind_are_read_with_the_numbers_of_their_rows(tmp_path, name, body):
    (tmp_path / name).write_text(body, "utf-8", newline="")

    found = sheet.read(tmp_path / name)

    assert found.headings == ("Title", "Date")
    assert found.rows == ((3, {"Title": "=Harbours", "Date": "2025-03-04"}),)


def test_an_excel_file_gives_days_as_days_and_numbers_without_a_point(tmp_path):
    day = datetime(2025, 3, 4, 12, 0)  # noqa: DTZ001
    file = excel(tmp_path / "a.xlsx", ["Title", " Date  sent", "n"], [" x ", day, 51.0], [None] * 3)

    [(number, cells)] = sheet.read(file).rows

    assert (number, cells) == (2, {"Title": "x", "Date sent": date(2025, 3, 4), "n": "51"})


def test_a_list_of_objects_is_a_table(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{"title": "x", "asks": ["one", "two"], "n": 0.5}]))

    [(_, cells)] = sheet.read(tmp_path / "a.json").rows

    assert cells == {"title": "x", "asks": "one\ntwo", "n": "0.5"}


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("a.pdf", b"x", "'.pdf' is no spreadsheet; there are: .csv, .tsv, .xlsx"),
        ("a.csv", b"", "it has no rows under headings"),
        ("a.csv", b"Title\n", "it has no rows under headings"),
        ("a.csv", b"Title,Date\nx,y,z\n", "'a.csv, row 2': it has more cells than there are"),
        ("a.csv", b"Title,title,Title\nx,y,z\n", "'Title': two columns have this heading"),
        ("a.csv", b'Title\n"x', "'a.csv, line 2': unexpected end of data"),
        ("a.csv", b"Title\n\xe4", "it is not in UTF-8"),
        ("a.xlsx", b"no", "it is no Excel file, or damaged (BadZipFile); save it as CSV"),
        ("a.json", b"[", "it is no JSON"),
        ("a.json", b"[3]", "it is no list of objects"),
        ("b.xlsx", None, "no such file or directory"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, name, body, told):
    if body is not None:
        (tmp_path / name).write_bytes(body)

    with pytest.raises(InputError) as error:
        sheet.read(tmp_path / name)

    assert told in str(error.value)


def test_too_much_is_refused(tmp_path, monkeypatch):
    file = excel(tmp_path / "a.xlsx", ["Title"], ["x"], ["y"])
    monkeypatch.setattr(sheet, "MOST_ROWS", 1)
    with pytest.raises(InputError, match="more than 1 rows"):
        sheet.read(file)
    monkeypatch.setattr(sheet, "MOST_UNPACKED", 1)
    with pytest.raises(InputError, match="too large when unpacked"):
        sheet.read(file)


def test_without_openpyxl_an_excel_file_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)

    with pytest.raises(InputError, match=r"pip install askwatch\[xlsx\]"):
        sheet.read(tmp_path / "a.xlsx")


def test_columns_are_recognised_by_their_headings():
    headings = ("Subject", "Date_Sent", "TO", "Signed by:", "Requests", "Deadline", "Notes")

    assert guessed(headings) == {
        "title": "Subject",
        "date": "Date_Sent",
        "addressees": "TO",
        "signers": "Signed by:",
        "asks": "Requests",
        "reply_by": "Deadline",
    }


def test_a_person_puts_the_columns_right():
    headings = ("Subject", "Sent", "Dated", "Notes")

    found = mapped(headings, ["date=Dated", "asks=notes", "url="])

    assert found == {"title": "Subject", "date": "Dated", "asks": "Notes"}
    assert mapped(("Subject", "Body"), ["title="]) == {"text": "Body"}
    assert mapped(("Subject", "Letter"), ["asks=Subject"]) == {"title": "Letter", "asks": "Subject"}


@pytest.mark.parametrize(
    ("headings", "named", "told"),
    [
        (("Subject",), ["titel=Subject"], "no such field: 'titel=Subject'"),
        (("Subject",), ["title"], "write FIELD=HEADING; did you mean 'title'?"),
        (("Subject",), ["title=Subjct"], "no such heading: 'Subjct'; did you mean 'subject'?"),
        (("Subject",), ["title=x"], "there are: subject"),
        (("A", "B"), [], "no column of titles: 'A, B'"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(headings, named, told):
    with pytest.raises(UsageError) as error:
        mapped(headings, named)

    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2025-03-04", None),
        ("2025-03-04T11:00", None),
        ("2025/3/4", "month-first"),
        ("4 March 2025", None),
        ("4th of March, 2025", None),
        ("4-Mar-2025", None),
        ("Tuesday, March 4, 2025", None),
        ("Mar. 4th 2025", None),
        ("4/3/2025", "day-first"),
        ("04.03.2025", "day-first"),
        ("3/4/2025", "month-first"),
    ],
)
def test_a_day_is_read_in_any_form(text, order):
    assert day_of(text, order) == date(2025, 3, 4)


def test_figures_that_can_be_one_day_only_are_read():
    assert day_of("25/3/2025") == day_of("3/25/2025") == date(2025, 3, 25)
    assert day_of("5/5/2025") == date(2025, 5, 5)


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("3/4/2025", None, "it could be two days; say --dates day-first or"),
        ("3/25/2025", "day-first", "there is no such day"),
        ("2025-02-30", None, "there is no such day"),
        ("4 March 25", None, "its year has not four figures"),
        ("4 Brumaire 2025", None, "no month is called 'brumaire'"),
        ("spring", None, "no day; write it like 2026-11-21"),
        ("9" * 100_000, None, "no day"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(text, order, why):
    with pytest.raises(ValueError, match=why):
        day_of(text, order)
