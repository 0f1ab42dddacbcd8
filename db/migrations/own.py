"""What a migration does in each kind of database in its own way."""

from __future__ import annotations

from alembic import op

from db.engine import module_of


def run(name: str) -> None:
    """Run the statements that the database's own module keeps under a name."""
    own = module_of(op.get_bind().dialect.name)
    # Triggers want columns that do not change any more.
    own.migrated(op.get_bind())
    for statement in getattr(own, name):
        op.execute(statement)
