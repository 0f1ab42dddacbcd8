"""What the jobs write down of themselves: a line an event, plain for people, JSON for programs.

Files are put aside when they grow, whichever of several processes sees it. No
secret and no mail address gets into a line, wherever it came from; of letters,
replies and documents only numbers are written.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog

from tracker.config import Log
from tracker.secrecy import HIDDEN, SECRET_NAME, masked
from tracker.text import clean, one_line

_SECRET_VARIABLE = re.compile(r"(PASSWORD|SECRET|TOKEN|KEY|_URL)$")
_ADDRESS = re.compile(r"\b([\w+-])[\w.+-]{0,64}@((?:[\w-]{1,63}\.)+\w{2,})")
_LINE = 2000
_SHORTEST = 4
"""Shorter secrets would blot out ordinary words."""

Event = MutableMapping[str, Any]


def configure(settings: Log, folder: Path, stream: TextIO | None = None) -> None:
    """Make `structlog.get_logger` and the libraries' own loggers write as the settings say.

    A relative file counts from `folder`; `stream` is where lines go without a
    file, stderr if not given.
    """
    out = stream or sys.stderr
    terminal = not settings.file and out.isatty()
    plain = settings.format == "plain" or (settings.format == "auto" and terminal)
    level = getattr(logging, settings.level.upper())
    target: Any = structlog.PrintLoggerFactory(out)
    if settings.file:
        file = _File(folder / Path(settings.file).expanduser(), settings)
        target = lambda *_: file  # noqa: E731
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _harmless,
            _as_words if plain else _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=target,
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Bridge()], level=max(level, logging.WARNING), force=True)


class _File:
    """A file of lines that is put aside when it has grown, and begun anew."""

    def __init__(self, path: Path, settings: Log) -> None:
        self._path, self._most, self._keep = path, settings.max_bytes, settings.keep

    def msg(self, line: str) -> None:
        """Write a line, whole, to the end of the file that is current now."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            if self._path.stat().st_size >= self._most:
                self._put_aside()
        where = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(where, f"{line}\n".encode(errors="replace"))
        finally:
            os.close(where)

    debug = info = warning = error = critical = msg

    def _put_aside(self) -> None:
        # A name of its own: two processes that do it at once lose nothing.
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.getpid()}"
        with suppress(FileNotFoundError):
            self._path.rename(self._path.with_name(f"{self._path.name}.{stamp}"))
        aside = sorted(self._path.parent.glob(f"{self._path.name}.2*"))
        for old in aside[: len(aside) - self._keep]:
            old.unlink(missing_ok=True)


class _Bridge(logging.Handler):
    """Gives what libraries log the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a library's line."""
        with suppress(Exception):
            level = record.levelname.lower()
            words = record.getMessage()
            if record.exc_info and record.exc_info[0]:
                words += f": {record.exc_info[0].__name__}"
            getattr(structlog.get_logger(), level)(words, logger=record.name)


def _harmless(_: Any, __: str, event: Event) -> Event:
    return {name: _masked(name, value) for name, value in event.items()}


def _masked(name: str, value: Any) -> Any:
    if SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, Mapping):
        return {str(inner): _masked(str(inner), part) for inner, part in value.items()}
    if value is None or isinstance(value, bool | int | float):
        return value
    text = one_line(clean(str(value)), _LINE)
    for variable, secret in os.environ.items():
        if _SECRET_VARIABLE.search(variable) and len(secret) >= _SHORTEST:
            text = text.replace(secret, f"<{variable}>")
    return _ADDRESS.sub(r"\1…@\2", masked(text))


def _as_json(_: Any, __: str, event: Event) -> str:
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"at": moment, **event}, ensure_ascii=False)


def _as_words(_: Any, __: str, event: Event) -> str:
    told = dict(event)
    level, words = told.pop("level"), told.pop("event")
    job = told.pop("job", None)
    counts = told.pop("counts", None) or {}
    more = [f"{noun}: {number:,}" for noun, number in counts.items()]
    more += [f"{name} {value}" for name, value in told.items() if value is not None]
    parts = [f"{datetime.now().astimezone():%H:%M:%S}", "" if level == "info" else f"{level}:"]
    parts += [f"{job}:" if job else "", str(words)]
    line = " ".join(part for part in parts if part)
    return f"{line} ({', '.join(more)})" if more else line
