"""Copies every table as compressed CSV, in one consistent snapshot, to the backup bucket.

    python -m services.backup_service              uploads
    python -m services.backup_service DIRECTORY    writes the files there instead
"""

import gzip
import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import text

from database import Base, engine

BUCKET = "https://backups.tradesense.example.com"


def dump() -> dict[str, bytes]:
    """The tables as of one moment, each as `<table>.csv.gz`."""
    files = {}
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        cursor = connection.connection.cursor()
        for table in Base.metadata.sorted_tables:
            buffer = io.BytesIO()
            with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as compressed:
                cursor.copy_expert(f'COPY "{table.name}" TO STDOUT WITH (FORMAT csv, HEADER)', compressed)
            files[f"{table.name}.csv.gz"] = buffer.getvalue()
    return files


def upload(files: dict[str, bytes], folder: str) -> None:
    headers = {"Authorization": f"Bearer {os.environ['BACKUP_BUCKET_KEY']}"}
    with httpx.Client(base_url=BUCKET, headers=headers, timeout=120) as client:
        for name, content in files.items():
            client.put(f"/{folder}/{name}", content=content).raise_for_status()


def main() -> None:
    files = dump()
    if len(sys.argv) > 1:
        for name, content in files.items():
            Path(sys.argv[1], name).write_bytes(content)
    else:
        upload(files, datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ"))
    print(f"backed up {len(files)} tables, {sum(map(len, files.values()))} bytes")


if __name__ == "__main__":
    main()
