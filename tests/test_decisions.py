"""The machine proposes, a person decides: no path leads from a job to an outcome."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import jobs

READING = {
    "candidates": {"list", "get", "some", "record"},
    "ledger": {"events", "evidence", "proof", "private"},
}
"""All that a job may do with the store's candidates and ledger."""
DECIDING = {"accept", "judge", "append", "undo"}
MODULES = sorted(Path(jobs.__file__).parent.rglob("*.py"))


def decisions(source: str) -> list[str]:
    """Return where a module does more with the store's candidates and ledger than read.

    Nor may it give them another name, by which more could be done.
    """
    nodes = list(ast.walk(ast.parse(source)))
    doors = {id(n): n for n in nodes if isinstance(n, ast.Attribute) and n.attr in READING}
    found = []
    for node in nodes:
        if not isinstance(node, ast.Attribute):
            continue
        door = doors.pop(id(node.value), None)
        if door is not None and node.attr not in READING[door.attr]:
            found.append(ast.unparse(node))
        named = node.value.id if isinstance(node.value, ast.Name) else None
        if named in READING and node.attr in DECIDING:
            found.append(ast.unparse(node))
    return found + [ast.unparse(door) for door in doors.values()]


def test_the_search_finds_a_decision_where_there_is_one():
    assert decisions("store.ledger.append(1, kind)") == ["store.ledger.append"]
    assert decisions("x = store.ledger\nx.append(1)") == ["store.ledger"]
    assert decisions("def f(ledger): ledger.append(1)") == ["ledger.append"]
    assert decisions("decide(store.candidates)") == ["store.candidates"]
    assert decisions("rows.append(1)\nstore.candidates.list()") == []


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.stem)
def test_no_job_decides(module):
    assert decisions(module.read_text(encoding="utf-8")) == []
