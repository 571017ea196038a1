"""Alembic's entry: runs the revisions on the connection, and inside the transaction, that `infra.database` opened."""

from __future__ import annotations

from alembic import context


def run() -> None:
    """Run what is asked for; Alembic has put the request into its context."""
    context.configure(connection=context.config.attributes["connection"])
    with context.begin_transaction():
        context.run_migrations()


# The name under which Alembic loads this file; importing it as a module does nothing.
if __name__ == "env_py":
    run()
