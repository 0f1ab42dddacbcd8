"""Documents with their revisions: what is held, what waits for matching, what a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from db.engine import Database
from tracker.types import Document, Held, Hit, Revision

BY_HAND = "by hand"
"""The source of documents that a person filed."""


class Documents:
    """Documents as they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, source: str, identities: Iterable[str]) -> dict[str, Held]:
        """Return, of these identities, the documents that the source's host already has."""
        raise NotImplementedError

    def last_listing(self, source: str) -> dict[str, Held]:
        """Return the documents on the source's latest good page, in page order."""
        raise NotImplementedError

    def get(self, document_id: int) -> Document:
        """Return a document.

        Raises:
            NotHeldError: no such document.
        """
        raise NotImplementedError

    def list(
        self, *, source: str | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[Document, ...]:
        """Return documents, last recorded first."""
        raise NotImplementedError

    def revisions(self, document_id: int) -> tuple[Revision, ...]:
        """Return a document's revisions, oldest first.

        Raises:
            NotHeldError: no such document.
        """
        raise NotImplementedError

    def revision(self, revision_id: int) -> Revision:
        """Return one revision.

        Raises:
            NotHeldError: no such revision.
        """
        raise NotImplementedError

    def latest(
        self, *, since: date | None = None, after: int = 0, limit: int = 500
    ) -> tuple[Revision, ...]:
        """Return the latest revision of each document, a page at a time, by revision id.

        Only of documents published on that day or later, or undated, where `since`
        is given. `after` is the last id of the page before.
        """
        raise NotImplementedError

    def pending(self, limit: int = 500) -> tuple[Revision, ...]:
        """Return revisions that wait for matching, oldest first; `candidates.record` clears them.

        Of a document with several only the latest matters: earlier ones are not
        returned, and are cleared with it.
        """
        raise NotImplementedError

    def add_by_hand(
        self,
        *,
        identity: str,
        url: str,
        title: str,
        published: datetime | None,
        text: str,
        raw_hash: str,
        private: bool,
        now: datetime,
        who: str,
    ) -> Document:
        """File a document that a person brings; it waits for matching.

        The same text or the same identity twice is the same document; another text
        under the same identity is its next revision.

        Raises:
            NotAllowedError: nobody is named.
        """
        raise NotImplementedError

    def search(self, query: str, limit: int = 50) -> tuple[Hit, ...]:
        """Return letters and documents in which all the words stand, best first.

        "Quoted words" are a phrase; the last word may be the beginning of one. Any
        input is a query: nothing that a person types is an error.
        """
        raise NotImplementedError
