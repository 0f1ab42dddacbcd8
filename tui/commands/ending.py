"""How a run ends: an exit code, and one line that says why.

0 done; 1 it ran, and something in it failed; 2 wrong usage or settings; 3 the
database cannot be used; 130 interrupted. What nobody expected leaves a report
in a file, never a traceback on the screen.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import click

from tracker.errors import AskwatchError

_WORLD = {
    errno.ENOSPC: "the disk is full; make room and run it again",
    errno.EDQUOT: "your share of the disk is used up; make room and run it again",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "you may not do that",
    errno.EPERM: "you may not do that",
    errno.ENOENT: "there is no such file",
    errno.ENOTDIR: "a folder of that path is a file",
    errno.EISDIR: "it is a folder",
    errno.EEXIST: "it is there already",
}
_SECRET = re.compile(r"(PASSWORD|SECRET|TOKEN|KEY)$")


class DashboardCrash(Exception):
    """The dashboard ended by a bug, its cause; made of the name of the screen on top.

    Its report has no words of the errors, for they may quote a letter.
    """


def ended(run: Callable[[], object]) -> int:
    """Run a command line to its end and return the exit code, with its last line written."""
    try:
        _harmless_output()
        result = run()
        sys.stdout.flush()
    except AskwatchError as error:
        return _said(str(error), error.exit_code)
    except click.ClickException as error:
        return _usage(error)
    except (click.Abort, KeyboardInterrupt):
        return _said("interrupted", 130)
    except BrokenPipeError:
        return _reader_left()
    except OSError as error:
        if error.errno not in _WORLD:
            return _crashed(error)
        which = f": '{error.filename}'" if error.filename else ""
        return _said(f"could not go on{which}: {_WORLD[error.errno]}", 1)
    except Exception as error:  # the outermost door: what comes here is a bug
        return _crashed(error)
    return result if isinstance(result, int) else 0


def _harmless_output() -> None:
    """Write UTF-8 to files and pipes; on a terminal of another encoding, what it can draw."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")  # type: ignore[union-attr]


def _said(message: str, code: int) -> int:
    from tracker.text import one_line

    with suppress(OSError):
        click.echo(f"askwatch: {one_line(message)}", err=True)
    return code


def _usage(error: click.ClickException) -> int:
    ctx = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return error.exit_code
    if ctx is not None:
        click.echo(f"{ctx.get_usage()}\nMore: {ctx.command_path} --help", err=True)
    message = error.format_message().rstrip(".")
    return _said(message[:1].lower() + message[1:], error.exit_code)


def _reader_left() -> int:
    """End quietly: whoever read our output, like `head`, has had enough."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _crashed(error: Exception) -> int:
    cause = error.__cause__ if isinstance(error, DashboardCrash) else error
    what = f"something unexpected went wrong: '{type(cause).__name__}'"
    try:
        return _said(f"{what}: a bug; please send us the report in {_report(error)}", 1)
    except OSError:
        # Where, but not in which words: they may quote what is private.
        return _said(f"{what} in {_last_place(error)}; no report could be written", 1)


def _last_place(error: Exception) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "askwatch"


def _report(error: Exception) -> Path:
    """Write what happened to a new file that only the user can read, and return its path."""
    import platform
    import traceback
    from datetime import UTC, datetime
    from importlib.metadata import version

    from platformdirs import user_state_path

    now = datetime.now(UTC)
    folder = user_state_path("askwatch") / "crashes"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}.txt"
    lines = [
        f"askwatch {version('askwatch')}, Python {platform.python_version()}",
        f"{platform.platform()}, {now.isoformat(timespec='seconds')}",
        "",
        *(
            _where(error)
            if isinstance(error, DashboardCrash)
            else traceback.format_exception(error)
        ),
    ]
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(_without_secrets("\n".join(lines)))
    return path


def _where(crash: DashboardCrash) -> Iterator[str]:
    """Yield where a dashboard's errors came from, and no word that they say."""
    import traceback
    from importlib.metadata import version

    yield f"textual {version('textual')}, screen {crash}\n"
    error = crash.__cause__
    while error is not None:
        yield from ("", *traceback.format_tb(error.__traceback__), type(error).__qualname__)
        error = error.__cause__ or error.__context__


def _without_secrets(text: str) -> str:
    for name, value in os.environ.items():
        if _SECRET.search(name) and value:
            text = text.replace(value, f"<{name}>")
    return text
