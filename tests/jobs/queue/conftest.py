"""A queue on a server of the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import cluster


@pytest.fixture
def queue_url(pg_server: Path, on_server: str) -> str:
    """The address of an empty store without a queue."""
    pytest.importorskip("procrastinate", reason="no queue here; install askwatch[team]")
    name = on_server.split("@/")[1].split("?")[0]
    cluster.do(pg_server, name, "DROP SCHEMA IF EXISTS public_queue CASCADE")
    return on_server


@pytest.fixture
def hire(queue_url: str, tmp_path: Path) -> Iterator[Callable[..., object]]:
    """Make what a worker works with, as often as is asked for."""
    from tests.jobs.queue.crew import Crew

    crews: list[Crew] = []

    def hire(**more: float) -> Crew:
        crews.append(Crew(queue_url, tmp_path / "archive", **more))
        return crews[-1]

    yield hire
    for one in crews:
        one.close()


@pytest.fixture
def crew(hire: Callable[..., object]) -> object:
    return hire()
