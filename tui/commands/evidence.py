"""Which passage of a document speaks for a decision, where a person named only the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.types import Span

if TYPE_CHECKING:
    from tracker.types import Revision
    from tui.commands.kit import Kit


def passage_for(kit: Kit, ask_id: int, revision: Revision) -> Span:
    """Return the passage of a candidate for the ask from this revision, else the best one."""
    for candidate in kit.store.candidates.list(ask_id=ask_id):
        if candidate.revision_id == revision.id:
            return candidate.passage
    from jobs.passages import passage

    return passage(kit.store.asks.row(ask_id), revision)
