"""Runs the migrations over the application's own engine: one way to reach the database, not two."""

import asyncio

from alembic import context

from database import Base, engine


def migrate(connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(main())
