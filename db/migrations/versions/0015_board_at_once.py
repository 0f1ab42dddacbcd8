"""Indexes by which a board of a hundred thousand asks is counted and sorted without its texts."""

from db.migrations import own

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    own.run("BOARD_15")
