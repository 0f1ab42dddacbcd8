"""What a person types to narrow a list or to search: words, "whole phrases", field:value.

    state:overdue addressee:state since:2024-01 "right of return"

Pure. All parts must hold; values of one field given twice are alternatives. A field
whose value is not typed yet narrows nothing, so that one can filter while typing. One
language for the board and for search; the board lists asks only, so that `is:`,
`source:` and `private:` mean nothing there.
"""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.errors import UsageError
from tracker.standing import Standing
from tracker.text import folded
from tracker.types import AskKind, Find

# A time of day or an address is a word, not a field.
_TOKEN = re.compile(r'(?:([^\W\d_]{1,20}):(?!//))?(?:"([^"]*)"?|(\S*))')
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What must hold of an ask, or of what else is listed; empty: everything does."""

    words: tuple[str, ...] = ()
    """Folded words and phrases that must all occur."""
    states: tuple[Standing, ...] = ()
    addressees: tuple[str, ...] = ()
    """Folded words of a name or an office."""
    owners: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    kinds: tuple[AskKind, ...] = ()
    letters: tuple[int, ...] = ()
    finds: tuple[Find, ...] = ()
    """What is searched for; empty: everything."""
    sources: tuple[str, ...] = ()
    """Folded words of the name of a source."""
    private: bool | None = None
    """What may not be shown outside, or only what may; None: both."""
    since: date | None = None
    """The letter's day, or the document's, is this one or later."""
    until: date | None = None
    """It is this one or earlier."""
    begun: bool = field(default=False, compare=False)
    """The last word stood outside quotation marks, and may be the beginning of one."""

    @property
    def of_asks(self) -> Wanted:
        """What of it must hold of an ask, whatever is searched for."""
        return replace(self, words=(), finds=(), sources=(), private=None, since=None, until=None)

    def __bool__(self) -> bool:
        """Whether it narrows at all."""
        return self != Wanted()


def parse(text: str) -> Wanted:
    """Return what was typed into a search as a `Wanted`.

    Raises:
        UsageError: there is no such field, or a value does not fit its field; says
            which do.
    """
    return _parse(text, _FIELDS)


def parse_for_asks(text: str) -> Wanted:
    """Return what was typed to narrow a list of asks as a `Wanted`.

    Raises:
        UsageError: as of `parse`; also for a field that narrows a search only.
    """
    return _parse(text, [name for name in _FIELDS if name not in _OF_SEARCH])


def _parse(text: str, fields: Collection[str]) -> Wanted:
    wanted = Wanted()
    for name, phrase, word in _TOKEN.findall(text):
        value = phrase or word
        if not name:
            found = folded(value).strip()
            if found:
                wanted = replace(wanted, words=(*wanted.words, found), begun=not phrase)
        elif value:
            wanted = _field(name, fields)(wanted, value)
        else:
            _field(name, fields)
    return wanted


def _field(name: str, fields: Collection[str]) -> Callable[[Wanted, str], Wanted]:
    looked = folded(name)
    if looked in fields:
        return _FIELDS[looked]
    if looked in _FIELDS:
        raise UsageError("cannot filter asks by that", name, "it narrows a search only")
    near = difflib.get_close_matches(looked, fields, 1)
    step = f"did you mean {near[0]}:?" if near else f"fields are {', '.join(fields)}"
    raise UsageError("cannot filter by that", name, "no such field", step)


def _state(wanted: Wanted, value: str) -> Wanted:
    looked = folded(value).replace("-", " ").replace("_", " ")
    fitting = tuple(s for s in Standing if s.value.startswith(looked))
    if not fitting:
        states = ", ".join(s.value.replace(" ", "-") for s in Standing)
        raise UsageError("no such state", value, step=f"states are {states}")
    return replace(wanted, states=(*wanted.states, *fitting))


def _kind(wanted: Wanted, value: str) -> Wanted:
    fitting = tuple(k for k in AskKind if k.value.startswith(folded(value)))
    if not fitting:
        kinds = " and ".join(AskKind)
        raise UsageError("no such kind of ask", value, step=f"kinds are {kinds}")
    return replace(wanted, kinds=(*wanted.kinds, *fitting))


def _letter(wanted: Wanted, value: str) -> Wanted:
    if not value.isdecimal() or len(value) > 15:
        raise UsageError("no number of a letter", value, step="write it like letter:12")
    return replace(wanted, letters=(*wanted.letters, int(value)))


def _since(wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, since=_day(value, last=False))


def _until(wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, until=_day(value, last=True))


def _addressee(wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, addressees=(*wanted.addressees, folded(value)))


def _owner(wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, owners=(*wanted.owners, folded(value)))


def _campaign(wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, campaigns=(*wanted.campaigns, folded(value)))


def _is(wanted: Wanted, value: str) -> Wanted:
    # Plurals, too: is:letters.
    looked = folded(value).removesuffix("s")
    fitting = tuple(find for find in Find if find.value.startswith(looked.replace("ie", "y")))
    if not fitting:
        raise UsageError(
            "no such thing to search", value, step=f"write {_or(list(Find))} after is:"
        )
    return replace(wanted, finds=(*wanted.finds, *fitting))


def _source(wanted: Wanted, value: str) -> Wanted:
    return replace(wanted, sources=(*wanted.sources, folded(value)))


def _private(wanted: Wanted, value: str) -> Wanted:
    fitting = [word for word in ("yes", "no") if word.startswith(folded(value))]
    if not fitting:
        raise UsageError("neither yes nor no", value, step="write private:yes or private:no")
    return replace(wanted, private=fitting == ["yes"])


def _or(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}"


def _day(text: str, *, last: bool) -> date:
    """Return a day; of a month or a year its first, or its last."""
    match = _DAY.fullmatch(text)
    try:
        if match:
            year = int(match[1])
            month = int(match[2] or (12 if last else 1))
            ends = monthrange(year, month)[1] if 1 <= month <= 12 and year else 0
            return date(year, month, int(match[3] or (ends if last else 1)))
    except ValueError:
        pass
    raise UsageError("no day", text, step="write it like 2024, 2024-01 or 2024-01-31")


_FIELDS: dict[str, Callable[[Wanted, str], Wanted]] = {
    "state": _state,
    "addressee": _addressee,
    "to": _addressee,
    "since": _since,
    "until": _until,
    "owner": _owner,
    "campaign": _campaign,
    "kind": _kind,
    "letter": _letter,
    "is": _is,
    "source": _source,
    "private": _private,
}
_OF_SEARCH = ("is", "source", "private")
