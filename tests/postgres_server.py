"""A private PostgreSQL on 127.0.0.1."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers import HOST, CannotStart, Server, free_port, identity


class Postgres(Server):
    """A cluster of its own, without passwords and without fsync; `create(name)` gives a fresh database."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda home: int(home.parent.name))
        if not homes:
            raise CannotStart("PostgreSQL is not installed: apt-get install postgresql")
        self.home = homes[-1]
        self.user = "postgres" if os.getuid() == 0 else None
        self.port = free_port()
        self.greeting = ((self.port, b""),)
        if self.user:
            shutil.chown(folder, self.user, self.user)
        self._run(
            "initdb", "-D", str(folder / "data"), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.home / name), *(["-U", "kmn"] if name == "initdb" else []), *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, **identity(self.user))
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")

    def command(self) -> list[str]:
        """The server in the foreground, on TCP and without a Unix socket."""
        options = {"listen_addresses": HOST, "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        flags = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        return [str(self.home / "postgres"), "-D", str(self.folder / "data"), *flags]

    def create(self, database: str) -> str:
        """The SQLAlchemy URL of a new, empty database."""
        self._run("createdb", "-h", HOST, "-p", str(self.port), "-U", "kmn", database)
        return f"postgresql+psycopg://kmn@{HOST}:{self.port}/{database}"

    def drop(self, database: str) -> None:
        """Ends the connections that are left and removes the database."""
        self._run("dropdb", "-f", "-h", HOST, "-p", str(self.port), "-U", "kmn", database)
