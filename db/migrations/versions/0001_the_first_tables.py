"""The first tables, with their guards and their full-text search."""

import sqlalchemy as sa
from alembic import op

from db.migrations import own

revision = "0001"
down_revision = None


def upgrade() -> None:
    _captures()
    _letters()
    _members()
    _recipients()
    _sources()
    _addressees()
    _asks()
    _digests()
    _documents()
    _letter_sources()
    _terms()
    _visits()
    _revisions()
    _signatories()
    _candidates()
    _evidence()
    _events()
    for name in ("GUARDS_1", "SEARCH_1", "MARK_1"):
        own.run(name)


def _numbered(name: str, *parts: sa.Column | sa.Constraint) -> None:
    number = sa.Column("id", sa.Integer(), nullable=False)
    op.create_table(name, number, *parts, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def _reference(table: str, column: str, to: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _index_of_pending(table: str) -> None:
    only = sa.text("pending")
    op.create_index(f"ix_{table}_pending", table, ["id"], sqlite_where=only, postgresql_where=only)


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_captures")),
    )


def _letters() -> None:
    _numbered(
        "letters",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("stated_total", sa.Integer(), nullable=True),
        sa.Column("committee", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("warnings", sa.String(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("confirmed", sa.DateTime(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        _reference("letters", "merged_into", "letters.id"),
    )
    op.create_index(op.f("ix_letters_merged_into"), "letters", ["merged_into"])


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("bioguide", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("middle", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("nickname", sa.String(), nullable=False),
        sa.Column("official", sa.String(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bioguide", name=op.f("pk_members")),
    )


def _recipients() -> None:
    _numbered(
        "recipients",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("added", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("address", name=op.f("uq_recipients_address")),
    )


def _sources() -> None:
    _numbered(
        "sources",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("ways", sa.String(), nullable=False),
        sa.Column("every", sa.Float(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("expects", sa.Float(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("next_due", sa.DateTime(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("last_visit", sa.Integer(), nullable=True),
        sa.Column("last_good", sa.DateTime(), nullable=True),
        sa.Column("newest", sa.DateTime(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("listing", sa.String(), nullable=False),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
    )
    op.create_index(op.f("ix_sources_host"), "sources", ["host"])


def _addressees() -> None:
    _numbered(
        "addressees",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("cc", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        _reference("addressees", "letter_id", "letters.id"),
    )
    op.create_index(op.f("ix_addressees_letter_id"), "addressees", ["letter_id"])


def _asks() -> None:
    _numbered(
        "asks",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        _reference("asks", "letter_id", "letters.id"),
    )
    op.create_index(op.f("ix_asks_letter_id"), "asks", ["letter_id"])
    _index_of_pending("asks")


def _digests() -> None:
    _numbered(
        "digests",
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("sent", sa.DateTime(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        _reference("digests", "recipient_id", "recipients.id"),
        sa.UniqueConstraint("recipient_id", "week", name=op.f("uq_digests_recipient_id_week")),
    )


def _documents() -> None:
    _numbered(
        "documents",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("vanished", sa.DateTime(), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        _reference("documents", "source_id", "sources.id"),
        sa.UniqueConstraint("host", "identity", name=op.f("uq_documents_host_identity")),
    )
    op.create_index(op.f("ix_documents_source_id"), "documents", ["source_id"])


def _letter_sources() -> None:
    _numbered(
        "letter_sources",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("raw_hash", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("pages", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        _reference("letter_sources", "letter_id", "letters.id"),
        sa.UniqueConstraint("text_hash", name=op.f("uq_letter_sources_text_hash")),
    )
    op.create_index(
        op.f("ix_letter_sources_letter_id"), "letter_sources", ["letter_id"], unique=False
    )
    op.create_index(
        op.f("ix_letter_sources_raw_hash"), "letter_sources", ["raw_hash"], unique=False
    )


def _terms() -> None:
    _numbered(
        "terms",
        sa.Column("bioguide", sa.String(), nullable=False),
        sa.Column("chamber", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("district", sa.Integer(), nullable=True),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        _reference("terms", "bioguide", "members.bioguide"),
    )
    op.create_index(op.f("ix_terms_bioguide"), "terms", ["bioguide"])


def _visits() -> None:
    _numbered(
        "visits",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("next_due", sa.DateTime(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("capture", sa.String(), nullable=True),
        _reference("visits", "source_id", "sources.id"),
    )
    op.create_index("ix_visits_source_id_id", "visits", ["source_id", "id"])


def _revisions() -> None:
    _numbered(
        "revisions",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("capture", sa.String(), nullable=True),
        sa.Column("pending", sa.Boolean(), nullable=False),
        _reference("revisions", "document_id", "documents.id"),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_revisions_document_id_number")),
    )
    _index_of_pending("revisions")
    op.create_index(op.f("ix_revisions_text_hash"), "revisions", ["text_hash"])


def _signatories() -> None:
    _numbered(
        "signatories",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("printed", sa.String(), nullable=False),
        sa.Column("bioguide", sa.String(), nullable=True),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        _reference("signatories", "letter_id", "letters.id"),
        _reference("signatories", "source_id", "letter_sources.id"),
    )
    op.create_index(op.f("ix_signatories_bioguide"), "signatories", ["bioguide"])
    op.create_index(op.f("ix_signatories_letter_id"), "signatories", ["letter_id"])


def _candidates() -> None:
    _numbered(
        "candidates",
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        _reference("candidates", "ask_id", "asks.id"),
        _reference("candidates", "document_id", "documents.id"),
        _reference("candidates", "revision_id", "revisions.id"),
        sa.UniqueConstraint("ask_id", "revision_id", name=op.f("uq_candidates_ask_id_revision_id")),
    )
    op.create_index(op.f("ix_candidates_document_id"), "candidates", ["document_id"])
    op.create_index(op.f("ix_candidates_revision_id"), "candidates", ["revision_id"])


def _evidence() -> None:
    _numbered(
        "evidence",
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("raw_hash", sa.String(), nullable=True),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        _reference("evidence", "ask_id", "asks.id"),
        _reference("evidence", "revision_id", "revisions.id"),
    )
    op.create_index(op.f("ix_evidence_ask_id"), "evidence", ["ask_id"])
    op.create_index(op.f("ix_evidence_revision_id"), "evidence", ["revision_id"])


def _events() -> None:
    _numbered(
        "events",
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("ask_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        _reference("events", "ask_id", "asks.id"),
        _reference("events", "candidate_id", "candidates.id"),
        _reference("events", "evidence_id", "evidence.id"),
        _reference("events", "letter_id", "letters.id"),
        _reference("events", "undoes", "events.id"),
    )
    op.create_index(op.f("ix_events_ask_id"), "events", ["ask_id"])
    op.create_index(op.f("ix_events_at"), "events", ["at"])
    op.create_index(op.f("ix_events_letter_id"), "events", ["letter_id"])
    op.create_index(op.f("ix_events_undoes"), "events", ["undoes"])
