"""Where a text names members of Congress, and whom.

Names are found by the roster: words that end in a member's surname and whose
given names agree. So they are found in lists, in sentences, and where a table
lost its columns. A surname alone counts only where a title stands before it or
a state behind it, or where the caller says that surnames stand alone here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from tracker.roster import Resolution, Roster
from tracker.roster.names import cues_of, tokens
from tracker.types import Chamber, Span

_WORD = re.compile(
    r"[\"“”'‘(][A-Z][\w.'-]{0,14}[\"”'’)](?!\w)|(?:[A-Z]\.){1,3}|[^\W\d_](?:[^\W_]|['’‘-](?=\w))*"
)
# "SenatorJaneRoe" lost two blanks; "McAdam" and "DeVale" never had one.
_SEAM = re.compile(r"(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bLa)(?<!\bVan)(?<=[a-z])(?=[A-Z][a-z])")
_JOIN = re.compile(r"\.?[ \t\xa0]{1,3}|-")
_CHAIN = re.compile(r"[\s,;&]*(?:and|as well as|&)?[\s,;]*(?:the )?")
_SUFFIX = re.compile(r",?\s{1,3}(?:Jr|Sr|JR|SR|II|III|IV)\b\.?")
_DEGREE = re.compile(
    r",?\s{1,2}(?:M\.?D|D\.?D\.?S|Ph\.?\s?D|D\.?V\.?M|O\.?D|D\.?O|Pharm\.?D|R\.?N)\b\.?"
)
_CUE = re.compile(
    r",?\s{0,2}[(\[][^()\[\]\n]{1,32}[)\]]"
    r"|,\s[A-Z][\w'’]{0,30}(?:\s[A-Z]\.)?(?=;|\.$)"
    r"|,?\s{1,2}(?:[DRI]|ID)\s?[-–—]\s?[A-Z][A-Za-z.]{1,12}(?:[ -][A-Z][a-z.]{1,9})?"
)
_TITLES: dict[str, Chamber | None] = {
    **dict.fromkeys(
        "rep reps representative representatives congressman congresswoman congressmen"
        " congresswomen congressmember congressmembers congressperson del delegate"
        " delegates cong commissioner".split(),
        Chamber.HOUSE,
    ),
    **dict.fromkeys("sen sens senator senators".split(), Chamber.SENATE),
    **dict.fromkeys(
        "chair chairman chairwoman chairs chairmen co-chair co-chairs member members leader whip"
        " speaker hon honorable lawmakers colleagues".split()
    ),
}
# Who stands behind one of these holds another office, whatever the name.
_OTHERS = frozenset(
    "president secretary administrator director governor gov mayor general ambassador judge"
    " justice attorney sheriff commandant admiral minister".split()
)
# One more name in a list: some capitalised words between the marks of a list.
_PIECE = re.compile(
    r"(?:(?<=[,;:\n•])|(?<=\band)|(?<=[.)]))\s{0,3}(?:and )?(?P<name>[^\W\d_a-z][\w.'’-]*"
    r"(?: [\"“]?[^\W\d_a-z][\w.'’-]*[\"”]?){0,3})(?P<cue> ?[(\[][^()\[\]\n]{1,20}[)\]])?"
    r"(?(cue)|(?=\s{0,2}(?:[,;\n]|and\b|\.?\s{0,3}$)))"
)
NO_NAME = frozenset(
    "congress committee house senate united states university county department act caucus the"
    " washington american national federal democratic republican association ranking subcommittee"
    " january february march april june july august september october november december"
    " today monday tuesday wednesday thursday friday jr sr md agency center health world"
    " chief deputy reverend dr office".split()
)
_PARTICLES = frozenset("de la del van von der den da dos di las los".split())
_LONGEST = 5
_MEMORIAL = re.compile(
    r"(?: [A-Z]\w+){0,4} (?:Commission|Act|Award|Building|Cent(?:er|re)|Institute|School|Airport"
    r"|Hospital|Foundation|Amendment|Program|Library|Bridge|Fellowship|Courthouse)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names a member, or somebody who is called so."""

    span: Span
    """From the first given name to the suffix; without title, party and state."""
    end: int
    """Where party and state end."""
    printed: str
    """As it stands, with party and state."""
    resolution: Resolution
    chamber: Chamber | None
    """As the title says, here or at the head of the list."""
    titled: bool

    @property
    def bioguide(self) -> str | None:
        """The member's id, if the name is resolved."""
        return self.resolution.member.bioguide if self.resolution.member else None


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    folded: str
    joined: bool
    """Nothing but a blank parts it from the word before."""


def find(
    text: str,
    span: Span,
    roster: Roster,
    on: date | None,
    *,
    surnames: bool = False,
    near: Collection[str] = (),
) -> tuple[Mention, ...]:
    """Return the members named in a part of a text, in its order.

    With `surnames` a surname alone, without title or state, counts too. `near`
    decides between members who fit equally well, as in `Roster.resolve`. Slips
    of the pen are not found; see `filled`.
    """
    return _Finder(text, span, roster, on, surnames, near).found()


class _Finder:
    """One search through one part of a text."""

    def __init__(
        self,
        text: str,
        span: Span,
        roster: Roster,
        on: date | None,
        surnames: bool,
        near: Collection[str],
    ) -> None:
        self.text, self.span = text, span
        self.roster, self.on, self.surnames, self.near = roster, on, surnames, near
        self.words = _words(text, span, roster)
        self.last: Mention | None = None

    def found(self) -> tuple[Mention, ...]:
        """Return the mentions in their order."""
        every: list[Mention] = []
        at = 0
        while at < len(self.words):
            mention, used = self.at(at)
            if mention:
                every.append(mention)
                self.last = mention
            at += used
        return tuple(every)

    def at(self, at: int) -> tuple[Mention | None, int]:
        """Return the mention that begins at a word, if one does, and how many words to go on."""
        first, last = self.words[at], self.last
        if not _may_begin(first) or (last and first.start < last.end):
            return None, 1
        titled, chamber, other = _title(self.words, at)
        follows = last is not None and last.end >= self.words[at - 1].end
        inside = not follows and _inside(self.words, at)
        if other or (inside and len(first.folded) < 3):
            return None, 1
        chained = not titled and last and _CHAIN.fullmatch(self.text, last.end, first.start)
        if last and chained:
            titled, chamber = last.titled, last.chamber
        for length in range(1, _LONGEST + 1):
            words = self.words[at : at + length]
            if len(words) < length or (length > 1 and not _goes_on(words[-1])):
                break
            mention = self.whole(words, chamber, titled, bool(chained))
            if mention is None or (length == 1 and not self.alone(mention, at, inside)):
                continue
            if length > 2 and not self.opens(words, mention):
                return None, 1
            memorial = _MEMORIAL.match(self.text, mention.end, self.span.end)
            return None if memorial else mention, length
        return None, 1

    def whole(
        self, words: list[_Word], chamber: Chamber | None, titled: bool, chained: bool
    ) -> Mention | None:
        """Return the words as a mention, if they are somebody's name.

        Of a surname alone, several may be called so. The title at the head of
        a list says less than what is printed with the name.
        """
        if not self.roster.knows_surname(tuple(words[-1].folded.split())):
            return None
        mention = self.mention(words, chamber, titled)
        if chained and len(words) > 1 and not mention.bioguide:
            mention = self.mention(words, None, titled)
        some = mention.bioguide or (len(words) == 1 and mention.resolution.suggestions)
        return mention if some else None

    def alone(self, mention: Mention, at: int, inside: bool) -> bool:
        """Say whether a surname may stand for a name here."""
        marked = self.surnames or mention.titled or mention.printed.endswith((")", "]"))
        return marked and not inside and not _given(self.words, at, self.roster)

    def opens(self, words: list[_Word], mention: Mention) -> bool:
        """Say whether the first word belongs to the name: "Congress Ann Lee" is "Ann Lee"."""
        short = self.roster.resolve(
            f"{words[0].text} {words[-1].text}",
            on=self.on,
            near=(mention.bioguide or "",),
            strict=True,
        )
        return short.member == mention.resolution.member

    def mention(self, words: list[_Word], chamber: Chamber | None, titled: bool) -> Mention:
        """Return the words, with suffix, party and state behind them, as a mention."""
        start, end = words[0].start, words[-1].end
        name_end = _past(_SUFFIX, self.text, end, self.span.end)
        behind = _past(_DEGREE, self.text, name_end, self.span.end)
        cue = _CUE.match(self.text, behind, self.span.end)
        stop = cue.end() if cue and _says_something(cue.group(), len(words)) else name_end
        printed = " ".join(f"{_spaced(self.text, words)}{self.text[end:stop]}".split())
        resolution = self.roster.resolve(
            printed, on=self.on, chamber=chamber, near=self.near, strict=True
        )
        return Mention(Span(start, name_end), stop, printed, resolution, chamber, titled)


def _past(pattern: re.Pattern[str], text: str, at: int, end: int) -> int:
    match = pattern.match(text, at, end)
    return match.end() if match else at


def _words(text: str, span: Span, roster: Roster) -> list[_Word]:
    words: list[_Word] = []
    end = -1
    for match in _WORD.finditer(text, span.start, span.end):
        joined = end >= 0 and bool(_JOIN.fullmatch(text, end, match.start()))
        if joined and text[end] == "." and len(words[-1].text) > 3:
            joined = False
        for start, stop in _unglued(match.group(), roster):
            part = match.group()[start:stop]
            folded = " ".join(tokens(part))
            words.append(_Word(match.start() + start, match.start() + stop, part, folded, joined))
            joined = True
        end = match.end()
    return words


def _unglued(word: str, roster: Roster) -> list[tuple[int, int]]:
    """Return where the words stand in one that lost its blanks: "SenatorJaneRoe" has three."""
    seams = [m.end() for m in _SEAM.finditer(word)]
    if not seams or roster.knows_surname(tokens(word)):
        return [(0, len(word))]
    return list(pairwise([0, *seams, len(word)]))


def _may_begin(word: _Word) -> bool:
    return (
        word.text[0].isupper() and word.folded not in _TITLES and word.folded not in _OTHERS
    ) or (word.folded in _PARTICLES and word.text[0].islower())


def _goes_on(word: _Word) -> bool:
    return word.joined and (
        word.folded not in _TITLES
        and (word.text[0].isupper() or word.text[0] in "\"“”'‘(" or word.folded in _PARTICLES)
    )


def _given(words: list[_Word], at: int, roster: Roster) -> bool:
    """Say whether a lone surname is rather the first of a name's words: "Rush D. Holt"."""
    for word in words[at + 1 : at + 4]:
        if not _goes_on(word):
            return False
        if roster.knows_surname(tuple(word.folded.split())):
            return True
    return False


def _inside(words: list[_Word], at: int) -> bool:
    """Say whether a word goes on with somebody else's name: the "F. Roe" of "Ann F. Roe"."""
    before = words[at - 1]
    return (
        words[at].joined
        and before.text[0].isupper()
        and before.folded not in _TITLES
        and before.folded not in _OTHERS
    )


def _title(words: list[_Word], at: int) -> tuple[bool, Chamber | None, bool]:
    """Return whether a member's title stands before a word, its chamber, and whether another's."""
    if at == 0 or not (words[at].joined or words[at - 1].folded in _TITLES):
        return False, None, False
    before = words[at - 1].folded
    if before in _OTHERS:
        return False, None, True
    return before in _TITLES, _TITLES.get(before), False


def _spaced(text: str, words: list[_Word]) -> str:
    """Return the words as they stand, with a blank where they lost it."""
    name = words[0].text
    for before, word in pairwise(words):
        name += (text[before.end : word.start] or " ") + word.text
    return name


@lru_cache(maxsize=4096)
def _says_something(cue: str, words: int) -> bool:
    """Say whether brackets hold party or state, or behind a lone surname a given name."""
    inside = cue.strip(" ,()[]")
    return cues_of(inside) is not None or (
        words == 1
        and cue.strip()[0] in "(,"
        and re.sub(r"[ .]", "", inside).isalpha()
        and inside[0].isupper()
    )


def filled(
    text: str,
    span: Span,
    found: tuple[Mention, ...],
    roster: Roster,
    on: date | None,
) -> tuple[Mention, ...]:
    """Return the mentions of a list together with what stands between them and looks like a name.

    In a list of members what has a member's place is a member, even if it is
    misspelt or cannot be resolved.
    """
    whole: list[Mention] = []
    at = span.start
    alone = sum(" " not in m.resolution.printed.clean for m in found) * 2 > len(found)
    for mention in (*found, None):
        stop = mention.span.start if mention else span.end
        chamber = whole[-1].chamber if whole else None
        inside = bool(whole) and mention is not None and stop - at < 90
        for piece in _pieces(text, at, stop, alone and inside):
            printed = " ".join(piece.of(text).split())
            resolution = roster.resolve(printed, on=on, chamber=chamber)
            if resolution.member is None and chamber and " " in printed:
                resolution = roster.resolve(printed, on=on)
            if inside or resolution.member or printed.endswith(")"):
                whole.append(Mention(piece, piece.end, printed, resolution, chamber, False))
        if mention:
            whole.append(mention)
            at = mention.end
    return tuple(whole)


def _pieces(text: str, start: int, stop: int, alone: bool) -> Iterator[Span]:
    """Yield what between two members of a list looks like one more name."""
    for match in _PIECE.finditer(text, start, stop):
        words = [w for w in tokens(match["name"]) if w not in _TITLES]
        placed = bool(match["cue"]) and cues_of(match["cue"].strip(" ()[]")) is not None
        if not words or words[0] in _OTHERS or set(words) & NO_NAME:
            continue
        if not re.search(r"[^\W\d_]{3}", match["name"]):
            continue
        if placed or (1 if alone else 2) <= len([w for w in words if len(w) > 1]) <= 3:
            yield Span(match.start("name"), match.end() if placed else match.end("name"))
