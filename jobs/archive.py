"""Keep captured bytes as they came, under their hash, where any replay tool can open them.

One WARC 1.1 file, compressed, for each body. It appears whole, is on disk when
`put` returns, and is never removed; one that a power cut left damaged is
written again when the same bytes come again. Who refers to it stands in the store.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import zlib
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex

from isal import igzip
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.errors import InputError
from tracker.types import Capture, Page

# The body is kept unpacked, so these no longer hold; warcio's own custom is to
# keep what they said under another name.
_UNPACKED = ("content-encoding", "transfer-encoding", "content-length")
# As small as zlib's level 2 in a fifth of its time; warcio itself packs at zlib's level 9.
_PACKING = 2
_HASH = re.compile(r"[0-9a-f]{64}")


class Archive:
    """The folder of captured bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, page: Page) -> Capture:
        """Keep a response with its headers; what is kept already stays as it is.

        Raises:
            InputError: the disk is full or the folder cannot be written.
        """
        digest = hashlib.sha256(page.body).hexdigest()
        capture = Capture(
            hash=digest,
            url=page.url,
            media_type=page.media_type,
            size=len(page.body),
            at=page.fetched,
        )
        if not self._holds(capture.hash):
            self._write(capture.hash, _response(page))
        return capture

    def put_file(self, body: bytes, *, url: str, media_type: str, at: datetime) -> Capture:
        """Keep the bytes of a file that a person gave; `url` is its address or "file:" and name.

        Raises:
            InputError: the disk is full or the folder cannot be written.
        """
        digest = hashlib.sha256(body).hexdigest()
        if not self._holds(digest):
            self._write(digest, _resource(body, url, media_type, at))
        return Capture(hash=digest, url=url, media_type=media_type, size=len(body), at=at)

    def get(self, digest: str) -> bytes:
        """Return the bytes of that SHA-256, checked against it.

        Raises:
            InputError: they are not kept here, or not as they were.
        """
        packed = self.warc(digest)
        try:
            record = next(iter(ArchiveIterator(io.BytesIO(packed))))
            body: bytes = record.content_stream().read()
        except (ArchiveLoadFailed, StopIteration, zlib.error, EOFError, OSError):
            body = b""
        if hashlib.sha256(body).hexdigest() != digest:
            raise InputError(
                "archive damaged", digest, "the file no longer fits its hash", "restore a backup"
            )
        return body

    def warc(self, digest: str) -> bytes:
        """Return the WARC file in which those bytes lie.

        Raises:
            InputError: they are not kept here.
        """
        try:
            return self._file(digest).read_bytes()
        except OSError as error:
            why = error.strerror or "it cannot be read"
            raise InputError("not in the archive", digest, why) from None

    def _holds(self, digest: str) -> bool:
        try:
            self.get(digest)
        except InputError:
            return False
        return True

    def _file(self, digest: str) -> Path:
        if not _HASH.fullmatch(digest):
            raise InputError("not in the archive", digest, "it is no SHA-256")
        return self._folder / digest[:2] / f"{digest}.warc.gz"

    def _write(self, digest: str, packed: bytes) -> None:
        file = self._file(digest)
        # The folder may be several machines', whose processes have the same numbers.
        part = file.with_name(f"{digest}.{token_hex(8)}.part")
        ours = [part]
        try:
            _make_private(self._folder, file.parent)
            with open(part, "xb") as out:
                out.write(packed)
                out.flush()
                os.replace(part, file)
                ours.append(file)
                # After the renaming, so that one wait puts bytes and name on disk.
                os.fsync(out.fileno())
        except OSError as error:
            for half in ours:
                with suppress(OSError):
                    half.unlink()
            why = error.strerror or str(error)
            step = "free some space or give the right to write"
            raise InputError("could not archive", str(file.parent), why, step) from None


def _response(page: Page) -> bytes:
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = ""
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _UNPACKED else name, _plain(value))
        for name, value in page.headers
    ]
    headers.append(("Content-Length", str(len(page.body))))
    return _record(
        "response",
        page.final_url or page.url,
        page.body,
        page.fetched,
        http_headers=StatusAndHeaders(
            f"{page.status} {phrase}".strip(), headers, protocol="HTTP/1.1"
        ),
    )


def _resource(body: bytes, url: str, media_type: str, at: datetime) -> bytes:
    kind = _plain(media_type) or "application/octet-stream"
    return _record("resource", url, body, at, warc_content_type=kind)


def _record(kind: str, url: str, body: bytes, at: datetime, **more: object) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    date = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    record = writer.create_warc_record(
        _plain(url),
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict={"WARC-Date": date},
        **more,
    )
    writer.write_record(record)
    return igzip.compress(out.getvalue(), compresslevel=_PACKING, mtime=0)


def _plain(value: str) -> str:
    """Return a header's value on one line; no header can begin another."""
    return " ".join(value.split())


def _make_private(*folders: Path) -> None:
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
