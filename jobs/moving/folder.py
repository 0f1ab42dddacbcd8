"""A folder of files that holds everything: written, and read back exactly.

CSV for spreadsheets, JSON Lines for programs; the same columns in both. A file
beside them says of which version they are, and whether private evidence is among
them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.moving import cells
from jobs.moving.shape import FILES, MANIFEST, SINCE, VERSION, Row, Tables, aside, called
from tracker.errors import InputError

if TYPE_CHECKING:
    from db.moving import Field

LONGEST = 200_000_000
"""The most characters of one cell; Python's own limit is less than a long letter."""
Views = Mapping[str, Mapping[int, Row]]
"""Promised columns of rows, by table and id; in JSON's own types."""
Fields = Mapping[str, tuple["Field", ...]]
ENDS = {"csv": "csv", "json": "jsonl"}


def files(
    tables: Tables, views: Views, fields: Fields, form: str, *, private: bool
) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file, in CSV or ("json") JSON Lines."""
    for table, names in FILES.items():
        for number, name in enumerate(names):
            wanted = [row for row in tables[table] if aside(table, row) == bool(number)]
            text = _WRITERS[form](table, wanted, views.get(table, {}), fields[table])
            yield f"{name}.{ENDS[form]}", text
    told = {
        "format": "askwatch export",
        "version": VERSION,
        "as": form,
        "private": "included" if private else "left out",
    }
    yield MANIFEST, json.dumps(told, indent=2) + "\n"


def _as_csv(table: str, rows: list[Row], views: Mapping[int, Row], fields: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    nullable = {called(table, f.name): f.nullable for f in fields}
    outside = [_row(table, row, views, fields) for row in rows]
    # What is worked out is not told of every row, like that of a struck ask.
    widest: Row = max(outside, key=len, default=dict(nullable))
    head = list(widest)
    writer.writerow(head)
    for whole in outside:
        writer.writerow([cells.written(whole.get(c), nullable.get(c, False)) for c in head])
    return text.getvalue()


def _as_json(table: str, rows: list[Row], views: Mapping[int, Row], fields: Any) -> str:
    found = (_row(table, row, views, fields) for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)


def _row(table: str, row: Row, views: Mapping[int, Row], fields: tuple[Field, ...]) -> Row:
    """Return a row as it stands outside: promised columns first, then what else is kept."""
    kept = {called(table, f.name): _outside(row[f.name], f) for f in fields}
    return {**views.get(row.get("id", 0), {}), **kept}


def _outside(value: object, field: Field) -> object:
    if field.json and isinstance(value, str):
        return json.loads(value)
    return cells.plain(value)


_WRITERS = {"csv": _as_csv, "json": _as_json}


class Exported:
    """A folder that `files` filled, read."""

    def __init__(self, folder: Path, fields: Fields) -> None:
        """Read all of it.

        Raises:
            InputError: it is no export, of a newer version, incomplete, or a value
                cannot be read; says which file, row and column.
        """
        manifest = _manifest(folder)
        self.private = manifest.get("private") == "included"
        self._places: dict[str, list[str]] = {}
        self.tables: dict[str, list[Row]] = {}
        for table in FILES:
            known = manifest["version"] >= SINCE.get(table, 1)
            found = list(_rows(folder, table, manifest["as"], fields[table])) if known else []
            self._places[table] = [place for place, _ in found]
            self.tables[table] = [row for _, row in found]

    def where(self, table: str, number: int, column: str) -> str:
        """Say where a value stands: "asks.csv, row 3, column 'kind'"."""
        at = f", column '{called(table, column)}'" if column else ""
        return f"{self._places[table][number]}{at}"


def _manifest(folder: Path) -> Row:
    which = str(folder / MANIFEST)
    step = "name a folder that `askwatch export` filled, or a spreadsheet"
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise InputError("not imported", which, "there is no such file", step) from None
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("format") != "askwatch export":
        raise InputError("not imported", which, "it describes no export", step)
    if not isinstance(told.get("version"), int) or told["version"] > VERSION:
        why = "it was written by a newer version of askwatch"
        raise InputError("not imported", which, why, "update askwatch")
    if told.get("as") not in ENDS:
        raise InputError("not imported", which, "it does not say 'csv' or 'json'", step)
    return told


def _rows(
    folder: Path, table: str, form: str, fields: tuple[Field, ...]
) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a table, each with where it stands."""
    for name in FILES[table]:
        file = folder / f"{name}.{ENDS[form]}"
        for number, outside in _READERS[form](file):
            place = f"{file.name}, row {number}"
            yield place, {f.name: _inside(outside, table, f, form, place) for f in fields}


def _inside(row: Row, table: str, field: Field, form: str, place: str) -> Any:
    name = called(table, field.name)
    where = f"{place}, column '{name}'"
    if name not in row:
        raise InputError("not imported", where, "it is missing", "export it anew")
    value, read = row[name], cells.read if form == "csv" else cells.of_json
    try:
        return read(value, field.kind, field.nullable, field.json)
    except (ValueError, RecursionError) as error:
        shown = "" if value in (None, "") else f"'{str(value)[:60]}': "
        raise InputError("not imported", where, f"{shown}{error}", "put it right there") from None


def text_of(file: Path) -> str:
    """Return the text of a file in UTF-8, with or without a mark at its beginning.

    Raises:
        InputError: it cannot be read, or is in another encoding.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        step = "save it as 'CSV UTF-8'"
        raise InputError("not imported", str(file), "it is not in UTF-8", step) from None
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise InputError("not imported", str(file), why) from None


def csv_rows(file: Path, delimiter: str = ",") -> Iterator[tuple[int, Row]]:
    """Yield the rows of a CSV file with the numbers that a spreadsheet shows.

    Raises:
        InputError: it cannot be read, or a row has more cells than there are headings.
    """
    csv.field_size_limit(LONGEST)
    reader = csv.DictReader(
        io.StringIO(text_of(file), newline=""), delimiter=delimiter, strict=True
    )
    try:
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                why = "it has not as many cells as there are headings"
                raise InputError("not imported", f"{file.name}, row {number}", why)
            yield number, row
    except csv.Error as error:
        raise InputError(
            "not imported", f"{file.name}, line {reader.line_num}", str(error)
        ) from None


def json_rows(file: Path) -> Iterator[tuple[int, Row]]:
    """Yield the objects of a file of JSON Lines with their numbers, from 1.

    Raises:
        InputError: it cannot be read, or a line is no object.
    """
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise InputError("not imported", f"{file.name}, row {number}", "it is no JSON object")
        yield number, row


_READERS = {"csv": csv_rows, "json": json_rows}
