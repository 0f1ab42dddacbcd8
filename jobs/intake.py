"""A file or an address to a stored letter, reply or document.

The bytes are archived first, then everything that a text brings is stored in
one step. What a text is, and whether its letter is held already, is decided
before anything is kept: a text that is no letter leaves no trace. Matching is
not done here; what is new waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jobs.archive import Archive
from jobs.extract import MOST_BYTES, text_of
from jobs.passages import passages
from jobs.reading import read
from tracker.errors import FetchError, InputError
from tracker.letters.same import find
from tracker.text import one_line, text_hash
from tracker.types import (
    Chamber,
    Document,
    DocumentKind,
    Incoming,
    Letter,
    LetterSource,
    NewSource,
    Page,
    Reading,
)

if TYPE_CHECKING:
    from db.store import Store
    from tracker.roster import Roster

_A = {DocumentKind.REPLY: "a reply", DocumentKind.OTHER: "something else"}
_NO_LETTER = "file it with `askwatch document add`, or a reply with `askwatch reply add`"


class Asker(Protocol):
    """What gets a page."""

    def get(self, url: str, /, *, accept: str = ...) -> Page | None:
        """Return the page at an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A text that somebody handed us, with the bytes from which it was taken."""

    name: str
    """The file or address as the user gave it."""
    url: str | None
    body: bytes
    media_type: str
    text: str
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    chamber: Chamber | None = None
    warnings: tuple[str, ...] = ()
    page: Page | None = None
    """The answer that brought it, where it has an address."""

    @property
    def raw_hash(self) -> str:
        """SHA-256 of the bytes."""
        return sha256(self.body).hexdigest()

    @property
    def address(self) -> str:
        """Where it came from; "file:" and the name where it has no address."""
        return self.url or f"file:{Path(self.name).name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a text turned out to be, before anything of it is kept."""

    given: Given
    reading: Reading
    held: Letter | None
    """The letter of which it speaks, where that is held already."""
    why: str | None = None
    """Why we think that it is that letter."""
    source: LetterSource | None = None
    """The source that has this very text already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of a text."""

    letter: Letter
    status: str
    """"added", "source added" or "held already"."""
    name: str


def texts(
    names: Sequence[str],
    jsonl: str | None,
    asker: Callable[[], Asker],
    *,
    published: date | None = None,
) -> Iterator[Callable[[], Given]]:
    """Yield, for each file, address or line, what reads it when called.

    So one that cannot be read does not keep the others from being read. `asker`
    is called only when there is an address to ask.

    Raises:
        InputError: nothing was named, or the file of lines cannot be read.
    """
    if not names and jsonl is None:
        raise InputError("nothing to read", None, "", "name a file, an address or --jsonl FILE")
    for name in names:
        yield partial(_given, name, asker, published)
    if jsonl is not None:
        lines = file_bytes(Path(jsonl)).splitlines()
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield partial(_of_line, f"{jsonl}, line {number}", line, published)


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        InputError: there is no such file, it is a folder, or it may not be read.
    """
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise InputError("could not read the file", str(path), why) from None


def roster_files(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each roster file; of a folder, those of its legislators files.

    Raises:
        InputError: a file cannot be read, or a folder has none.
    """
    for name in names:
        given = Path(name).expanduser()
        files = sorted(given.glob("legislators-*.json")) if given.is_dir() else [given]
        for file in files or [given / "legislators-current.json"]:
            yield str(file), file_bytes(file)


def answer(asker: Asker, url: str, accept: str = "*/*") -> Page:
    """Return the page at an address that is asked for the first time.

    Raises:
        FetchError: passed on; or the server says that nothing changed.
    """
    page = asker.get(url, accept=accept)
    if page is None:
        raise FetchError("could not fetch", url, "it says that nothing changed since never")
    return page


def _given(name: str, asker: Callable[[], Asker], published: date | None) -> Given:
    url = name if "://" in name else None
    page = answer(asker(), url) if url else None
    body = page.body if page else _bounded(Path(name).expanduser())
    found = text_of(body, name=name, media_type=_media_type(page), url=url)
    return Given(
        name=name,
        url=url,
        body=body,
        media_type=found.media_type,
        text=found.text,
        title=found.title,
        published=published or found.published,
        warnings=found.warnings,
        page=page,
    )


def _media_type(page: Page | None) -> str | None:
    if page is None:
        return None
    return f"{page.media_type}; charset={page.charset}" if page.charset else page.media_type


def _bounded(path: Path) -> bytes:
    """Return a file's bytes, one more than may be read at most; `text_of` refuses those."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise InputError("could not read the letter", str(path), why) from None


def _of_line(where: str, line: bytes, published: date | None) -> Given:
    try:
        data: dict[str, Any] = json.loads(line)
        text, day, chamber = data["text"], data.get("published"), data.get("chamber")
        return Given(
            name=str(data.get("id") or where),
            url=data.get("url"),
            body=text.encode(),
            media_type="text/plain",
            text=text,
            title=data.get("title"),
            published=published or (date.fromisoformat(day[:10]) if day else None),
            publisher=data.get("publisher"),
            chamber=Chamber(chamber.lower()) if chamber else None,
        )
    except KeyError:
        raise InputError("could not read the line", where, "it has no 'text'") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError("could not read the line", where, str(error)) from None


def incoming(given: Given) -> Incoming:
    """Return a text as the reader of letters takes it."""
    return Incoming(
        id=given.name,
        text=given.text,
        url=given.url,
        title=given.title,
        published=given.published,
        publisher=given.publisher,
        chamber=given.chamber,
    )


class Intake:
    """Takes texts in, one after the other; remembers the letters between them."""

    def __init__(self, store: Store, archive: Archive, roster: Roster) -> None:
        self._store = store
        self._archive = archive
        self._roster = roster
        self._letters: dict[int, Letter] | None = None

    def look(self, given: Given) -> Found:
        """Read a text and find the letter that it speaks of; keeps nothing.

        Raises:
            InputError: it is no letter and neither announces nor reports one; or it
                reports one that is not held.
        """
        store, reading = self._store, read(incoming(given), self._roster)
        source = store.letters.source_with(text_hash=text_hash(given.text))
        if source is not None:
            held = store.letters.get(source.letter_id)
            return Found(given=given, reading=reading, held=held, source=source)
        if reading.kind in _A:
            why = f"it reads like {_A[reading.kind]}"
            raise InputError("no letter", given.name, why, _NO_LETTER)
        known = self._known()
        same = find(reading, given.text, given.published, known.values())
        if same is None and reading.kind is DocumentKind.COVERAGE:
            why = "it reports a letter that is not held"
            raise InputError("no letter", given.name, why, f"add the letter first, or {_NO_LETTER}")
        return Found(
            given=given,
            reading=reading,
            held=known[same.letter_id] if same else None,
            why=same.reason if same else None,
        )

    def keep(self, found: Found, *, who: str, now: datetime, confirmed: bool) -> Kept:
        """Store what a text brings: a new letter, or one more source of a held one.

        A story about a held letter is also filed as a document, so that a statement
        in it can be matched with the letter's asks.

        Raises:
            InputError: the bytes cannot be archived; nothing is kept.
            StoreError: the store cannot be written; nothing is kept.
        """
        given, held, letters = found.given, found.held, self._store.letters
        if found.source is not None and held is not None:
            if confirmed:
                held = letters.confirm(held.id, who=who, now=now)
            return Kept(letter=held, status="held already", name=given.name)
        self._keep_bytes(given, now)
        source = _source(given, found.reading.kind)
        if held is None:
            letter = letters.add(
                found.reading, given.text, source, who=who, now=now, confirmed=confirmed
            )
        else:
            # The document first: whoever is interrupted in between runs it again.
            if found.reading.kind is DocumentKind.COVERAGE:
                self._file(given, title=None, private=False, who=who, now=now)
            letter = letters.add_source(held.id, source, reading=found.reading, who=who, now=now)
        self._known()[letter.id] = letter
        return Kept(letter=letter, status="source added" if held else "added", name=given.name)

    def file(
        self, given: Given, *, title: str | None, private: bool, who: str, now: datetime
    ) -> Document:
        """File a text by hand as a document; it waits for matching like a polled one.

        Raises:
            InputError: the bytes cannot be archived; nothing is kept.
            StoreError: the store cannot be written; nothing is kept.
        """
        self._keep_bytes(given, now)
        return self._file(given, title=title, private=private, who=who, now=now)

    def file_reply(
        self, given: Given, letter: Letter, *, private: bool, who: str, now: datetime
    ) -> tuple[Document, int]:
        """File a reply to a letter; for each of its asks, propose the passage that fits best.

        Return the document, and how many passages wait for review.

        Raises:
            InputError: the bytes cannot be archived; nothing is kept.
            StoreError: the store cannot be written; nothing is kept.
        """
        document = self.file(given, title=None, private=private, who=who, now=now)
        revision = self._store.documents.revisions(document.id)[-1]
        asks = [a for a in self._store.asks.for_matching() if a.letter_id == letter.id]
        found = passages(asks, revision, f"filed as a reply to letter {letter.id}")
        proposed = self._store.candidates.record(found, revisions_done=(), asks_done=(), now=now)
        return document, proposed

    def _known(self) -> dict[int, Letter]:
        if self._letters is None:
            self._letters = {letter.id: letter for letter in self._store.letters.all()}
        return self._letters

    def _keep_bytes(self, given: Given, now: datetime) -> None:
        if given.page:
            self._archive.put(given.page)
        else:
            self._archive.put_file(
                given.body, url=given.address, media_type=given.media_type, at=now
            )

    def _file(
        self, given: Given, *, title: str | None, private: bool, who: str, now: datetime
    ) -> Document:
        day = given.published
        return self._store.documents.add_by_hand(
            identity=given.url or f"sha256:{text_hash(given.text)}",
            url=given.address,
            title=title or given.title or _heading(given.text),
            published=datetime.combine(day, time(), UTC) if day else None,
            text=given.text,
            raw_hash=given.raw_hash,
            private=private,
            now=now,
            who=who,
        )


def _heading(text: str) -> str:
    """Return the first line that is long enough to say something, else the first."""
    lines = [line for line in text.strip().splitlines()[:12] if line.strip()]
    telling = (line for line in lines if len(line.split()) > 4)
    return one_line(next(telling, lines[0]), 120)


def _source(given: Given, kind: DocumentKind) -> NewSource:
    return NewSource(
        kind=kind,
        url=given.url,
        name=given.name,
        publisher=given.publisher,
        published=given.published,
        text=given.text,
        raw_hash=given.raw_hash,
        media_type=given.media_type,
    )
