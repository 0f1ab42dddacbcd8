"""Find config.toml, read it, and know where everything of the user's lies.

Looked for in this order: what `--config` names, what ASKWATCH_CONFIG names,
`./config.toml`, the user's configuration folder, the example that comes with
the program. The first that exists counts alone; nothing is mixed.
"""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from tracker.config import Config, parse
from tracker.errors import ConfigError

_HERE = Path(__file__).resolve()
EXAMPLES = (_HERE.parents[1] / "config.toml", _HERE.parents[2] / "config.toml")
"""The example: beside the package when installed, at the top of a checkout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings, and the file they were read from."""

    config: Config
    path: Path
    data: dict[str, Any] = field(default_factory=dict)
    """As they stand in the file."""


def load(named: str | None) -> Settings:
    """Return the settings of the first file that is there.

    Raises:
        ConfigError: the named file is missing or unreadable, is no TOML, or
            holds a wrong setting; the message names the file.
    """
    path, data = read(named)
    try:
        return Settings(config=parse(data), path=path, data=data)
    except ConfigError as error:
        raise ConfigError(error.what, error.which, error.why, _with_file(error, path)) from None


def read(named: str | None) -> tuple[Path, dict[str, Any]]:
    """Return the first file that is there, and what stands in it, right or wrong.

    Raises:
        ConfigError: the named file is missing or unreadable, or is no TOML.
    """
    path = next(_candidates(named))
    try:
        return path, tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        step = "write one, or leave out the option to use the default"
        raise ConfigError("no settings", str(path), "there is no such file", step) from None
    except OSError as error:
        why = (error.strerror or "unknown").lower()
        raise ConfigError("could not read the settings", str(path), why) from None
    except UnicodeDecodeError:
        raise ConfigError("bad settings", str(path), "not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        why = str(error)
        raise ConfigError("bad settings", str(path), why[:1].lower() + why[1:]) from None


def _with_file(error: ConfigError, path: Path) -> str:
    where = f"in {path}"
    return f"{error.step} ({where})" if error.step else where


def _candidates(named: str | None) -> Iterator[Path]:
    for given in (named, os.environ.get("ASKWATCH_CONFIG")):
        if given:
            yield Path(given).expanduser()
    for path in (Path("config.toml"), user_config_path("askwatch") / "config.toml", *EXAMPLES):
        if path.is_file():
            yield path
    raise ConfigError(
        "no settings", "config.toml", "none was found, not even the one that comes with Askwatch"
    )


def extended(settings: Settings, entry: str) -> Path:
    """Add an entry to the end of the user's settings, and return their file.

    Where only the example was found, a copy of it in the user's configuration
    folder becomes the user's settings.

    Raises:
        ConfigError: with the entry the settings would be wrong, or the file
            cannot be written; it stays as it was.
    """
    path = settings.path
    if path in EXAMPLES:
        path = user_config_path("askwatch", ensure_exists=True) / "config.toml"
    text = f"{settings.path.read_text('utf-8-sig').rstrip()}\n\n{entry}\n"
    parse(tomllib.loads(text))
    # A link stays a link, and a device is never replaced by a file.
    path = path.resolve()
    if path.exists() and not path.is_file():
        step = "keep them in a file, and name it with --config"
        raise ConfigError("could not write the settings", str(path), "it is no file", step)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = (error.strerror or "unknown").lower()
        raise ConfigError("could not write the settings", str(path), why) from None
    return path


def database_url(named: str | None, settings: Settings) -> str:
    """Return where the store is: as named, from ASKWATCH_DATABASE, the settings, or by default.

    A relative path in the settings counts from the folder of the settings' file.

    Raises:
        ConfigError: a password stands in it; it is handed on to other processes, and shown.
    """
    given = named or os.environ.get("ASKWATCH_DATABASE")
    url = given or settings.config.database.url
    if "://" in url and _has_password(url):
        step = "leave it out, and give it as PGPASSWORD or in ~/.pgpass"
        raise ConfigError("bad setting", "database.url", "a password stands in it", step)
    if given:
        return given
    if not url:
        return str(user_data_path("askwatch") / "askwatch.db")
    if "://" in url or url == ":memory:":
        return url
    return str(settings.path.parent / Path(url).expanduser())


def _has_password(url: str) -> bool:
    place, _, more = url.partition("://")[2].partition("?")
    return ":" in place.rpartition("@")[0] or "password=" in more.lower()


def database_file(url: str) -> Path | None:
    """Return the file in which the store lies; None: it lies in none."""
    if url == ":memory:":
        return None
    if "://" not in url:
        return Path(url).expanduser()
    scheme, _, rest = url.partition(":///")
    return Path(rest) if scheme.startswith("sqlite") and rest not in ("", ":memory:") else None


def archive_folder(url: str) -> Path:
    """Return where captured bytes are kept: beside the store's file, else in the data folder."""
    file = database_file(url)
    return file.with_suffix(".archive") if file else user_data_path("askwatch") / "archive"


def login_name() -> str:
    """Return the name under which the user is logged in; "unknown" where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
