"""One installation started for all tests of the browser, one Chromium beside it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bancada import bootstrap
from bancada.core.model import ModelInfo
from bancada.services import Bench
from bancada.services.compare import CompareRequest
from bancada.settings import read_settings
from tests.e2e.visitor import Visitor
from tests.worked import brazilian_rows, environment

PATIENCE_S = 90.0
ZONE = "America/Sao_Paulo"
LOCALES = {"pt_BR": "pt-BR", "en": "en-US"}
Visit = Callable[..., Visitor]


@dataclass(frozen=True)
class Dashboard:
    """Where it listens, and the installation behind it."""

    base: str
    folder: Path
    bench: Bench


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all tests of the browser on one worker, which starts the installation once."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("chromium"))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Return an installation of its own, started by `bancada up`; it must end cleanly when asked."""
    folder = tmp_path_factory.mktemp("browser")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = folder / "up.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bancada", "up", "--port", str(port)],
            env=environment(folder) | {"BANCADA_LANGUAGE": "", "COLUMNS": "160"}, cwd=folder, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    bench = bootstrap.build(
        read_settings(
            data_dir=folder / "data",
            models_dir=folder / "modelos_salvos",
            signing_key_file=folder / "keys" / "signing.key",
        )
    )
    try:
        _wait_until_healthy(process, port, log)
        yield Dashboard(f"http://127.0.0.1:{port}/", folder, bench)
        bench.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0, log.read_text()
        assert "Traceback" not in log.read_text()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def visit(dashboard: Dashboard, chromium: Browser) -> Iterator[Visit]:
    """Return a function that gives a visitor with a fresh browser profile, in a language and on a screen."""
    visitors: list[Visitor] = []

    def visit(language: str = "pt_BR", *, width: int = 1280, height: int = 900) -> Visitor:
        context = chromium.new_context(
            locale=LOCALES[language],
            timezone_id=ZONE,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        visitors.append(Visitor(context, dashboard.base, language=language))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.leave()


@pytest.fixture(scope="package")
def saved(dashboard: Dashboard, tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelInfo, ModelInfo]:
    """Return two models saved from a comparison of a small table, the first of which is champion."""
    path = tmp_path_factory.mktemp("rows") / "esteira.csv"
    path.write_text(brazilian_rows(), encoding="latin-1")
    bench = dashboard.bench
    bench.data.import_file(path, target="estado")
    run_id = bench.compare.submit(CompareRequest("esteira", "estado", folds=2, include=("lr", "nb"), n_select=2))
    *_, last = bench.runs.follow(run_id)
    assert last.status.is_over
    models = tuple(bench.compare.save(run_id, one, f"{one}_esteira") for one in ("lr", "nb"))
    bench.models.promote("lr_esteira", force=True, reason="for the tests of the browser")
    return models[0], models[1]


def _wait_until_healthy(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(log.read_text())
