"""What every test may use: the shared data, where present, and a fixed clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
