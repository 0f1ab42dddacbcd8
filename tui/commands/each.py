"""Do something with each of several inputs; one that fails does not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

import click

from tracker.errors import AskwatchError, NotHeldError, StoreError
from tui.commands.output import failed, talk

_T = TypeVar("_T")
_OFTEN = 500


def each(
    inputs: Iterable[Callable[[], _T]], act: Callable[[_T], None], total: int | None = None
) -> int:
    """Get each input and act on it; name on stderr what fails; return how many failed.

    Inputs are taken one at a time. A person who sends the data elsewhere sees on the
    terminal how far it has come; where stderr is no terminal, a line says so now and then.

    Raises:
        StoreError: the store itself cannot be used, so that going on is idle.
    """
    terminal = sys.stderr.isatty()
    watched = terminal and not sys.stdout.isatty()
    failures = 0
    with click.progressbar(inputs, length=total, file=sys.stderr, hidden=not watched) as bar:
        for number, get in enumerate(bar):
            if number and number % _OFTEN == 0 and not terminal:
                talk(f"{number:,} of {total:,} done" if total else f"{number:,} done")
            try:
                act(get())
            except AskwatchError as error:
                if isinstance(error, StoreError) and not isinstance(error, NotHeldError):
                    raise
                failures += 1
                if watched:
                    click.echo(err=True)
                failed(error)
    return failures


def end(failures: int) -> None:
    """End the command with exit code 1 if anything failed."""
    if failures:
        raise click.exceptions.Exit(1)
