"""Runs the migrations over the application's own engine: one way to reach the database, not two."""

from alembic import context

from database import Base, engine

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
