"""Every setting with its value and where the value comes from.

Pure: takes the parsed TOML and the name of its file. What the environment and the
command line add is put in by whoever reads these. Nothing secret is told: passwords in
addresses are hidden, and what is no setting is named, but its value is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from tracker.config import Config, unknown_keys
from tracker.errors import ConfigError
from tracker.secrecy import HIDDEN, SECRET_NAME, masked
from tracker.text import one_line

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,60}_(?:KEY|TOKEN|SECRET|URL)")
DEFAULT = "default"
NOWHERE = "nowhere"
"""Where a secret comes from that is not set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting."""

    key: str
    """As in config.toml, with its section: "fetch.timeout"."""
    value: Any
    """In force; harmless, and without secrets."""
    origin: str
    """Where it comes from: "default", the name of a file, of a variable, of an option."""
    default: Any = None
    """What it would be otherwise."""
    wrong: str = ""
    """Why it does not count; empty: it does."""

    @property
    def words(self) -> str:
        """The value as people read it."""
        return in_words(self.value)


def overview(data: Mapping[str, Any], origin: str) -> tuple[Setting, ...]:
    """Return every setting in the order of config.toml, then the keys that are none."""
    settings = [one for part in fields(Config) for one in _section(data, part.name, origin)]
    for error in unknown_keys(dict(data)):
        key = error.which or ""
        settings.append(Setting(key=key, value=None, origin=origin, wrong=_why(error)))
    return tuple(settings)


def row(one: Setting) -> dict[str, Any]:
    """Return a setting as a JSON object, as `askwatch settings` writes it."""
    return {
        "key": one.key,
        "value": one.value,
        "origin": one.origin,
        "default": one.default,
        "wrong": one.wrong or None,
    }


def _why(error: ConfigError) -> str:
    return one_line("; ".join(filter(None, (error.why, error.step))))


def _section(data: Mapping[str, Any], name: str, origin: str) -> Iterator[Setting]:
    default, given = getattr(Config(), name), data.get(name)
    if not is_dataclass(default):
        yield from _sources(given, origin)
        return
    known = given if isinstance(given, Mapping) else {}
    for field in fields(default):
        was = getattr(default, field.name)
        here = field.name in known
        yield Setting(
            key=f"{name}.{field.name}",
            value=_shown(f"{name}.{field.name}", known[field.name] if here else was),
            origin=origin if here else DEFAULT,
            default=_shown(f"{name}.{field.name}", was),
        )


def _sources(given: Any, origin: str) -> Iterator[Setting]:
    for number, one in enumerate(given if isinstance(given, list) else (), 1):
        parts = dict(one) if isinstance(one, Mapping) else {}
        name = one_line(str(parts.pop("name", number)), 60)
        yield Setting(
            key=f"sources.{name}", value=_shown("", parts) or "as in the catalog", origin=origin
        )


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {one_line(str(key)): _part(name, str(key), one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _shown(name, asdict(value))
    if isinstance(value, list | tuple):
        return [_shown(name, inner) for inner in value]
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return masked(one_line(str(value), 500))


def _part(name: str, key: str, value: Any) -> Any:
    if name == "fetch.keys":
        return _variable(value)
    if key == "services":
        return [_variable(one) for one in value] if isinstance(value, list | tuple) else HIDDEN
    return HIDDEN if SECRET_NAME.search(key) else _shown("", value)


def _variable(value: Any) -> Any:
    """Return the name of a variable; what looks otherwise may be the key itself."""
    return value if _VARIABLE.fullmatch(str(value)) else HIDDEN


def in_words(value: Any) -> str:
    """Return a value of config.toml as people read it: "yes", "20,000,000", "not set"."""
    if value is None or value == "":
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {in_words(inner)}" for key, inner in value.items()) or "none"
    if isinstance(value, list | tuple):
        return "; ".join(map(in_words, value)) or "none"
    return str(value)
