"""Where each setting in force comes from: default, file, environment or command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.config import parse
from tracker.errors import ConfigError
from tracker.overview import DEFAULT, NOWHERE, Setting, overview
from tracker.secrecy import masked
from tui.commands import secrets
from tui.commands.settings import EXAMPLES, Settings, database_url, login_name, read

if TYPE_CHECKING:
    from typing import Any

    from tui.commands.kit import Kit

SHIPPED = "comes with Askwatch"
NOT_SHOWN = "set, not shown"


def settings(kit: Kit) -> tuple[Setting, ...]:
    """Return every setting, those of the environment included; wrong keys last.

    Raises:
        ConfigError: there is no settings file, or it cannot be read.
    """
    path, data = read(kit.config_file)
    shipped = path in EXAMPLES
    found = Settings(config=_right(data), path=path)
    told = overview(data, SHIPPED if shipped else str(path))
    rows = [_in_force(kit, found, _plain(one) if shipped else one) for one in told]
    wrong = [one for one in rows if one.wrong]
    return (_file(kit, path), *(one for one in rows if not one.wrong), *_secrets(found), *wrong)


def _plain(one: Setting) -> Setting:
    """Say of what the example sets to its default that it is the default."""
    return replace(one, origin=DEFAULT) if one.value == one.default else one


def _right(data: dict[str, Any]) -> Any:
    """Return the settings as far as they are right: what is wrong is said elsewhere."""
    kept = {key: value for key, value in data.items() if key in ("database", "smtp", "fetch")}
    while True:
        try:
            return parse(kept)
        except ConfigError as error:
            section = (error.which or "").partition(".")[0]
            if kept.pop(section, None) is None:
                return parse({})


def _file(kit: Kit, path: Path) -> Setting:
    if kit.config_file:
        origin = "--config"
    elif os.environ.get("ASKWATCH_CONFIG"):
        origin = "ASKWATCH_CONFIG in the environment"
    elif path in EXAMPLES:
        origin = SHIPPED
    else:
        origin = "the folder you work in" if not path.is_absolute() else "your settings folder"
    return Setting(key="config.toml", value=str(path), origin=origin)


def _in_force(kit: Kit, found: Settings, one: Setting) -> Setting:
    if one.key == "database.url":
        value = masked(database_url(kit.database, found))
        if kit.database:
            return replace(one, value=value, origin="--database")
        if os.environ.get("ASKWATCH_DATABASE"):
            return replace(one, value=value, origin="ASKWATCH_DATABASE in the environment")
        return replace(one, value=value) if one.value else replace(one, value=value, origin=DEFAULT)
    if one.key == "dashboard.user" and not one.value:
        return replace(one, value=login_name(), origin="your login name")
    return one


def _secrets(found: Settings) -> Iterator[Setting]:
    """Say of each secret whether it is there, never what it is."""
    key = "smtp password"
    if os.environ.get(secrets.PASSWORD):
        yield _secret(key, True, f"{secrets.PASSWORD} in the environment")
    elif file := os.environ.get(f"{secrets.PASSWORD}_FILE"):
        yield _secret(key, Path(file).is_file(), f"the file that {secrets.PASSWORD}_FILE names")
    else:
        kept = None
        with suppress(ConfigError):
            kept = secrets.smtp_password(found.config.smtp)
        yield _secret(key, kept is not None, "keyring" if kept is not None else NOWHERE)
    for host, name in found.config.fetch.keys.items():
        held = bool(os.environ.get(name))
        yield _secret(f"key of {host}", held, f"{name} in the environment" if held else NOWHERE)


def _secret(key: str, held: bool, origin: str) -> Setting:
    return Setting(key=key, value=NOT_SHOWN if held else None, origin=origin)
