"""How Alembic reaches the database: by the connection that it is handed."""

from alembic import context

from db import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    transaction_per_migration=False,
)
context.run_migrations()
