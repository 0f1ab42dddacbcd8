"""How many candidates wait is kept, too: where nobody reviews, there are many of them."""

from db.migrations import own

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    own.run("BOARD_19")
