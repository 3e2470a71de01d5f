"""The one table: what the five signals said at a moment."""

from datetime import datetime

from sqlalchemy import JSON, DateTime, String, func
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

import config

engine = create_async_engine(
    config.DATABASE_URL,
    pool_size=config.DB_POOL_SIZE,
    max_overflow=config.DB_MAX_OVERFLOW,
    pool_pre_ping=True,
    connect_args={"timeout": 5},
)
Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Snapshot(Base):
    __tablename__ = "snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    source: Mapped[str] = mapped_column(String(16))
    consensus: Mapped[str] = mapped_column(String(16))
    signals: Mapped[list] = mapped_column(JSON)

    def as_dict(self) -> dict:
        return {
            "id": self.id,
            "taken_at": self.taken_at.isoformat(),
            "source": self.source,
            "consensus": self.consensus,
            "signals": self.signals,
        }
