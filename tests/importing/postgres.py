"""A PostgreSQL server of a test run: on the loopback only, by a user without rights, gone after."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OWNER, READER = "owner", "reader"
PASSWORD = "grün & süß/2018"  # noqa: S105 - what an address must not break on


@dataclass(frozen=True)
class Server:
    """Where the server listens."""

    port: int

    def url(self) -> str:
        """Give the address as the settings write it."""
        return f"postgresql://{READER}:${{XUSHI_TEST_PASSWORD}}@127.0.0.1:{self.port}/postgres"

    def run(self, sql: str) -> None:
        """Run statements as the owner."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=PASSWORD, dbname="postgres"
        ) as connection:
            connection.execute(sql.encode())


def programs() -> Path | None:
    """Find the server's programs where Debian puts them, or in the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).resolve().parent if named else None


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def user() -> str | None:
    """Give a user without rights, where the tests have all: the server refuses to be root's."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def serving() -> Iterator[Server]:
    """Start a server in a folder of its own, and stop it."""
    bin_dir, name = programs(), user()
    assert bin_dir is not None
    folder = Path(tempfile.mkdtemp(prefix="xushi-postgres-"))
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if name:
            shutil.chown(folder, name)
            shutil.chown(folder / "password", name)
        data, port = folder / "data", free_port()
        # LC_ALL, for the machine may lack the locale that it is set to.
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

        def run(program: str, *arguments: str) -> None:
            command = [str(bin_dir / program), "-D", str(data), *arguments]
            done = subprocess.run(
                command, user=name, env=environment, cwd=folder, capture_output=True, text=True
            )
            assert done.returncode == 0, done.stdout + done.stderr

        run(
            *("initdb", "-A", "scram-sha-256", "-U", OWNER, "-E", "UTF8", "--no-sync"),
            f"--pwfile={folder / 'password'}",
        )
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        )
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            server = Server(port)
            password = PASSWORD.replace("'", "''")
            server.run(f"CREATE ROLE {READER} LOGIN PASSWORD '{password}'")
            yield server
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
