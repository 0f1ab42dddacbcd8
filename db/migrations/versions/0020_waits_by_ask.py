"""What waits for an ask is found by the ask, whatever a server knows of its tables."""

from db.migrations import own

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    own.run("BOARD_20")
