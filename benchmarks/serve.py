"""One prediction of a forest of 200 trees over HTTP, beside a plain FastAPI route on scikit-learn and beside MLflow's scoring server.

Requests a second and waiting times at 1, 8 and 64 connections; then ten times the load, a worker killed under load, and with `--soak` a
long run.

Run: `python benchmarks/serve.py [--seconds S] [--soak MINUTES]`. It needs `wrk` and `hey` (Debian: `apt-get install wrk hey`). Server and
generator share the machine's cores. Bancada runs one worker with everything on: key, role, rate, audit, request log, prediction log,
figures. Peers run one worker too, their forest on one thread, their access logs off. All are asked the same row and must agree; what fails
is counted. Writes benchmarks/results/serve.json.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from shutil import which
from urllib.error import URLError
from urllib.request import Request, urlopen

os.environ.setdefault("OMP_NUM_THREADS", "1")

import joblib
import numpy as np
from predict import FIELDS, N_TRAIN, N_TREES, _cpu, _rows
from sklearn.ensemble import RandomForestClassifier

from bancada import bootstrap, serving
from bancada.data.access.values import Role
from bancada.learning.pipeline import TaskClassifier
from bancada.settings import Settings

HERE = Path(__file__).parent
RESULT = HERE / "results" / "serve.json"
CONNECTIONS = (1, 8, 64)
OVERLOAD = 10
WARM_S = 3
KILL_AT_S = 3.0
SOAK_SHARE = 0.8

LUA = """wrk.method = "POST"
wrk.body = [==[%s]==]
%s
done = function(s, l, r)
  io.write(string.format('{"n": %%d, "us": %%d, "status": %%d, "socket": %%d, "timeout": %%d, "p50": %%d, "p99": %%d}\\n',
    s.requests, s.duration, s.errors.status, s.errors.connect + s.errors.read + s.errors.write, s.errors.timeout,
    l:percentile(50), l:percentile(99)))
end
"""


@dataclass(frozen=True)
class Server:
    """One way to serve: how it is started, and how it is asked."""

    name: str
    command: Sequence[str]
    port: int
    path: str
    body: str
    headers: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.port}{self.path}"


def main() -> None:
    asked = _arguments()
    missing = [tool for tool in ("wrk", "hey") if which(tool) is None]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="bancada-serve-") as folder:
        ours, peers = _prepared(Path(folder))
        result = {"machine": _machine(), "question": __doc__, **_measured(ours, peers, asked.seconds)}
        result["overload"] = _overloaded(ours, asked.seconds)
        result["killed"] = _killed(ours, asked.seconds)
        if asked.soak:
            best = max(row["bancada_rps"] for row in result["rows"])
            result["soak"] = _soaked(ours, best * SOAK_SHARE, minutes=asked.soak)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="of each measurement")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes at 80%% of saturation")
    return parser.parse_args()


# The three servers


def _prepared(folder: Path) -> tuple[Server, tuple[Server, Server]]:
    """Train the forest once, save it for each server, and return how they are started."""
    frame, labels = _rows(N_TRAIN)
    forest = RandomForestClassifier(N_TREES, random_state=7, n_jobs=1).fit(frame, labels)
    joblib.dump(forest, folder / "forest.joblib")
    row = _rows(2_000, seed=1)[0]
    secret = _installed(
        folder, TaskClassifier(RandomForestClassifier(N_TREES, random_state=7, n_jobs=1)).fit(frame, labels), row
    )
    peer = [
        sys.executable,
        str(HERE / "peers" / "serve_mlflow.py"),
        str(folder / "forest.joblib"),
        str(folder / "mlflow"),
    ]
    subprocess.run(peer, check=True, capture_output=True)
    values = row.iloc[0].to_dict()
    return _ours(folder, secret, values), (_fastapi(folder, values), _mlflow(folder, values))


def _installed(folder: Path, pipeline: TaskClassifier, sample: object) -> str:
    """Save the forest in a new installation and return the secret of a key."""
    settings = Settings(
        data_dir=folder / "data", models_dir=folder / "models", signing_key_file=folder / "keys" / "key", _env_file=None
    )
    parts = bootstrap.Parts(settings)
    parts.store.save("forest", serving.draft_model(pipeline, sample=sample))
    secret = parts.bench.access.keys.create(Role.READ, label="bench").secret
    if serving.load_predictor(parts.store, "forest").engine != "onnx":
        raise SystemExit("the export was refused")
    parts.close()
    return secret


def _ours(folder: Path, secret: str, values: Mapping[str, float]) -> Server:
    port = _free_port()
    return Server(
        "bancada",
        (sys.executable, "-m", "bancada.api"),
        port,
        "/models/forest/predict",
        json.dumps({"inputs": values}),
        {"Content-Type": "application/json", "X-API-Key": secret},
        {
            "BANCADA_DATA_DIR": str(folder / "data"),
            "BANCADA_MODELS_DIR": str(folder / "models"),
            "BANCADA_SIGNING_KEY_FILE": str(folder / "keys" / "key"),
            "BANCADA_API_PORT": str(port),
            "BANCADA_API_RATE_PER_MINUTE": "100000000",  # counted for every call, and never reached
        },
    )


def _fastapi(folder: Path, values: Mapping[str, float]) -> Server:
    port = _free_port()
    command = (
        sys.executable,
        "-m",
        "uvicorn",
        "--app-dir",
        str(HERE / "peers"),
        "serve_fastapi:app",
        "--port",
        str(port),
        "--no-access-log",
    )
    headers = {"Content-Type": "application/json"}
    return Server(
        "fastapi", command, port, "/predict", json.dumps(values), headers, {"MODEL": str(folder / "forest.joblib")}
    )


def _mlflow(folder: Path, values: Mapping[str, float]) -> Server:
    port = _free_port()
    command = (
        sys.executable, "-m", "mlflow", "models", "serve", "-m", str(folder / "mlflow"), "--env-manager", "local", "--port", str(port),
        "--workers", "1",
    )  # fmt: skip
    body = json.dumps({"dataframe_split": {"columns": list(FIELDS), "data": [[values[name] for name in FIELDS]]}})
    found = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # it starts uvicorn by name
    quiet = {
        "PATH": found,
        "UVICORN_ACCESS_LOG": "0",
        "UVICORN_LOG_LEVEL": "warning",
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    return Server("mlflow", command, port, "/invocations", body, {"Content-Type": "application/json"}, quiet)


@contextmanager
def _running(server: Server, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it answers, and end it with all it started."""
    process = subprocess.Popen(
        server.command,
        env={**os.environ, **server.environment, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _answer(server, wait_s=120)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answer(server: Server, *, wait_s: float = 5.0) -> list[float]:
    """Return the probabilities that a server answers with, in the order of the classes."""
    end = time.monotonic() + wait_s
    while True:
        try:
            request = Request(server.url, server.body.encode(), dict(server.headers))  # noqa: S310  # our own address
            with urlopen(request, timeout=30) as answer:  # noqa: S310  # likewise
                return _probabilities(json.load(answer))
        except (URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _probabilities(body: dict[str, object]) -> list[float]:
    found = body.get("probabilities")
    if isinstance(found, dict):
        return [found[name] for name in sorted(found)]
    return list(np.ravel(body["predictions"]))


# Measurements


def _measured(ours: Server, peers: Sequence[Server], seconds: int) -> dict[str, object]:
    """Ask each server at each number of connections, by turns of servers."""
    answers, tables, memory = {}, {}, {}
    for server in (ours, *peers):
        with _running(server) as process:
            answers[server.name] = _answer(server)
            _loaded(server, 8, WARM_S)
            tables[server.name] = {n: _loaded(server, n, seconds) for n in CONNECTIONS}
            memory[server.name] = round(sum(_status(pid, "VmHWM") for pid in _family(process.pid)) / 1024, 1)
        print(server.name, tables[server.name], f"{memory[server.name]} MiB")
    for peer in peers:
        if not np.allclose(answers[peer.name], answers[ours.name], atol=1e-5):
            raise SystemExit(f"{peer.name} does not answer alike; a ratio would mean nothing")
    rows = [_row(n, tables, [peer.name for peer in peers]) for n in CONNECTIONS]
    return {"rows": rows, "peak_memory_mib": memory}


def _row(n: int, tables: Mapping[str, Mapping[int, Mapping[str, float]]], peers: Sequence[str]) -> dict[str, object]:
    ours = tables["bancada"][n]
    row: dict[str, object] = {"connections": n, **{f"bancada_{key}": value for key, value in ours.items()}}
    for peer in peers:
        found = tables[peer][n]
        row |= {f"{peer}_{key}": value for key, value in found.items()}
        row[f"ratio_{peer}"] = round(ours["rps"] / found["rps"], 1) if found["rps"] else None
    return row


def _loaded(server: Server, connections: int, seconds: float) -> dict[str, float]:
    """Ask as fast as answers come, over so many connections, by wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        headers = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in server.headers.items())
        script.write(LUA % (server.body, headers))
        script.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            "30s",
            "--latency",
            "-s",
            script.name,
            server.url,
        ]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = json.loads(out.strip().splitlines()[-1])
    return {
        "rps": round(found["n"] / found["us"] * 1e6, 1),
        "p50_ms": round(found["p50"] / 1e3, 2),
        "p99_ms": round(found["p99"] / 1e3, 2),
        "errors": found["status"] + found["socket"] + found["timeout"],
    }


def _overloaded(ours: Server, seconds: int) -> dict[str, object]:
    """Ask over ten times the connections; waiting times by status, from hey's list of single requests."""
    with _running(ours):
        _loaded(ours, 8, WARM_S)
        full, over = (_by_status(ours, n, seconds) for n in (CONNECTIONS[-1], OVERLOAD * CONNECTIONS[-1]))
    accepted = full["200"]["p99_ms"], over["200"]["p99_ms"]
    result = {
        "connections": OVERLOAD * CONNECTIONS[-1],
        "full": full,
        "over": over,
        "p99_ratio": round(accepted[1] / accepted[0], 2),
    }
    print("overload", result)
    return result


def _by_status(server: Server, connections: int, seconds: int) -> dict[str, dict[str, float]]:
    """Return counts and times of each status; the first fifth of the time, in which connections are made, is left out."""
    command = [
        "hey",
        "-z",
        f"{seconds}s",
        "-c",
        str(connections),
        "-m",
        "POST",
        "-d",
        server.body,
        "-o",
        "csv",
        "-cpus",
        "1",
    ]
    headers = [part for name, value in server.headers.items() for part in ("-H", f"{name}: {value}")]
    out = subprocess.run([*command, *headers, server.url], capture_output=True, text=True, check=True).stdout
    rows = [row for row in csv.DictReader(io.StringIO(out)) if float(row["offset"]) > seconds / 5]
    found = {}
    for status in sorted({row["status-code"] for row in rows}):
        times = 1e3 * np.array([float(row["response-time"]) for row in rows if row["status-code"] == status])
        p50, p99 = np.quantile(times, (0.5, 0.99)).round(2).tolist()
        found[status] = {"n": len(times), "p50_ms": p50, "p99_ms": p99}
    return found


def _killed(ours: Server, seconds: int) -> dict[str, object]:
    """Kill one of two workers under load: its connections break, nothing else fails, and another worker takes its place."""
    with _running(ours, BANCADA_API_WORKERS="2") as process:
        _loaded(ours, 8, WARM_S)
        workers: list[int] = []

        def kill() -> None:
            workers.extend(_workers(process.pid))
            os.kill(workers[0], signal.SIGKILL)

        threading.Timer(KILL_AT_S, kill).start()
        found = _loaded(ours, CONNECTIONS[-1], max(seconds, 2 * KILL_AT_S))
        after = _loaded(ours, CONNECTIONS[-1], WARM_S)
        replaced = set(_workers(process.pid)) - set(workers)
    result = {"connections": CONNECTIONS[-1], "during": found, "after": after, "replaced": len(replaced)}
    print("killed", result)
    return result


def _soaked(ours: Server, rps: float, *, minutes: float) -> dict[str, object]:
    """Ask at a fixed rate for long; memory and open files at a tenth of the time and at its end."""
    n = CONNECTIONS[1]
    command = [
        "hey",
        "-z",
        f"{round(minutes * 60)}s",
        "-c",
        str(n),
        "-q",
        str(rps / n),
        "-m",
        "POST",
        "-d",
        ours.body,
        "-cpus",
        "1",
    ]
    headers = [part for name, value in ours.headers.items() for part in ("-H", f"{name}: {value}")]
    with _running(ours) as process:
        _loaded(ours, n, WARM_S)
        asking = subprocess.Popen([*command, *headers, ours.url], stdout=subprocess.PIPE, text=True)
        time.sleep(minutes * 6)
        first = _held(process.pid)
        time.sleep(max(0.0, minutes * 54 - 2))
        last = _held(process.pid)
        out, _ = asking.communicate(timeout=120)
    statuses = {
        line.split("]")[0].strip(" \t["): int(line.split()[1]) for line in out.splitlines() if "responses" in line
    }
    result = {
        "minutes": minutes,
        "asked_rps": round(rps),
        "statuses": statuses,
        "failed": "Error distribution" in out,
        "first": first,
        "last": last,
        "growth": round(last["rss_mib"] / first["rss_mib"] - 1, 4),
    }
    print("soak", result)
    return result


# Processes


def _held(pid: int) -> dict[str, float]:
    pids = _family(pid)
    return {
        "rss_mib": round(sum(_status(one, "VmRSS") for one in pids) / 1024, 1),
        "descriptors": sum(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in pids),
    }


def _family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(one) for one in children.read_text().split()] if children.is_file() else []
    return [pid, *(found for one in below for found in _family(one))]


def _workers(pid: int) -> list[int]:
    """Return the processes that serve below a supervisor."""
    return [one for one in _family(pid)[1:] if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def _status(pid: int, name: str) -> int:
    """Return a figure of /proc/PID/status, in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _machine() -> dict[str, str | float]:
    packages = ("scikit-learn", "onnxruntime", "fastapi", "uvicorn", "mlflow")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 0,
        "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


if __name__ == "__main__":
    main()
