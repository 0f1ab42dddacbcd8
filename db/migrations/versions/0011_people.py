"""People with their organisation and role, and whose what is private is."""

import sqlalchemy as sa
from alembic import op

from db.migrations import own

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("added", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_people")),
    )
    op.add_column("documents", sa.Column("organisation", sa.String(), nullable=True))
    op.add_column("events", sa.Column("organisation", sa.String(), nullable=True))
    own.run("TEAM_11")
