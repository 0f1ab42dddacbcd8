"""What every test may use: the shared data, where present, a fixed clock, an empty store."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from db.store import Store
from tests import cluster

# How long an example takes says something of the machine and nothing of what must hold.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

LONG = {"test_browser", "test_every_key", "test_kills", "test_pictures", "test_simulated_year"}
"""Modules whose tests take many seconds each."""
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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the stores of tests lie in PostgreSQL."""
    words = "let stores lie in PostgreSQL, on a server of the tests' own; fail where there is none"
    parser.addoption("--postgres", action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of that server, once for all processes of a run."""
    words = "sqlite: about a file of SQLite; left out with --postgres"
    config.addinivalue_line("markers", words)
    if config.getoption("--postgres"):
        # A thread that outlives its store hands its connection back to nobody.
        left = "ignore:.*psycopg.Connection object.*was deleted while still open:ResourceWarning"
        config.addinivalue_line("filterwarnings", left)
    if not hasattr(config, "workerinput"):
        cluster.announce()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Throw the server away."""
    if not hasattr(config, "workerinput"):
        cluster.clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest; leave out what only a file of SQLite can show."""
    # Begun last, each would keep one worker busy while the others have nothing left.
    items.sort(key=lambda item: item.path.stem not in LONG)
    if config.getoption("--postgres"):
        left = [item for item in items if item.get_closest_marker("sqlite")]
        items[:] = [item for item in items if not item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=left)


def pytest_collection_finish() -> None:
    """Look for garbage as seldom as the dashboard does, and never among what is loaded for good.

    Screens leave so much of it, in circles, that looking took a third of their tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Look for garbage once more; pytest, which looks five times, has only what is left to see."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new store; made once, for migrations take a tenth of a second."""
    file = tmp_path_factory.mktemp("empty") / "askwatch.db"
    Store.open(str(file)).close()
    return file


@pytest.fixture(scope="session")
def pg_server(request: pytest.FixtureRequest) -> Path:
    """The folder of a PostgreSQL server with an empty store in the database "empty"."""
    why = "PostgreSQL is not here: apt install postgresql, and pip install askwatch[team]"
    try:
        import psycopg
    except ImportError:
        psycopg = None  # type: ignore[assignment]
    if psycopg is None or cluster.programs() is None:
        (pytest.fail if request.config.getoption("--postgres") else pytest.skip)(why)
    place = cluster.folder()
    with (place / "made").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(host=str(place), user="askwatch", dbname="postgres") as connection:
            connection.autocommit = True
            held = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'empty'")
            if not held.fetchone():
                connection.execute("CREATE DATABASE empty TEMPLATE template0")
                Store.open(cluster.url(place, "empty")).close()
    return place


@pytest.fixture(scope="session")
def _reused(pg_server: Path) -> str:
    name = f"of_{os.getpid()}"
    cluster.create(pg_server, name, "empty")
    return name


@pytest.fixture
def on_server(pg_server: Path, _reused: str) -> str:
    """The address of an empty store in PostgreSQL; its tables stay as they are."""
    cluster.wipe(pg_server, _reused)
    return cluster.url(pg_server, _reused)


@pytest.fixture
def bare(pg_server: Path) -> Iterator[str]:
    """The address of a database that has nothing at all, for the test alone."""
    with cluster.database(pg_server) as address:
        yield address


@pytest.fixture
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an empty store of the test's own lies: a file, or with --postgres an address."""
    if request.config.getoption("--postgres"):
        return str(request.getfixturevalue("on_server"))
    return Path(shutil.copy(request.getfixturevalue("empty"), tmp_path / "askwatch.db"))
