"""How long to wait between two requests to a source's host; changes of its health."""

import sqlalchemy as sa
from alembic import op

from db.migrations import own

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("sources", sa.Column("delay", sa.Float(), nullable=True))
    op.add_column("sources", sa.Column("health", sa.String(), nullable=True))
    op.create_table(
        "health_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_health_changes_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_changes")),
    )
    op.create_index(op.f("ix_health_changes_at"), "health_changes", ["at"])
    own.run("GUARDS_2")
