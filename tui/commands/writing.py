"""Files that a command writes: whole or not at all, and over another only when told so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tui.commands.output import say

_F = TypeVar("_F", bound=Callable[..., Any])


def overwrite_option(command: _F) -> _F:
    """Add `--overwrite` to a command that writes a file."""
    return click.option("--overwrite", is_flag=True, help="Replace the file if it exists.")(command)


def write_new(name: str | None, body: bytes, overwrite: bool) -> None:
    """Write a file and say its name; without a name, or for "-", write to stdout.

    Raises:
        UsageError: the file exists and was not to be replaced.
        OSError: it cannot be written; nothing is left behind.
    """
    if name in (None, "-"):
        click.echo(body, nl=False)
        return
    file = Path(name or "").expanduser()
    if file.exists() and not overwrite:
        from tracker.errors import UsageError

        step = "name another file, or say --overwrite"
        raise UsageError("file not written", str(file), "it exists already", step)
    write_whole(file, body)
    say(str(file))


def write_whole(file: Path, body: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(body)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
