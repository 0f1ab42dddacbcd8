"""The machine proposes, a person decides: no path leads from a job to an outcome."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import jobs

DECIDING = {
    "candidates": {"accept", "judge"},
    "ledger": {"append", "undo"},
}
MODULES = sorted(Path(jobs.__file__).parent.rglob("*.py"))


def decisions(source: str) -> list[str]:
    """Return the calls in a module that would change what became of an ask."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute | ast.Name)
        and node.attr
        in DECIDING.get(
            node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id, set()
        )
    ]


def test_the_search_finds_a_decision_where_there_is_one():
    assert decisions("store.ledger.append(1, kind)") == ["store.ledger.append"]
    assert decisions("ledger = store.ledger\nledger.append(1)") == ["ledger.append"]
    assert decisions("rows.append(1)") == []


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.stem)
def test_no_job_decides(module):
    assert decisions(module.read_text(encoding="utf-8")) == []
