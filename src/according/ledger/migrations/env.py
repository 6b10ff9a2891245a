"""Alembic's environment: it works on the connection that `migrating` hands over, inside its transaction."""

from alembic import context

from according.ledger.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
