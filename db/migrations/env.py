"""How Alembic reaches the database: by the connection that it is handed."""

from alembic import context
from sqlalchemy import Connection

from db import models
from db.engine import module_of

connection: Connection = context.config.attributes["connection"]


def _see(*told: object, **more: object) -> None:
    module_of(connection.dialect.name).migrated(connection)


context.configure(
    connection=connection,
    target_metadata=models.metadata,
    transaction_per_migration=False,
    on_version_apply=_see,
)
context.run_migrations()
