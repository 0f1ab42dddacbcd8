"""What a manager, a service and an organisation that guesses could still do is closed."""

from db.migrations import own

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    own.run("TEAM_13")
