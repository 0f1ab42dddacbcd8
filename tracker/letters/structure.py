"""Where the parts of a letter stand in a text: head, salutation, body, signature.

The text may be the letter itself, a release that carries the letter's text, or
a story about it; lines may have been lost. Nothing is judged here: which words
ask for something, who signed and to whom it goes is read from these blocks.
Pure, and linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tracker.types import Span


class Role(StrEnum):
    """What a block of a text is to the letter."""

    LETTERHEAD = "letterhead"
    DATE = "date"
    ADDRESS = "address"
    COPIES = "copies"
    SUBJECT = "subject"
    SALUTATION = "salutation"
    BODY = "body"
    CLOSING = "closing"
    SIGNATURE = "signature"
    FOOTNOTE = "footnote"
    RELEASE = "release"
    """What the publisher says about the letter, in the publisher's own words."""
    STATEMENT = "statement"
    """What somebody is quoted as saying in the release."""
    INTRODUCTION = "introduction"
    """ "The full text of the letter is below:" """
    EXCERPT = "excerpt"
    """The letter's own words, quoted in a release."""
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """A line or paragraph, or a part of one, and its role."""

    role: Role
    span: Span


@dataclass(frozen=True, slots=True)
class Zones:
    """All blocks of a text, in its order; they do not overlap and are never blank."""

    blocks: tuple[Block, ...]

    def of(self, *roles: Role) -> tuple[Span, ...]:
        """Return where blocks of these roles stand, in the order of the text."""
        return tuple(b.span for b in self.blocks if b.role in roles)

    def has(self, *roles: Role) -> bool:
        """Say whether there is any block of these roles."""
        return any(b.role in roles for b in self.blocks)


_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = re.compile(
    rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?\d{{4}}\b|\b\d{{1,2}} {_MONTH},? \d{{4}}\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)\b"
)
_DEAR = re.compile(
    r"\b(?:Dear[ \t\xa0]{1,4}(?=[A-Z“\"])|T[Oo] (?i:whom it may concern)(?=\s?[:,]))"
)
_TITLED = re.compile(
    r"[\"“]?(?:To |Mr\. |Ms\. |Mrs\. |Madam |President|Secretary|Chair|Administrator|Director"
    r"|General|Attorney General|Ambassador|Commissioner)[^:.!?]{0,90}[:,]$"
)
_CLOSE = (
    r"(?:Very |Most )?(?:Sincerely|Respectfully(?: yours| submitted)?|Very truly yours"
    r"|(?:Kind |Best |Warm(?:est)? )?[Rr]egards|Cordially|Yours (?:truly|sincerely|faithfully|very)"
    r"|With (?:great |deep |utmost |warm )?(?:respect|appreciation|gratitude|regards)"
    r"|In (?:solidarity|service|friendship|partnership))"
)
_CLOSING = re.compile(rf"[\"“]?{_CLOSE}[^:.!?]{{0,30}}$")
_CLOSING_INLINE = re.compile(
    r"(?<=[.?!\"”)] )[ \t]{0,8}(?:Very |Most )?(?:Sincerely|Respectfully(?: yours)?)(?: yours)?,?"
    r"(?=\s|$)"
)
_INTRODUCTION = re.compile(
    r"(?i)\b(?:letter|text|correspondence|inquiry|it is available)\b[^\n]{0,140}?"
    r"\b(?:below|follow(?:s|ing)?|here|in full|attached|is|reads|states|to [a-z. ]{3,40})\b"
    r"[^\n:.]{0,60}(?:[:.]|$)"
)
_END = re.compile(r"(?:[#*+_-] ?){3,}$|-\s?30\s?-$|#{2,}|END$|\[?end\]?$", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"(?:Print|Email|E-mail|Tweet|Share|Next Article|Previous Article|Post sponsored by|Issues?:.*"
    r"|Related [A-Z].{0,80}|Tags?:.*|Permalink.*|Press Contact.*|Contact:.*|Read the full letter.*"
    r"|Back to.*|Home|Facebook|Twitter|Document)$"
)
_AFTER = re.compile(r"(?:About (?:the|Rep|Sen|Cong)|Background\b|Full list of)")
_NOTE = re.compile(
    r"(?:\[(?:\d{1,3}|[ivx]{1,5})\]|<sup>\d{1,3}</sup>|\d{1,3}\s{0,2}(?:https?://|See\b|Ibid|Id\.)"
    r"|https?://\S{0,300}$)"
)
_COPIES = re.compile(r"(?i)(?:cc|copy to|copies)\s?:|cc\b")
_SUBJECT = re.compile(r"(?i)(?:re|subject|regarding)\s?:")
_ADDRESS = re.compile(
    r"(?:The |To the )?(?:Honorable|Hon\.)|(?:The )?President\b|M(?:r|rs|s)\.|Dr\.|Gen(?:eral|\.)"
)
_HEAD_INLINE = re.compile(rf"{_DATE.pattern}|\bThe Honorable\b|\bCC:|\bRE?[Ee]?: ")
_LETTERHEAD = re.compile(
    r"(?i)united states (?:senate|house)|congress of the united|committee on|washington, ?d\.?c"
)
_SAID = re.compile(
    r"[,.!?][\"”] ?(?:\w+ ){0,3}?(?:said|says|stated|added|continued|concluded|explained|noted)\b"
    r"|[\"”] (?:Rep|Sen|Cong|Chair|Senator)\w*\b.{0,60}(?:said|stated|added|continued)\b"
)
_WROTE = re.compile(
    r"(?i)\b(?:letter|wrote|write|writes|reads|states|continues?|concluded?)\b[^\n]{0,80}[:;,]$"
)
# A text with more letters than these is an archive, or hostile.
_MOST_LETTERS = 20
_OPENING_QUOTES = ('"', "“", "”", "‘‘", "''")


def zones(text: str) -> Zones:
    """Return the blocks of a text with their roles; a text that is no letter is all release."""
    lines = list(_lines(text))
    salutations = _salutations(text, lines)
    if not salutations:
        return Zones(tuple(_ungreeted(text, lines)))
    blocks: list[Block] = []
    at = 0
    for number, salutation in enumerate(salutations):
        following = salutations[number + 1].start if number + 1 < len(salutations) else len(text)
        start = _head_start(text, lines, salutation, at)
        blocks += _release(text, _within(lines, at, start))
        blocks += _head(text, list(_within(lines, start, salutation.start)))
        limit = following
        if number + 1 < len(salutations):
            limit = _head_start(text, lines, salutations[number + 1], salutation.end)
        letter, after = _letter(text, list(_within(lines, salutation.end, limit)))
        blocks += [Block(Role.SALUTATION, salutation), *letter]
        at = after if after is not None else limit
    blocks += _release(text, _within(lines, at, len(text)))
    return Zones(tuple(blocks))


def _ungreeted(text: str, lines: list[Span]) -> Iterable[Block]:
    """Return the blocks of a text without greeting; one that closes like a letter may be one."""
    said = [line.of(text) for line in lines]
    if not any(map(_CLOSING.match, said)) or any(map(_INTRODUCTION.search, said)):
        return _release(text, lines)
    body = next((at for at, line in enumerate(said) if len(line) > 90 or line[-1] in ".?!"), 0)
    return _head(text, lines[:body]) + _letter(text, lines[body:])[0]


def _lines(text: str) -> Iterator[Span]:
    """Yield where the lines stand, stripped; blank ones are left out."""
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            start = at + len(line) - len(line.lstrip())
            yield Span(start, start + len(bare))
        at += len(line) + 1


def _within(lines: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    """Yield the parts of the lines that stand from start to end."""
    for line in lines:
        part = Span(max(line.start, start), min(line.end, end))
        # Two letters that run into each other on one line have no lines in between.
        if part.start < part.end:
            yield part


def _salutations(text: str, lines: list[Span]) -> list[Span]:
    found = []
    for line in lines:
        for dear in _DEAR.finditer(text, line.start, line.end):
            before = text[max(line.start, dear.start() - 30) : dear.start()].split()[-1:]
            if not before or not _goes_on(before[0]):
                found.append(Span(dear.start(), _salutation_end(text, dear.start(), line.end)))
                break
    others = [s for s in found if "Colleague" not in s.of(text)]
    if found:
        return (others or found)[:_MOST_LETTERS]
    for line, following in pairwise(lines):
        short = line.end - line.start <= 100 < following.end - following.start
        if short and _TITLED.match(line.of(text)):
            return [line]
    return []


def _goes_on(word: str) -> bool:
    """Say whether a sentence goes on behind a word, so that "Dear" there greets nobody."""
    return word[-1] in ",;" or (word[0].islower() and word[-1].isalpha())


def _salutation_end(text: str, start: int, line_end: int) -> int:
    """Return where a salutation ends: with its line, or in a text without lines at a mark."""
    if line_end - start <= 120:
        return line_end
    window = text[start : min(line_end, start + 200)]
    colon, comma = window.find(":"), window.find(",")
    if colon > 0 and (comma < 0 or colon < 60 or _names_only(window[:colon])):
        return start + colon + 1
    if comma > 0:
        return start + comma + 1
    return start + 4


def _names_only(words: str) -> bool:
    small = {"and", "of", "the", "for", "&"}
    return all(w[:1].isupper() or w in small for w in words.split())


def _head_start(text: str, lines: list[Span], salutation: Span, least: int) -> int:
    """Return where the letter to which a salutation belongs begins."""
    start = salutation.start
    above = list(_within(lines, least, salutation.start))[-40:]
    for line in reversed(above):
        if line.end - line.start > 160 and not _SUBJECT.match(line.of(text)):
            return _inline_head(text, line, start)
        if not _in_head(line.of(text)):
            break
        start = line.start
    return start


def _in_head(line: str) -> bool:
    """Say whether a line may stand above a salutation, as an address does."""
    if _SUBJECT.match(line) or _COPIES.match(line):
        return True
    if _END.match(line) or _INTRODUCTION.search(line):
        return False
    return not (line[-1] in '.!?:”"' and len(line.split()) >= 8)


def _inline_head(text: str, line: Span, start: int) -> int:
    """Return where the head begins in a line that lost its breaks; start if it has none."""
    window = max(line.start, line.end - 700)
    introduced = line.end == start
    for introduction in _INTRODUCTION.finditer(text, window, line.end):
        window, introduced = introduction.end(), True
    first = _HEAD_INLINE.search(text, window, line.end) if introduced else None
    return first.start() if first else start


def _head(text: str, lines: list[Span]) -> list[Block]:
    pieces = [piece for line in lines for piece in _cut(text, line)]
    dated = any(_is_date(p.of(text)) for p in pieces)
    blocks: list[Block] = []
    role = Role.LETTERHEAD if dated else Role.ADDRESS
    for piece in pieces:
        words = piece.of(text)
        if _is_date(words) and role is not Role.SUBJECT:
            blocks.append(Block(Role.DATE, piece))
            role = Role.ADDRESS
            continue
        if _COPIES.match(words):
            role = Role.COPIES
        elif _SUBJECT.match(words):
            role = Role.SUBJECT
        elif _ADDRESS.match(words) and not _copied(blocks, piece):
            role = Role.ADDRESS
        elif role is Role.ADDRESS and not blocks and _LETTERHEAD.match(words):
            blocks.append(Block(Role.LETTERHEAD, piece))
            continue
        blocks.append(Block(role, piece))
    return blocks


def _copied(blocks: list[Block], piece: Span) -> bool:
    """Say whether a name goes on the line that began with "CC:"."""
    last = blocks[-1] if blocks else None
    return last is not None and last.role is Role.COPIES and piece.start - last.span.end < 3


def _is_date(words: str) -> bool:
    return len(words) <= 60 and bool(_DATE.search(words))


def _cut(text: str, line: Span) -> Iterator[Span]:
    """Yield the parts of a head: whole lines, or what stands between marks in a long one."""
    if line.end - line.start <= 90:
        yield line
        return
    at = line.start
    for mark in _HEAD_INLINE.finditer(text, line.start, line.end):
        stops = [mark.start()] + ([mark.end()] if mark.group()[-1].isdigit() else [])
        for stop in stops:
            yield from _stripped(text, at, stop)
            at = max(at, stop)
    yield from _stripped(text, at, line.end)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span without blanks at its ends, if anything is left."""
    bare = text[start:end].strip()
    if bare:
        start = text.index(bare, start)
        yield Span(start, start + len(bare))


def _letter(text: str, lines: list[Span]) -> tuple[list[Block], int | None]:
    """Return the blocks below a salutation, and where the release goes on, if it does."""
    blocks: list[Block] = []
    closing = _closing(text, lines)
    stop = closing.start if closing else _body_end(text, lines)
    for line in _within(lines, 0, stop):
        for span in _stripped(text, line.start, line.end):
            role = Role.FOOTNOTE if _NOTE.match(span.of(text)) else Role.BODY
            if _END.match(span.of(text)):
                role = Role.BOILERPLATE
            blocks.append(Block(role, span))
    if closing:
        blocks.append(Block(Role.CLOSING, closing))
        stop = closing.end
    role = Role.SIGNATURE
    for line in _within(lines, stop, len(text)):
        words = line.of(text)
        if _NOTE.match(words):
            role = Role.FOOTNOTE
        elif _COPIES.match(words):
            role = Role.COPIES
        elif _ends_letter(words):
            return blocks, line.start
        blocks.extend(Block(role, s) for s in _stripped(text, line.start, line.end))
    return blocks, None


def _closing(text: str, lines: list[Span]) -> Span | None:
    for line in lines:
        if line.end - line.start <= 60:
            if _CLOSING.match(line.of(text)):
                return line
        elif inline := _CLOSING_INLINE.search(text, line.start, line.end):
            return Span(inline.end() - len(inline.group().lstrip()), inline.end())
    return None


def _body_end(text: str, lines: list[Span]) -> int:
    """Return where the body of a letter without a closing formula ends."""
    end = lines[-1].end if lines else 0
    for line in lines:
        words = line.of(text)
        if (words[0] == "#" and _END.match(words)) or _NAVIGATION.match(words):
            end = line.start
            break
    kept = [s for s in lines if s.start < end]
    while len(kept) > 1 and _may_be_name(kept[-1].of(text)):
        end = kept.pop().start
    return end


def _may_be_name(line: str) -> bool:
    """Say whether a last line looks signed, not written."""
    words = line.split()
    return len(words) <= 12 and line[-1] not in '.?!;"”' and _names_only(line)


def _ends_letter(words: str) -> bool:
    """Say whether a line below a signature belongs to the release again."""
    if _END.match(words) or _NAVIGATION.match(words) or _AFTER.match(words):
        return True
    parts = words.split()
    small = sum(w[0].islower() for w in parts)
    return len(parts) >= 12 and words[-1] in '.!?”"' and small * 2 > len(parts)


def _release(text: str, lines: Iterable[Span]) -> Iterator[Block]:
    """Yield the blocks of what stands around a letter."""
    quoted = False
    for line in lines:
        for span in _stripped(text, line.start, line.end):
            words = span.of(text)
            role = _release_role(words, quoted)
            if role in (Role.INTRODUCTION, Role.RELEASE):
                quoted = bool(_WROTE.search(words[-200:]))
            yield Block(role, span)


def _release_role(words: str, quoted: bool) -> Role:
    if _END.match(words) or _NAVIGATION.match(words):
        return Role.BOILERPLATE
    if _NOTE.match(words):
        return Role.FOOTNOTE
    if words.startswith(_OPENING_QUOTES):
        return Role.EXCERPT if quoted and not _SAID.search(words) else Role.STATEMENT
    if _SAID.search(words):
        return Role.STATEMENT
    if len(words) <= 220 and _INTRODUCTION.search(words):
        return Role.INTRODUCTION
    return Role.RELEASE
