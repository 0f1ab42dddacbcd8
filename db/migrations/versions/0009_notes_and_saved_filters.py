"""Full text over what people wrote as reasons and notes; filters that are kept under a name."""

import sqlalchemy as sa
from alembic import op

from db.migrations import own

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("saved", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("key", name=op.f("uq_saved_filters_key")),
    )
    op.create_index(op.f("ix_documents_published"), "documents", ["published"])
    own.run("NOTES_9")
