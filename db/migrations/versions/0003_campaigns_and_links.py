"""Campaigns, which group letters; links from asks to what carries them on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added", sa.DateTime(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("later_letter_id", sa.Integer(), nullable=True),
        sa.Column("later_ask_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("committee", sa.String(), nullable=True),
        sa.Column("asker", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["asks.id"], name=op.f("fk_links_ask_id")),
        sa.ForeignKeyConstraint(
            ["later_letter_id"], ["letters.id"], name=op.f("fk_links_later_letter_id")
        ),
        sa.ForeignKeyConstraint(["later_ask_id"], ["asks.id"], name=op.f("fk_links_later_ask_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_ask_id"), "links", ["ask_id"])
    op.create_index(op.f("ix_links_later_letter_id"), "links", ["later_letter_id"])
    for table in ("letters", "events"):
        # In one statement: SQLite cannot add a constraint to a table that exists.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN campaign_id INTEGER "
            f"CONSTRAINT fk_{table}_campaign_id REFERENCES campaigns (id)"
        )
        op.create_index(op.f(f"ix_{table}_campaign_id"), table, ["campaign_id"])
