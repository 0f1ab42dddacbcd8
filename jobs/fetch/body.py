"""Read a response's bytes, bounded as they come in and as they are unpacked.

We ask for gzip only, and unpack it ourselves: a megabyte can unpack to a
gigabyte, and the bound must hold before the memory is spent.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 1 << 18


class TooBigError(Exception):
    """More bytes than are allowed."""


class BrokenError(Exception):
    """The bytes are not packed as they claim to be, or they end too soon."""


def read_body(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return the body, unpacked; `encoding` is the Content-Encoding as it came.

    Raises:
        TooBigError: it is longer than the limit, packed or unpacked.
        BrokenError: it is packed in another way than we asked for, or badly.
    """
    encoding = encoding.strip().lower()
    if encoding in ("gzip", "x-gzip"):
        return _unzipped(_bounded(chunks, limit), limit)
    if encoding not in ("", "identity"):
        raise BrokenError(f"it is packed as '{encoding}', which nobody asked for")
    return b"".join(_bounded(chunks, limit))


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterable[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise TooBigError
        yield chunk


def _unzipped(chunks: Iterable[bytes], limit: int) -> bytes:
    unpacker, out = zlib.decompressobj(_GZIP), bytearray()
    try:
        for chunk in chunks:
            data = chunk
            while data and not unpacker.eof:
                out += unpacker.decompress(data, _STEP)
                if len(out) > limit:
                    out.clear()  # whoever keeps the error need not keep this
                    raise TooBigError
                data = unpacker.unconsumed_tail
                if unpacker.eof and unpacker.unused_data[:2] == b"\x1f\x8b":
                    data, unpacker = unpacker.unused_data, zlib.decompressobj(_GZIP)
    except zlib.error as error:
        raise BrokenError("its gzip is damaged") from error
    if not unpacker.eof:
        raise BrokenError("it breaks off")
    return bytes(out)
