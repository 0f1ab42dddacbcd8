"""A printed name taken apart: titles, given names, surname, party, state, district.

Pure. Knows how names of members are written in letters and releases, and no
member: whom a name means is for `resolve` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.roster.places import state_code
from tracker.text import folded, one_line
from tracker.types import Chamber

_HOUSE = (
    r"reps?|representatives?|congress(?:man|woman|men|women|members?|persons?)|cong"
    r"|dels?|delegates?"
)
_TITLE = re.compile(
    rf"(?:(?:the|and|former|fellow|us|united states|honorable|hon|dr|mr|mrs|ms"
    rf"|(?P<house>{_HOUSE}|resident commissioner|speaker)|(?P<senate>sens?|senators?)"
    rf"|(?:vice |co-?)?chair(?:man|woman|person)?(?: emeritus| emerita)?|ranking member"
    rf"|(?:(?:majority|minority|assistant|deputy|democratic|republican) )*"
    rf"(?:leader|whip))[.,]?\s+)",
    re.IGNORECASE,
)
_US = re.compile(r"^\s*(?:the\s+)?u\.\s?s\.\s+", re.IGNORECASE)
_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_TRAILING_CUE = re.compile(r",\s*((?:[DRI]|ID)\s?[-–—]\s?[A-Z][\w. -]{1,20})$")
_CREDENTIAL = re.compile(
    r",?\s+(?:m\.?d|d\.?d\.?s|ph\.?\s?d|d\.?v\.?m|o\.?d|m\.?p\.?h|d\.?o|esq|pharm\.?\s?d|r\.?n|j\.?d"
    r"|dmd|usmc|usn|usaf|usa|ret)\.?(?=$|[\s,(])",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r",?\s+(?:u\.?s\.?|united states)?\s*"
    r"(?:(?P<senate>senator)|(?P<house>representative|member of congress))$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<!\w)[\"“”'‘’]([^\"“”]{1,20}?)[\"“”'’](?!\w)")
_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv)", re.IGNORECASE)
_PARTIES = {
    "d": "Democrat",
    "dem": "Democrat",
    "democrat": "Democrat",
    "dfl": "Democrat",
    "r": "Republican",
    "rep": "Republican",
    "republican": "Republican",
    "i": "Independent",
    "id": "Independent",
    "ind": "Independent",
    "independent": "Independent",
    "l": "Libertarian",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What a text says of a member beside the name; None: it does not say."""

    chamber: Chamber | None = None
    state: str | None = None
    party: str | None = None
    district: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedName:
    """A name as it stood in a text, taken apart."""

    clean: str
    """Without titles, party and state; with suffix and nickname."""
    words: tuple[str, ...]
    """Folded, without dots; given names first, then surname."""
    nicknames: tuple[str, ...]
    """Folded; those that stood in quotes or brackets."""
    suffix: str
    """Folded: "jr", "iii"; or empty."""
    cues: Cues


@lru_cache(maxsize=8192)
def parse(printed: str) -> PrintedName:
    """Take a printed name apart; a text that is no name gives few or no words."""
    text = one_line(printed[:200])
    text, cues, aside = _brackets(text)
    text, chamber = _titles(text)
    chamber = chamber or cues.chamber
    text = _turned(text)
    quoted = [
        " ".join(tokens(q)) for q in re.findall(r"[\"“”'‘’]([^\"“”]{1,20}?)[\"“”'’](?!\w)", text)
    ]
    bare = re.sub(r"(?<!\w)[\"“”'‘’][^\"“”]{1,20}?[\"“”'’](?!\w)", " ", text)
    words = tokens(bare)
    suffix = words[-1] if words and _SUFFIX.fullmatch(words[-1]) else ""
    if suffix:
        words = words[:-1]
    clean = " ".join(filter(None, (text, aside and f"({aside})")))
    if len(words) == 1 and re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+\.?)*", aside):
        clean = f"{aside} {text}"
    return PrintedName(
        clean=clean,
        words=words,
        nicknames=tuple(filter(None, (*quoted, *tokens(aside)))),
        suffix=suffix,
        cues=Cues(chamber=chamber, state=cues.state, party=cues.party, district=cues.district),
    )


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words of a name; initials written together come apart as one word."""
    if text.isascii() and text.isalpha():
        return (text.lower(),)
    plain = re.sub(r"[.`']", "", folded(re.sub(r"(?<=\b\w)\.\s+(?=\w\.)", ".", text)))
    return tuple(re.findall(r"[a-z]+", plain))


def key(words: tuple[str, ...]) -> str:
    """Return what surnames are compared by: letters without hyphens and blanks."""
    return "".join(words)


def cues_of(inside: str) -> Cues | None:
    """Return what "D-NJ", "NJ-06", "R-Tex." or "MT-AL" says; None if it says something else."""
    party = state = district = None
    parts = [p for p in re.split(r"\s*[-–—−,/]\s*|\s+(?=\d)", inside.strip()) if p]
    # "ID" is Idaho, unless a state stands beside it.
    states = sum(state_code(part) is not None for part in parts)
    for part in parts:
        word = part.strip(". ").lower()
        number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: (?:congressional )?district)?", word)
        code = state_code(part)
        if number and district is None:
            district = int(number[1])
        elif word in ("al", "at large", "at", "large") and state:
            district = 0
        elif word in _PARTIES and party is None and (states > 1 or not code):
            party = _PARTIES[word]
        elif code and state is None:
            state = code
        else:
            return None
    return Cues(state=state, party=party, district=district) if party or state else None


def _brackets(text: str) -> tuple[str, Cues, str]:
    """Return the text without brackets, what they say, and what else stood in them."""
    cues, aside = Cues(), ""
    for match in _BRACKET.finditer(text):
        said = cues_of(match[1])
        if said:
            cues = Cues(
                state=cues.state or said.state,
                party=cues.party or said.party,
                district=said.district if cues.district is None else cues.district,
            )
        elif not aside:
            aside = match[1].strip()
    text = " ".join(_BRACKET.sub(" ", text).split()).replace(" ,", ",")
    trailing = _TRAILING_CUE.search(text)
    said = cues_of(trailing[1]) if trailing else None
    if trailing and said:
        return text[: trailing.start()], said, aside
    return text, cues, aside


def _titles(text: str) -> tuple[str, Chamber | None]:
    """Return the name without titles before and after it, and the chamber they name."""
    chamber: Chamber | None = None
    text = _US.sub("", text.strip(" ,;:*•·–—-"))
    while match := _TITLE.match(text):
        chamber = chamber or _chamber(match)
        text = _US.sub("", text[match.end() :])
    text = _CREDENTIAL.sub("", text).strip(" ,;:*")
    if match := _ENDING.search(text):
        chamber = chamber or _chamber(match)
        text = text[: match.start()]
    return text.strip(" ,;:*"), chamber


def _chamber(match: re.Match[str]) -> Chamber | None:
    if match["senate"]:
        return Chamber.SENATE
    return Chamber.HOUSE if match["house"] else None


def _turned(text: str) -> str:
    """Return "Last, First" as "First Last"; "Last, Jr." stays."""
    last, comma, first = text.partition(",")
    words = tokens(first)
    if not comma or not words or _SUFFIX.fullmatch(words[0]):
        return text
    if state_code(first):
        return last
    return f"{first.strip()} {last.strip()}"
