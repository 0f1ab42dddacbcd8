"""Who a printed name means, as of a day; or why it cannot be said.

Pure; never guesses between two. What is printed with a name (chamber, state,
party) must agree with the member; what merely stands near it only decides
between members that fit equally well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Prefix

from tracker.roster.aliases import forms, related
from tracker.roster.names import Cues, PrintedName, key, parse, tokens
from tracker.roster.places import state_name
from tracker.types import Chamber, Member, Term

# A release may still name somebody who left some weeks ago.
_GRACE = timedelta(days=30)
_KNOWN, _INITIAL, _SLIP, _NONE = 3, 2, 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What we know of a member better than the public files."""

    bioguide: str
    names: tuple[str, ...] = ()
    """Other names by which letters call the member."""
    left: date | None = None
    """The last day in the seat, where the files have it later."""
    checked: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The member whom a printed name means, or why that cannot be said."""

    printed: PrintedName
    member: Member | None = None
    why: str | None = None
    """None if it is resolved."""
    suggestions: tuple[Member, ...] = ()
    """Members who may be meant, likeliest first; never more than three."""

    def warning(self, printed: str) -> str | None:
        """Return the sentence that tells staff; None if the name is resolved."""
        if self.why is None:
            return None
        names = ", ".join(_shown(member, self.suggestions) for member in self.suggestions)
        hint = f"; did you mean {names}?" if names else ""
        return f"name not resolved: '{printed}': {self.why}{hint}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member as names are compared."""

    member: Member
    surnames: frozenset[str]
    """Squeezed: the whole surname, and parts of it by which the member goes."""
    whole: str
    width: int
    """How many words the surname has."""
    given: frozenset[str]
    """First name, nicknames, and what official forms put before the surname."""
    middle: frozenset[str]
    short: frozenset[str]
    """Familiar forms of the first name."""
    suffix: str


class Roster:
    """All members, found by printed name."""

    def __init__(self, members: Iterable[Member], overrides: Iterable[Override] = ()) -> None:
        """Index the members; overrides win over what the members say of themselves."""
        own = {override.bioguide: override for override in overrides}
        self._entries = [_entry(*_corrected(m, own.get(m.bioguide))) for m in members]
        self._by_surname: dict[str, list[_Entry]] = defaultdict(list)
        for entry in self._entries:
            for surname in entry.surnames:
                self._by_surname[surname].append(entry)
        self._by_id = {entry.member.bioguide: entry.member for entry in self._entries}
        self._serving = lru_cache(maxsize=64)(self._serving_on)

    def get(self, bioguide: str) -> Member | None:
        """Return the member with this id, or None."""
        return self._by_id.get(bioguide)

    def knows_surname(self, words: tuple[str, ...]) -> bool:
        """Say whether some member, of any time, is called so."""
        return key(words) in self._by_surname

    def serving(self, on: date) -> tuple[Member, ...]:
        """Return who sat on that day, in the order of the roster."""
        return tuple(entry.member for entry in self._serving(on))

    def resolve(
        self,
        printed: str,
        *,
        on: date | None,
        chamber: Chamber | None = None,
        state: str | None = None,
        party: str | None = None,
        district: int | None = None,
        near: Collection[str] = (),
        strict: bool = False,
    ) -> Resolution:
        """Return the one member whom the name means on that day, or why there is none.

        What is passed beside the name counts as printed with it, unless the
        name itself says otherwise. `near` are bioguide ids of members whom the
        text names elsewhere: they decide between equals only. Without a day
        every member of any time is considered. `strict` forgives no slips and
        suggests nobody who is not called so; it is fast enough for every word.
        """
        name = parse(printed)
        cues = Cues(
            chamber=name.cues.chamber or chamber,
            state=name.cues.state or state,
            party=name.cues.party or party,
            district=district if name.cues.district is None else name.cues.district,
        )
        if not name.words:
            return Resolution(printed=name, why="it holds no name")
        best = self._matching(name, cues, on, strict)
        if len(best) > 1:
            best = _decided(best, name, cues, near, on)
        if len(best) == 1:
            return Resolution(printed=name, member=best[0].member)
        if best:
            why = f"{len(best)} members of that name sat{_when(on)}"
            return Resolution(printed=name, why=why, suggestions=_members(best))
        return self._unresolved(name, cues, on, strict)

    def _matching(
        self, name: PrintedName, cues: Cues, on: date | None, strict: bool
    ) -> list[_Entry]:
        """Return who fits best, by surname first, then by slips of the pen."""
        for grace in (timedelta(), _GRACE) if on else (timedelta(),):
            for search in (self._by_exact_surname, self._by_slip)[: 1 if strict else 2]:
                fitting = [
                    (level, entry)
                    for level, entry in search(name, cues, on)
                    if level and _sat(entry.member, cues, on, grace)
                ]
                top = max((level for level, _ in fitting), default=_NONE)
                if top > (_SLIP if strict else _NONE):
                    return [entry for level, entry in fitting if level == top]
        return []

    def _by_exact_surname(
        self, name: PrintedName, cues: Cues, on: date | None
    ) -> list[tuple[int, _Entry]]:
        """Return those whose surname the last words are, the longest such surname first."""
        for start in range(len(name.words)):
            entries = self._by_surname.get(key(name.words[start:]), ())
            found = [
                (_level(name, start, entry), entry)
                for entry in entries
                if _sat(entry.member, cues, on, _GRACE)
            ]
            if any(level for level, _ in found):
                return found
        return []

    def _by_slip(self, name: PrintedName, cues: Cues, on: date | None) -> list[tuple[int, _Entry]]:
        """Return those whose surname is one slip away and whose given name agrees."""
        surname = name.words[-1]
        if on is None or len(surname) < 4:
            return []
        if any(_sat(e.member, cues, on, timedelta()) for e in self._by_surname.get(surname, ())):
            return []
        found = []
        for entry, far in self._near(name, on):
            start = max(0, len(name.words) - entry.width)
            if not far or far > (2 if len(entry.whole) > 8 else 1):
                continue
            if start == 0 and cues.state and len(surname) > 4:
                found.append((_SLIP, entry))
            elif start and (level := _level(name, start, entry)) >= _KNOWN:
                found.append((level, entry))
        return found

    def _near(self, name: PrintedName, on: date | None) -> Iterator[tuple[_Entry, int]]:
        """Yield who sat on that day with a surname at most two slips away, and how far."""
        entries = self._serving(on)
        for width in (1, 2, 3):
            printed = key(name.words[-width:])
            choices = [e.whole if e.width == width else None for e in entries]
            near = process.extract(
                printed, choices, scorer=DamerauLevenshtein.distance, score_cutoff=2, limit=None
            )
            for _, far, index in near:
                yield entries[index], int(far)

    def _unresolved(
        self, name: PrintedName, cues: Cues, on: date | None, strict: bool
    ) -> Resolution:
        """Say why nobody fits, and who comes nearest."""
        parts = ["no member of that name sat"]
        # Where somebody of that name sat for the state, what else differs must be said.
        if cues.chamber and self._any(name, Cues(state=cues.state), on):
            parts.append(f"in the {cues.chamber.title()}")
        if cues.state:
            parts.append(f"for {state_name(cues.state)}")
        if cues.party and self._any(name, replace(cues, party=None), on):
            parts.append(f"as {_a(cues.party)}")
        why = " ".join(parts) + _when(on)
        if strict:
            return Resolution(printed=name, why=why)
        near = dict.fromkeys(entry.member.bioguide for entry, _ in self._near(name, on))
        ranked = sorted(
            (
                (_nearness(name, entry, cues, on), entry)
                for entry in self._serving(on)
                if entry.member.bioguide in near
                or (cues.state and _sat(entry.member, Cues(state=cues.state), on, timedelta()))
            ),
            key=lambda pair: -pair[0],
        )
        likely = [(score, entry) for score, entry in ranked if score >= 2.0]
        best = [entry for score, entry in likely[:3] if score >= ranked[0][0] - 0.5]
        # A namesake from elsewhere must not hide the one who has the seat.
        home = [e for _, e in likely if cues.state and _sat(e.member, cues, on, timedelta())][:1]
        best = home + [entry for entry in best if entry not in home]
        return Resolution(printed=name, why=why, suggestions=_members(best))

    def _any(self, name: PrintedName, cues: Cues, on: date | None) -> bool:
        """Say whether somebody of that name fits; where no state is given, nobody is asked."""
        return cues.state is None or bool(self._matching(name, cues, on, strict=True))

    def _serving_on(self, on: date | None) -> list[_Entry]:
        return [entry for entry in self._entries if _sat(entry.member, Cues(), on, timedelta())]


def _corrected(member: Member, own: Override | None) -> tuple[Member, tuple[str, ...]]:
    """Return the member as the override has it, and further names."""
    if own is None:
        return member, ()
    left = own.left
    if left is not None:
        terms = tuple(
            replace(term, end=min(term.end, left)) for term in member.terms if term.start <= left
        )
        member = replace(member, terms=terms)
    return member, own.names


def _entry(member: Member, others: tuple[str, ...]) -> _Entry:
    last = tokens(member.last)
    surnames = {key(last), *([last[-1]] if len(last) > 1 and len(last[-1]) > 3 else [])}
    given = {key(tokens(member.first)), *tokens(member.first)}
    # Some sites lose accented letters altogether: "Snchez".
    surnames.add(key(tokens(_ascii(member.last))))
    given.update(tokens(_ascii(member.first)))
    for form in (member.official, *others):
        words = tokens(form)
        whole = next((i for i in range(len(words)) if key(words[i:]) in surnames), None)
        if whole is None and form in others and words:
            surnames.add(words[-1])
            whole = len(words) - 1
        given.update(w for w in words[:whole] if len(w) > 1)
    given.update((key(tokens(member.nickname)), *tokens(member.nickname)))
    return _Entry(
        member=member,
        surnames=frozenset(filter(None, surnames)),
        whole=key(last),
        width=len(last),
        given=frozenset(filter(None, given)),
        middle=frozenset(tokens(member.middle)),
        short=forms(key(tokens(member.first))),
        suffix=key(tokens(member.suffix)),
    )


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()


def _level(name: PrintedName, start: int, entry: _Entry) -> int:
    """Say how well the words before the surname agree with the member's given names."""
    given = (*name.words[:start], *name.nicknames)
    if name.suffix and entry.suffix and name.suffix != entry.suffix:
        return _NONE
    if not given:
        return _KNOWN if key(name.words[start:]) == entry.whole else _NONE
    if key(given) in entry.given:
        return _KNOWN
    # An initial says nothing where a whole name beside it disagrees.
    spoken = [word for word in given if len(word) > 2] or given
    return max(_agreement(word, entry) for word in spoken)


def _agreement(word: str, entry: _Entry) -> int:
    """Say how well one given name agrees with those of the member."""
    if any(related(word, name) for name in entry.given):
        return _KNOWN
    if len(word) > 1 and word in entry.middle:
        return _KNOWN
    first, middle = ({name[0] for name in names} for names in (entry.given, entry.middle))
    if word in first | middle or (len(word) == 2 and word[0] in first and word[1] in middle):
        return _INITIAL
    if len(word) > 2 and any(_slip(word, name) for name in entry.given | entry.short):
        return _SLIP
    return _NONE


def _slip(word: str, name: str) -> bool:
    """Say whether a given name is the other with one letter wrong, or cut short."""
    shared = Prefix.similarity(word, name)
    cut = shared >= 3 and shared == min(len(word), len(name))
    return cut or (len(name) > 2 and DamerauLevenshtein.distance(word, name, score_cutoff=1) <= 1)


def _sat(member: Member, cues: Cues, on: date | None, grace: timedelta) -> bool:
    """Say whether some term of the member fits the day, the chamber, the state and the party."""
    return any(_fits(term, cues, on, grace) for term in member.terms)


def _fits(term: Term, cues: Cues, on: date | None, grace: timedelta) -> bool:
    # An independent is often printed with the party of the caucus, or of the election.
    parties = (cues.party or "", "Independent")
    return (
        (on is None or term.start <= on <= term.end + grace)
        and cues.chamber in (None, term.chamber)
        and cues.state in (None, term.state)
        and any(party in term.party for party in parties)
    )


def _decided(
    entries: list[_Entry], name: PrintedName, cues: Cues, near: Collection[str], on: date | None
) -> list[_Entry]:
    """Return the one that suffix, district or the rest of the text points to, else all."""
    for pointed in (
        [e for e in entries if name.suffix and e.suffix == name.suffix],
        [e for e in entries if cues.district is not None and _holds(e.member, cues, on)],
        [e for e in entries if e.member.bioguide in near],
    ):
        if len(pointed) == 1:
            return pointed
    return entries


def _holds(member: Member, cues: Cues, on: date | None) -> bool:
    return any(
        _fits(term, cues, on, timedelta()) and term.district == cues.district
        for term in member.terms
    )


def _nearness(name: PrintedName, entry: _Entry, cues: Cues, on: date | None) -> float:
    """Say how likely a name that fits nobody means this member; for suggestions only."""
    surname = key(name.words[-1:])
    far = DamerauLevenshtein.distance(surname, entry.whole, score_cutoff=2)
    score = {0: 2.0, 1: 1.5, 2: 1.0 if len(surname) > 5 else 0.0}.get(far, 0.0)
    score += _level(name, len(name.words) - 1, entry) / 3 if len(name.words) > 1 else 0.0
    for cue in (
        Cues(state=cues.state),
        Cues(state=cues.state, party=cues.party) if cues.state else Cues(),
        Cues(chamber=cues.chamber),
    ):
        if cue != Cues() and _sat(entry.member, cue, on, timedelta()):
            score += 0.5
    return score


def _shown(member: Member, among: tuple[Member, ...]) -> str:
    """Return the member's name, with the state where another has the same name."""
    if sum(other.name == member.name for other in among) > 1:
        return f"{member.name} ({member.terms[-1].state})"
    return member.name


def _members(entries: list[_Entry]) -> tuple[Member, ...]:
    return tuple(entry.member for entry in entries[:3])


def _when(on: date | None) -> str:
    return f" on {on.isoformat()}" if on else ""


def _a(party: str) -> str:
    return f"an {party}" if party[0] in "AEIOU" else f"a {party}"
