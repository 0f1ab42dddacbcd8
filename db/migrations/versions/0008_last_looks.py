"""When each person last looked at the board; visits by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "last_looks",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_last_looks")),
    )
    op.create_index(op.f("ix_visits_at"), "visits", ["at"])
