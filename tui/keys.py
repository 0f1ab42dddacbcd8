"""Which key does what: every key has a name, by which `[dashboard.keys]` gives it another.

The name is what footer and help call it, in lower case: "Poll now" is `poll-now`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from textual.binding import Binding, BindingsMap
from textual.keys import Keys, _character_to_key

from tracker.errors import ConfigError

_SETTING = "dashboard.keys"
_SPECIAL = {key.value for key in Keys if "<" not in key.value}
_NAMED = re.compile(r"\{([a-z-]+):([\w+?/]+)\}")
_KEY = re.compile(r"(?:(?:ctrl|shift|alt|super)\+)*([a-z0-9_]{1,20}|[A-Z])")


def name(binding: Binding) -> str:
    """Return what a key is called in the settings."""
    return re.sub(r"[^a-z0-9]+", "-", binding.description.lower()).strip("-")


def with_names(bindings: Iterable[Any]) -> list[Any]:
    """Return bindings that can be bound anew; those without a description stay as they are."""
    return [
        replace(one, id=name(one)) if isinstance(one, Binding) and one.description else one
        for one in bindings
    ]


def told(words: str, own: Mapping[str, str]) -> str:
    """Return words of ours in which "{poll-now:g}" names a key, by its name and its default.

    `own` are the keys of the settings by name; the first of several is told.
    """

    def key(found: re.Match[str]) -> str:
        wanted = own.get(found[1])
        return _shown(wanted.split(",")[0].strip()) if wanted else found[2]

    return _NAMED.sub(key, words)


def _shown(key: str) -> str:
    *held, last = key.split("+")
    return "+".join([*held, _sign(last) or last])


def _sign(named: str) -> str | None:
    signs = (chr(code) for code in range(33, 127))
    return next((sign for sign in signs if _character_to_key(sign) == named), None)


def keymap(wanted: Mapping[str, str], places: Mapping[str, Iterable[type]]) -> dict[str, str]:
    """Return the keys by name, as the toolkit writes them.

    `places` are the screens by name, each with the classes whose keys work on it.

    Raises:
        ConfigError: there is no such name or key, or two things on one screen would
            have the same key; says which.
    """
    bound = {place: _bound(classes) for place, classes in places.items()}
    known = {one.id for bindings in bound.values() for one in bindings if one.id}
    found = {}
    for called, keys in wanted.items():
        if called not in known:
            near = difflib.get_close_matches(called, known, n=1, cutoff=0.5)
            step = f"did you mean '{near[0]}'?" if near else f"there are: {_list(known)}"
            raise ConfigError("bad setting", f"{_SETTING}.{called}", "no such key name", step)
        found[called] = ",".join(_key(called, one) for one in keys.split(","))
    for place, bindings in bound.items():
        _clash(place, bindings, found)
    return found


def _bound(classes: Iterable[type]) -> list[Binding]:
    """Return the keys that work on a screen; of two for one key the nearer one."""
    found: dict[str, Binding] = {}
    for kind in classes:
        for key, several in BindingsMap(vars(kind).get("BINDINGS", ())).key_to_bindings.items():
            found.setdefault(key, several[-1])
    return list(found.values())


def _key(called: str, typed: str) -> str:
    key = typed.strip()
    key = _character_to_key(key) if len(key) == 1 else key
    match = _KEY.fullmatch(key)
    if match and (len(match[1]) == 1 or match[1] in _SPECIAL or _is_sign(match[1])):
        return key
    step = "write it like 'enter', 'f5', 'ctrl+e' or '?'"
    raise ConfigError("bad setting", f"{_SETTING}.{called}", f"no key '{typed.strip()}'", step)


def _is_sign(named: str) -> bool:
    """Say whether that is how the toolkit names a sign: "question_mark"."""
    return _sign(named) is not None


def _clash(place: str, bindings: list[Binding], wanted: Mapping[str, str]) -> None:
    taken: dict[str, Binding] = {}
    for one in bindings:
        for key in wanted.get(one.id or "", one.key).split(","):
            other = taken.setdefault(key, one)
            moved = {one.id, other.id} & wanted.keys()
            if other.id != one.id and moved:
                first, second = sorted((other.id or other.action, one.id or one.action))
                why = f"'{key}' would be both '{first}' and '{second}' on the screen '{place}'"
                step = "give one of them another key"
                raise ConfigError(
                    "bad setting", f"{_SETTING}.{min(filter(None, moved))}", why, step
                )


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
