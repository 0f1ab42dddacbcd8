"""The database behind the store: opened, migrated, and one transaction at a time.

What only SQLite knows stands in `db.sqlite`. Errors of the database leave this
module as a `StoreError` that says what to do.
"""

from __future__ import annotations

from pathlib import Path


class Database:
    """An open database, for the nouns of this package."""

    def __init__(self, url: str, file: Path | None) -> None:
        self.url, self.file = url, file

    @classmethod
    def open(cls, url: str) -> Database:
        """Open a database, and make or migrate it where needed.

        Raises:
            StoreError: it cannot be used.
        """
        raise NotImplementedError

    def data_version(self) -> int:
        """Return a number that differs from the last one whenever anybody wrote in between."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        raise NotImplementedError

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the file, one line each."""
        raise NotImplementedError

    def copy_to(self, file: Path) -> None:
        """Write a consistent copy to a new file.

        Raises:
            StoreError: the file exists or cannot be written.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the file."""
        raise NotImplementedError
