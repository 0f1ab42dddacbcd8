"""Texts that people hand in: files, addresses, lines of JSON.

Each is got on its own, when it is asked for, so that one that cannot be read
does not keep the others from being read. What a text says is not decided here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from jobs.extract import MOST_BYTES, text_of
from tracker.errors import FetchError, InputError
from tracker.types import Chamber, DocumentKind, Incoming, Page, Sheet

_WORDS = ("text", "url", "title", "published", "publisher", "chamber")


class Asker(Protocol):
    """What gets a page."""

    def get(self, url: str, /, *, accept: str = ..., delay: float = ...) -> Page | None:
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
    kind: DocumentKind | None = None
    """What the user says that it is, if the text need not tell."""
    letter_date: date | None = None
    """The date of the letter, if the user gives it."""
    warnings: tuple[str, ...] = ()
    pages: tuple[Sheet, ...] = ()
    """Where the pages of the file stand in the text."""
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
        for number, line in enumerate(_lines(jsonl), 1):
            if line.strip():
                yield partial(_of_line, f"{jsonl}, line {number}", line, published)


def how_many(names: Sequence[str], jsonl: str | None) -> int | None:
    """Return how many texts there will be; None where only reading them can tell.

    Raises:
        InputError: the file of lines cannot be read.
    """
    if jsonl is None:
        return len(names)
    if not Path(jsonl).expanduser().is_file():
        return None
    return len(names) + sum(bool(line.strip()) for line in _lines(jsonl))


def _lines(jsonl: str) -> Iterator[bytes]:
    """Yield the lines of a file, one at a time; of one that is too long, its beginning."""
    try:
        with Path(jsonl).expanduser().open("rb") as file:
            while line := file.readline(MOST_BYTES + 1):
                yield line
                while len(line) > MOST_BYTES and not line.endswith(b"\n"):
                    line = file.readline(MOST_BYTES + 1)
    except OSError as error:
        raise _unreadable(Path(jsonl), error) from None


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        InputError: there is no such file, it is a folder, or it may not be read.
    """
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> InputError:
    why = (error.strerror or "unknown reason").lower()
    return InputError("could not read the file", str(path), why)


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


def answer(asker: Asker, url: str, accept: str = "*/*", delay: float = 0.0) -> Page:
    """Return the page at an address that is asked for the first time.

    `delay` is how many seconds its host wants between two requests.

    Raises:
        FetchError: passed on; or the server says that nothing changed.
    """
    page = asker.get(url, accept=accept, delay=delay)
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
        pages=found.pages,
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
    if len(line) > MOST_BYTES:
        why = f"it is longer than {MOST_BYTES // 1_000_000} MB"
        raise InputError("could not read the line", where, why)
    try:
        data: dict[str, Any] = json.loads(line)
        for name in _WORDS:
            if not isinstance(data.get(name), str | None):
                raise ValueError(f"its '{name}' is no text")
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
    except (TypeError, AttributeError):
        raise InputError("could not read the line", where, "it is no object with a text") from None
    except RecursionError:
        raise InputError("could not read the line", where, "it is nested too deep") from None
    except ValueError as error:
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
        kind=given.kind,
        letter_date=given.letter_date,
        warnings=given.warnings,
    )
