"""The sample's web server: a few pages in memory, in the manner of real ones.

Answers conditional requests, so that a second poll finds nothing new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one address answers."""

    body: bytes
    media_type: str
    status: int = 200

    @property
    def etag(self) -> str:
        """The body's mark, by which a later request can ask whether it changed."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


_MISSING = Page(body=b"not found", media_type="text/plain", status=404)


def handler(pages: Mapping[str, Page]) -> type[BaseHTTPRequestHandler]:
    """Return what answers requests from some pages, given by their paths."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body go out together; else each answer waits for an acknowledgment.
        wbufsize = -1

        def do_GET(self) -> None:
            page = pages.get(urlsplit(self.path).path, _MISSING)
            unchanged = self.headers.get("If-None-Match") == page.etag
            body = b"" if unchanged else page.body
            self.send_response(304 if unchanged else page.status)
            self.send_header("ETag", page.etag)
            self.send_header("Content-Type", page.media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing; the poller tells what came."""

    return Handler
