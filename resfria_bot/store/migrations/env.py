"""Alembic's entrance: migrations run on the connection that the program has opened."""

from alembic import context

from resfria_bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
