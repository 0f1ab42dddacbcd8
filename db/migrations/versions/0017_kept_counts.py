"""Counts of the board are kept, so that nobody need count a hundred thousand asks anew."""

import sqlalchemy as sa
from alembic import op

from db.migrations import own

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("pile", sa.String(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rules", "pile", "stopped", "day", name=op.f("pk_tallies")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.add_column(
            "standings", sa.Column("waits", sa.Integer(), nullable=False, server_default="0")
        )
        op.add_column("standings", sa.Column("pile", sa.String(), nullable=True))
    own.run("BOARD_17")
