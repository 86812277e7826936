"""What of a text can still be found in a database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import MetaData, select

from bot.store import Store


def remains(store: Store, word: str) -> list[str]:
    """Return the tables, and on SQLite the files, in which an ASCII word still stands."""
    tables = MetaData()
    tables.reflect(store.engine)
    with store.engine.connect() as connection:
        found = [
            table.name
            for table in tables.sorted_tables
            if word in str(connection.execute(select(table)).all())
        ]
    if store.engine.dialect.name == "sqlite":
        path = Path(str(store.engine.url.database))
        files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
        found += [file.name for file in files if word.encode() in file.read_bytes()]
    return found
