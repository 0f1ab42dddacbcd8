"""Do something with each of several inputs; one that fails does not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

import click

from tracker.errors import AskwatchError, NotHeldError, StoreError
from tui.commands.output import failed

_T = TypeVar("_T")


def each(inputs: Iterable[Callable[[], _T]], act: Callable[[_T], None]) -> int:
    """Get each input and act on it; name on stderr what fails; return how many failed.

    A person who sends the data elsewhere sees on the terminal how far it has come.

    Raises:
        StoreError: the store itself cannot be used, so that going on is idle.
    """
    watched = sys.stderr.isatty() and not sys.stdout.isatty()
    failures = 0
    with click.progressbar(list(inputs), file=sys.stderr, hidden=not watched) as bar:
        for get in bar:
            try:
                act(get())
            except AskwatchError as error:
                if isinstance(error, StoreError) and not isinstance(error, NotHeldError):
                    raise
                failures += 1
                failed(error)
    return failures


def end(failures: int) -> None:
    """End the command with exit code 1 if anything failed."""
    if failures:
        raise click.exceptions.Exit(1)
