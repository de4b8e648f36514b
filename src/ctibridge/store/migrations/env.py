"""Run by Alembic: the connection, and the transaction around everything, are those of `store/migrate.py`."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
