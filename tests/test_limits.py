"""No file and no function is longer than can be read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULE, FUNCTION = 400, 40
"""The most lines of each; a docstring does not count for a function."""

FILES = sorted(
    file
    for package in ("tracker", "db", "jobs", "tui", "tests", "benchmarks")
    for file in (ROOT / package).rglob("*.py")
    # What made the tables once is a list of columns, and is never changed again.
    if file.parent != ROOT / "db" / "migrations" / "versions"
)


def lengths(source: str) -> Iterator[tuple[str, int]]:
    """Yield each function with its lines, without those of its docstring."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first, last = node.lineno, node.end_lineno or node.lineno
            told = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
            docstring = (told.end_lineno or 0) - told.lineno + 1 if told else 0
            yield node.name, last - first + 1 - docstring


def test_no_module_is_longer_than_it_may_be() -> None:
    lines = {file: len(file.read_text("utf-8").splitlines()) for file in FILES}

    assert {str(file.relative_to(ROOT)): n for file, n in lines.items() if n > MODULE} == {}


def test_no_function_is_longer_than_it_may_be() -> None:
    found = [
        (str(file.relative_to(ROOT)), name, lines)
        for file in FILES
        for name, lines in lengths(file.read_text("utf-8"))
    ]

    assert [one for one in found if one[2] > FUNCTION] == []


@pytest.mark.parametrize(("told", "lines"), [('    """Say."""\n', 2), ("", 2)])
def test_a_docstring_does_not_count(told: str, lines: int) -> None:
    assert list(lengths(f"def say():\n{told}    return 1\n")) == [("say", lines)]
