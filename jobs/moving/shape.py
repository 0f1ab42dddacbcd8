"""Which file has which columns, and what they are called outside.

Promised names (those of `askwatch ... --json`) stand first in a file, among them
values that are worked out, like the clock; what is kept follows. Only what is kept
is read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

VERSION = 2
"""Of the files; a newer one is refused."""
MANIFEST = "export.json"
"""The file that says what the others are."""

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]
"""Rows as they are kept, by table."""

_REFERENCES = {
    "letter_id": "letter",
    "ask_id": "ask",
    "document_id": "document",
    "revision_id": "revision",
    "evidence_id": "evidence",
    "candidate_id": "candidate",
    "campaign_id": "campaign",
    "later_letter_id": "later_letter",
    "later_ask_id": "later_ask",
    "source_id": "source",
    "raw_hash": "sha256",
    "text_hash": "text_sha256",
}
_CALLED = {
    ("letters", "stated_total"): "signatory_count_stated",
    ("letters", "confirmed"): "confirmed_at",
    ("asks", "due"): "own_due",
    ("documents", "identity"): "guid",
    ("revisions", "capture"): "sha256",
    ("candidates", "quote"): "passage",
    ("candidates", "reasons"): "weighed",
    ("candidates", "evidence_id"): "changed_evidence",
    ("evidence", "quote"): "passage",
}
FILES: dict[str, tuple[str, ...]] = {
    "sources": ("sources",),
    "campaigns": ("campaigns",),
    "letters": ("letters", "merged_letters"),
    "letter_sources": ("letter_sources",),
    "addressees": ("addressees",),
    "signatories": ("signatories",),
    "asks": ("asks", "struck_asks"),
    "links": ("links",),
    "documents": ("documents",),
    "revisions": ("revisions",),
    "candidates": ("candidates",),
    "echoes": ("candidate_sources",),
    "evidence": ("evidence",),
    "events": ("events",),
    "saved_filters": ("saved_filters",),
}
"""The files of each table; the second has what lists and counts leave out."""
SINCE = {"echoes": 2, "saved_filters": 2}
"""The version from which on a table moves, where it is not the first."""


def called(table: str, column: str) -> str:
    """Return what a column of a table is called in its file."""
    return _CALLED.get((table, column)) or _REFERENCES.get(column, column)


def aside(table: str, row: Row) -> bool:
    """Say whether a row stands in its table's second file: merged into another, or struck."""
    return bool(row.get("merged_into") if table == "letters" else row.get("struck"))
