"""Members, and letters as read and as kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where something stands in a text: characters start (in) to end (out)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that stand there."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed page of a file: where it stands in the text."""

    span: Span
    sure: float | None = None
    """How sure OCR is of its words, 0 to 1; None: they were not read from a picture."""


class Chamber(StrEnum):
    """A house of Congress."""

    HOUSE = "house"
    SENATE = "senate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One stretch in one seat; start and end are its first and last day."""

    chamber: Chamber
    state: str
    """Two letters, as the post office writes them."""
    district: int | None
    """None in the Senate; 0 for a whole state."""
    party: str
    """As in the public roster: "Democrat", "Republican", "Independent", ..."""
    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person who sits or sat in Congress; the bioguide id is the identity."""

    bioguide: str
    first: str
    last: str
    middle: str = ""
    suffix: str = ""
    nickname: str = ""
    official: str = ""
    """The full name as the member's own office writes it; may be empty."""
    terms: tuple[Term, ...] = ()
    """Oldest first."""

    @property
    def name(self) -> str:
        """The name to show."""
        return self.official or " ".join(filter(None, (self.first, self.last, self.suffix)))


class DocumentKind(StrEnum):
    """What a text that somebody hands us is."""

    LETTER = "letter"
    ANNOUNCEMENT = "announcement"
    COVERAGE = "coverage"
    REPLY = "reply"
    OTHER = "other"


class AskKind(StrEnum):
    """Do something, or tell us something."""

    ACTION = "action"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A text to read, and what is known of it from outside the text."""

    id: str
    text: str
    url: str | None = None
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    """The member or body on whose site it stood: name or bioguide id."""
    chamber: Chamber | None = None
    kind: DocumentKind | None = None
    """What a person says that it is; None: the text tells."""
    letter_date: date | None = None
    """The date of the letter as a person gives it; None: the text tells."""
    warnings: tuple[str, ...] = ()
    """What was left out or guessed when the text was taken from its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """An official to whom a letter goes, or who gets a copy."""

    name: str | None
    """Without titles: "Antony Blinken"; None where only the office is named."""
    office: str | None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A name under a letter."""

    name: str
    """The printed name, cleaned of titles, party and state."""
    printed: str
    bioguide: str | None
    """None while the name is not resolved; the reason is among the warnings."""
    lead: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAsk:
    """An ask as found in a text, before anybody confirmed it."""

    span: Span
    quote: str
    """Verbatim: span.of(text)."""
    kind: AskKind
    summary: str
    due: date | None = None
    """The ask's own date, where it has one."""
    confidence: float = 1.0
    """Share of such finds that a careful reader would call an ask, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one text says, as the machine reads it."""

    kind: DocumentKind
    title: str
    """A short line that names the letter to staff."""
    letter_date: date | None = None
    letter_date_span: Span | None = None
    addressees: tuple[Addressee, ...] = ()
    cc: tuple[Addressee, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    stated_total: int | None = None
    """How many signed, where the text says it in a number."""
    reply_by: date | None = None
    """The letter's own deadline for all its asks."""
    committee: str | None = None
    asks: tuple[FoundAsk, ...] = ()
    """In the order of the text."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that a letter asks for; the unit of work."""

    id: int
    letter_id: int
    number: int
    """Its place among the letter's asks, from 1."""
    quote: str
    span: Span
    """Where the quote stands in the letter's text."""
    kind: AskKind
    summary: str
    due: date | None
    confidence: float
    struck: bool = False
    """A person decided that it is no ask; kept, but counted nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSource:
    """One text from which a letter is known: the letter itself, a release, a story."""

    id: int
    letter_id: int
    kind: DocumentKind
    url: str | None
    name: str
    """The file's name or the address, as the user gave it."""
    publisher: str | None
    published: date | None
    text: str
    text_hash: str
    raw_hash: str
    """SHA-256 of the bytes as they came; the archive finds them by it."""
    recorded: datetime
    pages: tuple[Sheet, ...] = ()
    """Where the pages of the file stand in the text; empty: it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter from members to officials, with all that is known of it."""

    id: int
    title: str
    kind: DocumentKind
    """LETTER if its own text is held, else ANNOUNCEMENT."""
    letter_date: date | None
    announced: date | None
    """The earliest day on which a source of it was published."""
    addressees: tuple[Addressee, ...]
    cc: tuple[Addressee, ...]
    signatories: tuple[Signatory, ...]
    stated_total: int | None
    reply_by: date | None
    committee: str | None
    text: str
    """The text in which its asks are marked."""
    asks: tuple[Ask, ...]
    sources: tuple[LetterSource, ...]
    warnings: tuple[str, ...]
    recorded: datetime
    confirmed: datetime | None
    """When a person confirmed the reading; None: only the machine has read it."""

    @property
    def dated(self) -> date | None:
        """The day from which it counts: printed on it, else first announced."""
        return self.letter_date or self.announced


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A text that is about to become a letter's source."""

    kind: DocumentKind
    url: str | None
    name: str
    publisher: str | None
    published: date | None
    text: str
    raw_hash: str
    media_type: str
    pages: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One letter as a list shows it."""

    id: int
    title: str
    letter_date: date | None
    announced: date | None
    addressees: tuple[Addressee, ...]
    signatories: int
    """How many are named."""
    stated_total: int | None
    asks: int
    """Without those that were struck."""
    sources: tuple[tuple[int, DocumentKind, str | None], ...]
    """Id, kind and address of each."""
    rollup: tuple[tuple[str, int], ...]
    """Its asks by outcome, in the order of `Outcome`; only those that occur."""
    confirmed: bool
    campaign: str | None = None
