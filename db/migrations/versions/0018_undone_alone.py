"""What is undone leaves it known, on a server, how the asks of other letters stand."""

from db.migrations import own

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    own.run("BOARD_18")
