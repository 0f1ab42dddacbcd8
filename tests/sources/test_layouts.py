"""Every layout reads the page that was written for it, and knows it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from jobs.sources import LAYOUTS, layout, recognise
from tests.sources.pages import page_of
from tracker.types import Item

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("[!_]*/page*"))


def plainly(item: Item) -> dict[str, Any]:
    said = asdict(item)
    said["published"] = item.published.isoformat() if item.published else None
    del said["mark"]  # a digest says nothing to a reader
    return said


def test_every_layout_has_a_page_and_every_page_a_layout():
    assert {path.parent.name for path in CASES} == set(LAYOUTS)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_layout_reads_its_page_as_expected(path: Path):
    expected = json.loads(
        (path.parent / f"{path.stem.replace('page', 'expected')}.json").read_text()
    )
    page = page_of(path.read_bytes(), url=expected["url"])

    items = layout(path.parent.name).read(page)

    assert [plainly(item) for item in items] == expected["items"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_layout_is_recognised_by_its_page(path: Path):
    url = json.loads((path.parent / f"{path.stem.replace('page', 'expected')}.json").read_text())[
        "url"
    ]

    assert recognise(page_of(path.read_bytes(), url=url)).name == path.parent.name
