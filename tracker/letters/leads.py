"""Who leads a letter: those who are said to, else those in whose name it is announced. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.letters.mentions import Mention
from tracker.text import folded
from tracker.types import Span

_LED_BY = re.compile(
    r"(?i)\b(?:co-?)?(?:led|spearheaded|organized|initiated|headed)"
    r"(?: in the (?:house|senate))? by\b"
)
_LED = re.compile(
    r"(?i)\b(?:co-?)?(?:led|leads|leading|lead|spearheaded|spearheading|organized)\b(?! by\b)"
)
_JOINED = re.compile(r"(?i)\b(?:joined|joins)(?: with)?\b(?!(?: \w+){0,4} by\b)")
_JOINED_BY = re.compile(r"(?i),? (?:(?:was|were|is|are) )?(?:joined by|alongside)\b")
_FOLLOWERS = re.compile(
    r"(?i)\b(?:alongside(?=sen|rep|cong)|(?:joined by|joined in|along with|alongside|together with"
    r"|co-?signed|signed|joining|co-?signers|also|teamed up with|which includes|including|with)\b)"
)
_VERB = re.compile(
    r"(?i)\b(?:sent|sends?|sending|wrote|writ\w+|led|leads|urg\w+|call(?:ed|ing|s)|press\w*|ask\w*"
    r"|demand\w*|request\w*|joined|joins|deliver\w*|releas\w+|signed|pushed|introduc\w+|announc\w+"
    r"|applaud\w*|submitted|issued|reiterat\w+|express\w*|warn\w*|invit\w+|teamed|is|are|was|were"
    r"|has|have|had|raised|said|welcomed|visited|secured|to)\b"
)
_COLLEAGUES = re.compile(
    r"(?i)\b(?:colleagues?|delegation|group|members|senators|lawmakers|joins?|signs?)\b"
)
_MOST = 4


@dataclass(frozen=True, slots=True)
class Cues:
    """What one sentence says about who leads; ids, or folded names of the unresolved."""

    led: tuple[str, ...]
    """Said to lead."""
    joined: tuple[str, ...]
    """Whom others are said to have joined."""
    subject: tuple[str, ...]
    """Of whom the announcing sentence speaks, before its verb."""
    followed: bool
    """That sentence tells them from those by whom they are joined."""


def identity(mention: Mention) -> str:
    """Return by what a mention is compared: the id, else the folded name."""
    return mention.bioguide or folded(mention.resolution.printed.clean)


def cues(text: str, sentence: Span, named: Sequence[Mention], *, first: bool) -> Cues:
    """Return what a sentence with signers says about who leads."""
    words = sentence.of(text)
    ids = [(m.span.start - sentence.start, m.end - sentence.start, identity(m)) for m in named]
    led: list[str] = []
    for mark in _LED_BY.finditer(words):
        led += _group(words, ids, mark.end())
    active = _LED.search(words)
    if active and not _LED_BY.search(words):
        led += _before(words, ids, active.start())
    joined: list[str] = []
    mark_joined = _JOINED.search(words)
    if mark_joined:
        joined = _group(words, ids, mark_joined.end(), _COLLEAGUES)
    subject: list[str] = []
    followed = False
    if first and ids:
        verb = _VERB.search(words, ids[0][1])
        subject = _before(words, ids, verb.start() if verb else len(words))
        followed = bool(_JOINED_BY.match(words, ids[len(subject) - 1][1])) if subject else False
    return Cues(tuple(led), tuple(joined), tuple(subject), followed)


def choose(
    signers: Sequence[tuple[str, str]], said: Sequence[Cues], title: str, publisher: str | None
) -> frozenset[str]:
    """Return who leads, of signers given as (identity, surname); at least one if there are any.

    First of: who is said to lead; whom the others joined; who is named in the
    title or is the subject of the announcement; the publisher; the first.
    """
    known = {identity for identity, _ in signers}
    led = known.intersection(*[[i for c in said for i in c.led]])
    if led:
        return frozenset(led)
    plain = set(re.findall(r"[^\W\d_]+", folded(title)))
    titled = {i for i, surname in signers if set(re.split(r"[-']", surname)) <= plain}
    joined = known.intersection(*[[i for c in said for i in c.joined]])
    if joined:
        return frozenset(joined)
    subject = known.intersection(*[[i for c in said for i in c.subject]])
    if len(subject) > _MOST:
        subject = set()
    if subject and any(c.followed for c in said):
        return frozenset(subject)
    if titled and _COLLEAGUES.search(title):
        subject = set()
    chosen = titled | subject
    if not chosen:
        chosen = {publisher} & known if publisher else set()
    return frozenset(chosen or {i for i, _ in signers[:1]})


def _group(
    words: str,
    ids: Sequence[tuple[int, int, str]],
    at: int,
    until: re.Pattern[str] = _FOLLOWERS,
) -> list[str]:
    """Return who is named right behind a place, with whom a list goes on."""
    found: list[str] = []
    for start, end, who in ids:
        if start < at:
            continue
        gap = words[at:start]
        if len(gap) > 130 or _VERB.search(gap) or until.search(gap):
            break
        found.append(who)
        at = end
    return found


def _before(words: str, ids: Sequence[tuple[int, int, str]], at: int) -> list[str]:
    """Return who is named before a place, up to the words that introduce followers."""
    follow = _FOLLOWERS.search(words, ids[0][1], at) if ids else None
    stop = min(at, follow.start()) if follow else at
    return [who for start, _, who in ids if start < stop]
