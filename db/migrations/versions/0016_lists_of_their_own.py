"""Saved filters and addresses of digests say whose they are."""

import sqlalchemy as sa
from alembic import op

from db.migrations import own

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("recipients", sa.Column("organisation", sa.String(), nullable=True))
    with op.batch_alter_table("saved_filters") as table:
        table.add_column(sa.Column("organisation", sa.String(), nullable=False, server_default=""))
        table.drop_constraint("uq_saved_filters_key")
        table.create_unique_constraint(
            op.f("uq_saved_filters_organisation_key"), ["organisation", "key"]
        )
    own.run("LISTS_16")
