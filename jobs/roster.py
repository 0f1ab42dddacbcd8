"""The public roster of Congress: two JSON files to members.

Files:   https://unitedstates.github.io/congress-legislators/legislators-current.json
         https://unitedstates.github.io/congress-legislators/legislators-historical.json
Checked: 2026-11-21, from saved copies (public domain, CC0)

Getting them is handed in as a function; keeping them is the store's business.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from importlib import resources

import msgspec

from tracker.errors import InputError
from tracker.roster import Override
from tracker.types import Chamber, Member, Term

_BASE = "https://unitedstates.github.io/congress-legislators/"
ADDRESSES = (f"{_BASE}legislators-current.json", f"{_BASE}legislators-historical.json")
"""Where the files are."""
# Letters to today's offices name nobody who left before; the whole file goes back to 1789.
SINCE = date(1980, 1, 1)
"""Members who left before this day are left out."""


class _Id(msgspec.Struct):
    bioguide: str


class _Name(msgspec.Struct):
    first: str
    last: str
    middle: str = ""
    suffix: str = ""
    nickname: str = ""
    official_full: str = ""


class _Affiliation(msgspec.Struct):
    start: date
    end: date
    party: str


class _Term(msgspec.Struct):
    type: str
    start: date
    end: date
    state: str
    party: str = ""
    district: int | None = None
    party_affiliations: list[_Affiliation] = []


class _Legislator(msgspec.Struct):
    id: _Id
    name: _Name
    terms: list[_Term]


def download(get: Callable[[str], bytes]) -> tuple[Member, ...]:
    """Return the members of the public files; `get` brings the body of an address.

    Raises:
        InputError: an address gave something else than a roster.
        FetchError: passed on from `get`.
    """
    return read((address, get(address)) for address in ADDRESSES)


def read(files: Iterable[tuple[str, bytes]]) -> tuple[Member, ...]:
    """Return the members of some roster files, given as (name, bytes), by bioguide id.

    A member of several files has the terms of all of them; names are those of
    the file in which the member sat last.

    Raises:
        InputError: a file is no roster, or all of them together name nobody.
    """
    found: dict[str, Member] = {}
    for name, body in files:
        for member in _members(name, body):
            held = found.get(member.bioguide)
            found[member.bioguide] = _merged(held, member) if held else member
    if not found:
        raise InputError("could not read the roster", None, "no member in any file")
    return tuple(found[bioguide] for bioguide in sorted(found))


def overrides() -> tuple[Override, ...]:
    """Return our own corrections, which travel with the program."""
    text = resources.files("jobs").joinpath("roster_overrides.toml").read_text(encoding="utf-8")
    return tuple(msgspec.convert(tomllib.loads(text), dict[str, list[Override]])["overrides"])


def _members(name: str, body: bytes) -> list[Member]:
    try:
        legislators = msgspec.json.decode(body, type=list[_Legislator])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        why = f"not a legislators file: {error}"
        step = "give legislators-current.json and legislators-historical.json"
        raise InputError("could not read the roster", name, why, step) from None
    members = (_member(one) for one in legislators)
    return [m for m in members if m.terms and m.terms[-1].end >= SINCE]


def _member(one: _Legislator) -> Member:
    terms = sorted((t for term in one.terms for t in _terms(term)), key=lambda term: term.start)
    return Member(
        bioguide=one.id.bioguide,
        first=one.name.first,
        last=one.name.last,
        middle=one.name.middle,
        suffix=one.name.suffix,
        nickname=one.name.nickname,
        official=one.name.official_full,
        terms=tuple(terms),
    )


def _terms(term: _Term) -> list[Term]:
    """Return a term, cut where the member changed party."""
    chamber = Chamber.SENATE if term.type == "sen" else Chamber.HOUSE
    stretches = term.party_affiliations or [_Affiliation(term.start, term.end, term.party)]
    return [
        Term(
            chamber=chamber,
            state=term.state,
            district=None if chamber is Chamber.SENATE else term.district or 0,
            party=stretch.party,
            start=stretch.start,
            end=stretch.end,
        )
        for stretch in stretches
    ]


def _merged(held: Member, other: Member) -> Member:
    newer, older = sorted((held, other), key=lambda m: m.terms[-1].end, reverse=True)
    terms = {(t.chamber, t.state, t.start): t for t in (*older.terms, *newer.terms)}
    return replace(newer, terms=tuple(sorted(terms.values(), key=lambda term: term.start)))
