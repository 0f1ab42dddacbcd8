"""Addressees as a person types them, signatories as a person puts them right.

Works without a screen: dashboard and command line correct people with these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tracker.differences import alike
from tracker.errors import InputError
from tracker.letters.typed import addressee
from tracker.roster.places import state_name
from tracker.text import folded
from tracker.types import Addressee, Chamber, Letter, Member, Signatory, Term


def as_typed(several: Iterable[Addressee]) -> str:
    """Return addressees as `addressees` understands them."""
    return "; ".join(f"{a.name or ''}{f', {a.office}' if a.office else ''}" for a in several)


def addressees(typed: Iterable[str], held: Sequence[Addressee]) -> tuple[Addressee, ...]:
    """Return who was meant; whom the letter has already keeps their place in its text.

    Raises:
        UsageError: one of them is nobody.
    """
    known = {as_typed([one]): one for one in held}
    wanted = [addressee(one) for one in typed]
    return tuple(known.get(as_typed([one]), one) for one in wanted)


def signed_as(letter: Letter, name: str) -> Signatory | None:
    """Return the one signatory of a letter who is called so, by member id or by name.

    Raises:
        InputError: several are.
    """
    found = [s for s in letter.signatories if name in (s.bioguide, s.name, s.printed)]
    if not found:
        one = Signatory(name=name, printed=name, bioguide=None)
        found = [s for s in letter.signatories if alike(s, one)]
    if len(found) > 1:
        names = ", ".join(s.name for s in found)
        raise InputError("several signatories", name, names, "name the one in full")
    return found[0] if found else None


def changed(letter: Letter, old: Signatory, new: Signatory | None) -> tuple[Signatory, ...]:
    """Return a letter's signatories with one changed; None: taken off."""
    swapped = (new if one == old else one for one in letter.signatories)
    return tuple(one for one in swapped if one is not None)


def made_out(one: Signatory, member: Member) -> Signatory:
    """Return a signatory as that member; how the name was printed stays."""
    return replace(one, bioguide=member.bioguide)


def newly_signed(member: Member) -> Signatory:
    """Return a member as a signatory whom no text names so far."""
    return Signatory(name=member.name, printed=member.name, bioguide=member.bioguide)


def term_on(member: Member, on: date | None) -> Term | None:
    """Return the term in which a member sat that day; None: they did not sit."""
    terms = [t for t in member.terms if on is None or t.start <= on <= t.end]
    return terms[-1] if terms else None


def seat(member: Member, on: date | None) -> str:
    """Return "Rep. R-NJ-4" as it was that day, else as it was last; empty without terms."""
    term = term_on(member, on) or (member.terms[-1] if member.terms else None)
    return seat_of(term) if term else ""


def seat_of(term: Term) -> str:
    """Return "Rep. R-NJ-4"."""
    title = "Sen." if term.chamber is Chamber.SENATE else "Rep."
    district = f"-{term.district}" if term.district else ""
    return f"{title} {term.party[:1]}-{term.state}{district}"


def years(member: Member) -> str:
    """Return from when to when a member sits or sat: "2007-2025"."""
    terms = member.terms
    return f"{terms[0].start.year}-{terms[-1].end.year}" if terms else ""


class Directory:
    """Members, searched by a few typed words."""

    def __init__(self, members: Iterable[Member]) -> None:
        """Take the members; their names are folded once."""
        self._members = {member.bioguide: member for member in members}
        self._words = {key: _words(member) for key, member in self._members.items()}

    def get(self, bioguide: str) -> Member | None:
        """Return the member with this id, or None."""
        return self._members.get(bioguide)

    def search(self, typed: str, on: date | None, limit: int = 50) -> tuple[Member, ...]:
        """Return members in whose name, state, party or years all typed words begin a word.

        Who sat on that day comes first, then who sat most recently.
        """
        wanted = folded(typed).replace(",", " ").split()
        found = [
            self._members[key]
            for key, words in self._words.items()
            if all(any(word.startswith(one) for word in words) for one in wanted)
        ]
        found.sort(key=lambda m: (term_on(m, on) is None, -_last(m), m.last, m.first, m.bioguide))
        return tuple(found[:limit])


def _last(member: Member) -> int:
    return member.terms[-1].end.toordinal() if member.terms else 0


def _words(member: Member) -> tuple[str, ...]:
    text = " ".join((member.bioguide, member.name, member.first, member.nickname, member.last))
    for term in member.terms[-1:]:
        text += f" {term.state} {state_name(term.state)} {term.party} {term.chamber}"
    return (*folded(text).split(), *(str(term.start.year) for term in member.terms))
