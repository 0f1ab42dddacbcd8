"""Runs that somebody stopped were kept as if they had been cut off."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        "UPDATE runs SET outcome = 'stopped', error = NULL "
        "WHERE outcome = 'cut off' AND error = 'it was stopped'"
    )
