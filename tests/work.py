"""A bound on the work that something may cost, which holds on a busy machine as well."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def seconds_of_work(most: float) -> Iterator[None]:
    """Assert that what is done within costs at most so many seconds of the processor.

    Time in which other programs had it does not count. Set `most` far above what it
    takes, and far below what it would take without the bound that is tested.
    """
    began = time.thread_time()
    yield
    assert time.thread_time() - began < most
