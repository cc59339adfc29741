"""A real PostgreSQL server for contract suites, started once a session under an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

PASSWORD = "senha-que-ninguem-ve"  # noqa: S105  # of a server that lives as long as the tests


@dataclass(frozen=True)
class Server:
    """A running server: `database()` makes an empty database and returns its URL."""

    port: int

    def database(self) -> str:
        import psycopg

        name = f"t{uuid4().hex}"
        admin = f"postgresql://bancada:{PASSWORD}@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return admin.removesuffix("postgres") + name


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Start PostgreSQL in a folder of its own, on a free port of 127.0.0.1; skip only where its programs are absent."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: neither on PATH nor under /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="bancada-pg-"))
    account = _account()
    try:
        (folder / "password").write_text(PASSWORD)
        if account is not None:
            for path in (folder, folder / "password"):
                os.chown(path, account.pw_uid, account.pw_gid)
        port = _free_port()
        _run(programs / "initdb", _INITDB, folder, account)
        options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c synchronous_commit=off"
        _run(programs / "pg_ctl", ("start", "-w", "-l", str(folder / "log"), "-o", options), folder, account)
        try:
            yield Server(port)
        finally:
            _run(programs / "pg_ctl", ("stop", "-w", "-m", "immediate"), folder, account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INITDB = ("-U", "bancada", "-A", "scram-sha-256", "--pwfile", "password", "-E", "UTF8", "--locale=C", "--no-sync")


def _programs() -> Path | None:
    names = ("initdb", "pg_ctl", "postgres")
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.get_exec_path())]
    return next((folder for folder in folders if all((folder / name).is_file() for name in names)), None)


def _account() -> pwd.struct_passwd | None:
    """Return who runs the server: initdb refuses root, so someone without rights stands in for it."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _run(program: Path, arguments: Sequence[str], folder: Path, account: pwd.struct_passwd | None) -> None:
    command = [str(program), "-D", str(folder / "data"), *arguments]
    if account is not None:
        command = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", *command]
    with (folder / f"{program.name}.out").open("w+") as out:  # a pipe would be held open by the server
        done = subprocess.run(command, cwd=folder, stdout=out, stderr=out, timeout=120, check=False)
        out.seek(0)
        assert done.returncode == 0, out.read()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
