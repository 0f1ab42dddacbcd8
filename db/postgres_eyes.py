"""With whose eyes transactions see: one's own, those of an organisation, or all of them.

The server decides who is entitled to it; others see as they always do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from psycopg import sql

from db.postgres_rules import NOBODY

_EVERYTHING: ContextVar[bool] = ContextVar("everything", default=False)
_EYES: ContextVar[str] = ContextVar("eyes", default="")


@contextmanager
def everything() -> Iterator[None]:
    """Let transactions of this thread see all that is private, if the user is entitled to it."""
    before = _EVERYTHING.set(True)
    try:
        yield
    finally:
        _EVERYTHING.reset(before)


@contextmanager
def seeing_as(organisation: str | None) -> Iterator[None]:
    """Let transactions of this thread see what an organisation sees; None: what everybody does."""
    before = _EYES.set(NOBODY if organisation is None else organisation)
    try:
        yield
    finally:
        _EYES.reset(before)


def put_on() -> str:
    """Return what a transaction says to the server after it began."""
    words = "; SET LOCAL askwatch.everything = 'on'" if _EVERYTHING.get() else ""
    if eyes := _EYES.get():
        words += f"; SET LOCAL askwatch.seeing_as = {sql.quote(eyes)}"
    return words
