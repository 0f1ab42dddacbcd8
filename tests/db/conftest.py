"""A store in a file of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store
from tests import builders as a
from tracker.types import Letter


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new store; made once, for migrations take a tenth of a second."""
    file = tmp_path_factory.mktemp("empty") / "askwatch.db"
    Store.open(str(file)).close()
    return file


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    file = tmp_path / "askwatch.db"
    shutil.copy(empty, file)
    with Store.open(str(file)) as store:
        yield store


@pytest.fixture
def letter(store: Store) -> Letter:
    """The letter of the builders, in the store."""
    return store.letters.add(
        a.reading(), a.TEXT, a.new_source(), who="Ana", now=a.NOW, confirmed=True
    )
