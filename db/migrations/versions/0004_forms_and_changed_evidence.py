"""The form in which an event was written; the evidence whose change a candidate tells of."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    form = sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    op.add_column("events", form)
    # Spelt out, for Alembic adds no foreign key to a table of SQLite that exists.
    op.execute(
        "ALTER TABLE candidates ADD COLUMN evidence_id INTEGER "
        "CONSTRAINT fk_candidates_evidence_id REFERENCES evidence (id)"
    )
