"""What every test may use: the shared data, where present, a fixed clock, an empty store."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import Store

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """A moment that does not move."""
    return NOW


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and labelled sets; the test is skipped without it."""
    named = os.environ.get("ASKWATCH_SHARED")
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(named) if named else beside
    if not (folder / "gold").is_dir():
        pytest.skip("real documents are not here; set ASKWATCH_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new store; made once, for migrations take a tenth of a second."""
    file = tmp_path_factory.mktemp("empty") / "askwatch.db"
    Store.open(str(file)).close()
    return file


@pytest.fixture
def new_store(empty: Path, tmp_path: Path) -> Path:
    """The file of an empty store of the test's own."""
    return Path(shutil.copy(empty, tmp_path / "askwatch.db"))
