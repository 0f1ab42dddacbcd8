"""How each ask stands, kept for the board, so that it need not weigh every clock anew."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "standings",
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("heap", sa.String(), nullable=True),
        sa.Column("outstanding", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("asked", sa.Date(), nullable=True),
        sa.Column("addressees", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["asks.id"], name=op.f("fk_standings_ask_id")),
        sa.PrimaryKeyConstraint("ask_id", "rules", name=op.f("pk_standings")),
    )
    op.create_index(op.f("ix_standings_letter_id"), "standings", ["letter_id"])
    op.create_index(
        "ix_standings_rules_due", "standings", ["rules", "outstanding", "stopped", "day", "ask_id"]
    )
