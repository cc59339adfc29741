"""A PostgreSQL server of the tests' own, reached by a socket in a folder of its own, so that no port is taken."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

PATIENCE_S = 60.0


class PostgresServer:
    """Runs until `stop`; as `nobody` where the tests run as root, which PostgreSQL refuses to be."""

    def __init__(self, programs: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bancada-pg-"))
        self._numbers = count(1)
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            user = pwd.getpwnam("nobody")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            self._as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        data = str(self._folder / "data")
        initialise = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "bancada", "-E", "UTF8", "--no-sync"]
        subprocess.run([*self._as_user, *initialise], check=True, capture_output=True)
        serve = [str(programs / "postgres"), "-D", data, "-k", str(self._folder), "-c", "listen_addresses="]
        self._process = subprocess.Popen(
            [*self._as_user, *serve, "-c", "fsync=off"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait_until_it_answers(programs / "pg_isready")

    def new_url(self) -> str:
        """Return the URL of a database that does not exist yet."""
        return f"postgresql://bancada@/jobs_{next(self._numbers)}?host={self._folder}"

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._process.terminate()
        self._process.wait(timeout=PATIENCE_S)
        shutil.rmtree(self._folder)

    def _wait_until_it_answers(self, is_ready: Path) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while subprocess.run([str(is_ready), "-h", str(self._folder)], capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline, "PostgreSQL did not start"
            assert self._process.poll() is None, "PostgreSQL ended"
            time.sleep(0.1)


def programs_folder() -> Path | None:
    """Return the folder of PostgreSQL's server programs, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None
