"""A table that somebody keeps: CSV, Excel, JSON. Rows of cells under headings, nothing more."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jobs.moving.cells import bare
from jobs.moving.folder import LONGEST, json_rows, text_of
from tracker.errors import InputError

MOST_ROWS = 100_000
MOST_UNPACKED = 200_000_000
"""The most bytes that an Excel file may have when unpacked."""
Cell = str | date
"""A text without blanks around it, or a day of which there is no doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table, read."""

    name: str
    """Of the file."""
    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, Cell]], ...]
    """Each with the number that its program shows; rows without a word are left out."""


def read(file: Path) -> Sheet:
    """Return the table of a .csv, .tsv, .xlsx, .json or .jsonl file; of Excel the first sheet.

    Raises:
        InputError: it cannot be read, is of another kind, has no headings or the same
            twice, or has too many rows.
    """
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        step = f"there are: {', '.join(_READERS)}"
        raise InputError("not imported", str(file), f"'{file.suffix}' is no spreadsheet", step)
    found = [(number, row) for number, row in reader(file) if any(row.values())]
    headings = tuple(dict.fromkeys(name for _, row in found for name in row if name.strip()))
    if not headings:
        raise InputError("not imported", str(file), "it has no rows under headings")
    if len(found) > MOST_ROWS:
        raise InputError("not imported", str(file), f"it has more than {MOST_ROWS:,} rows")
    return Sheet(name=file.name, headings=headings, rows=tuple(found))


def _of_csv(file: Path) -> Iterator[tuple[int, dict[str, Cell]]]:
    text = text_of(file)
    first = text.partition("\n")[0]
    csv.field_size_limit(LONGEST)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True
    )
    try:
        yield from _under_headings(file, (list(map(bare, row)) for row in reader))
    except csv.Error as error:
        line = f"{file.name}, line {reader.line_num}"
        raise InputError("not imported", line, str(error)) from None


def _of_excel(file: Path) -> Iterator[tuple[int, dict[str, Cell]]]:
    try:
        import openpyxl
    except ImportError:
        step = "install it with `pip install askwatch[xlsx]`, or save it as CSV"
        raise InputError("not imported", str(file), "openpyxl is missing", step) from None
    try:
        with zipfile.ZipFile(file) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise InputError("not imported", str(file), "it is too large when unpacked")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        yield from _under_headings(file, sheet.iter_rows(values_only=True))
        book.close()
    except InputError:
        raise
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise InputError("not imported", str(file), why) from None
    # A damaged file ends in any of many errors of openpyxl and of XML.
    except Exception as error:
        why = f"it is no Excel file, or damaged ({type(error).__name__})"
        raise InputError("not imported", str(file), why, "save it as CSV") from None


def _of_json(file: Path) -> Iterator[tuple[int, dict[str, Cell]]]:
    try:
        rows = json.loads(text_of(file))
    except (ValueError, RecursionError) as error:
        raise InputError("not imported", str(file), f"it is no JSON: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError("not imported", str(file), "it is no list of objects")
    for number, row in enumerate(rows, 1):
        yield number, {str(name): _cell(value) for name, value in row.items()}


def _of_lines(file: Path) -> Iterator[tuple[int, dict[str, Cell]]]:
    for number, row in json_rows(file):
        yield number, {name: _cell(value) for name, value in row.items()}


def _under_headings(
    file: Path, rows: Iterable[Iterable[Any]]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Yield rows by heading; the first row that has words has the headings."""
    headings: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = [_cell(value) for value in row]
        if headings:
            if any(cells[len(headings) :]):
                why = "it has more cells than there are headings"
                raise InputError("not imported", f"{file.name}, row {number}", why)
            yield number, dict(zip(headings, cells, strict=False))
        elif any(cells):
            headings = [" ".join(str(cell).split()) for cell in cells]
            twice = {name for name in headings if name and headings.count(name) > 1}
            if twice:
                why = "two columns have this heading"
                raise InputError("not imported", sorted(twice)[0], why, "name them apart")


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


_READERS = {
    ".csv": _of_csv,
    ".tsv": _of_csv,
    ".xlsx": _of_excel,
    ".json": _of_json,
    ".jsonl": _of_lines,
}
