"""A store in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store
from tests import builders as a
from tracker.types import Letter


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(str(new_store)) as store:
        yield store


@pytest.fixture
def letter(store: Store) -> Letter:
    """The letter of the builders, in the store."""
    return store.letters.add(
        a.reading(), a.TEXT, a.new_source(), who="Ana", now=a.NOW, confirmed=True
    )
