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


def fixed(kit: Kit, ask_id: int, document_id: int, who: str) -> int:
    """Fix the best passage of a document's latest revision as evidence; return its id."""
    revision = kit.store.documents.revisions(document_id)[-1]
    passage = passage_for(kit, ask_id, revision)
    return kit.store.ledger.add_evidence(ask_id, revision.id, passage, who=who, now=kit.now()).id
