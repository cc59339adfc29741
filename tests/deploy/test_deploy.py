"""What is installed on servers: units, the proxy's example, containers, the installer. Programs that are not here are not asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import httpx
import pytest
import yaml

from bancada.settings import Settings, variable
from tests.api.client import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "scripts" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
THREADS = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_CACHE_DIR", "MPLCONFIGDIR"}


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program and return what it said."""
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, check=False, capture_output=True, text=True, timeout=60
    )


def needs(program: str) -> None:
    """Skip where a program is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")


def known_variables() -> set[str]:
    """Return the environment variables of all settings."""
    return {variable(name) for name in Settings.model_fields}


def commands_of(unit: Path) -> list[str]:
    """Return the arguments of a unit's program."""
    found = re.search(r"^ExecStart=\S+/bancada (.+)$", unit.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1].split()


def test_the_settings_file_names_settings_that_exist() -> None:
    lines = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "bancada.env").read_text("utf-8"), re.MULTILINE)
    assert lines
    assert set(lines) - THREADS <= known_variables()


def test_the_containers_settings_exist() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8") + (DEPLOY / "Dockerfile").read_text("utf-8")
    named = set(re.findall(r"\b(BANCADA_[A-Z_]+)\b", text))
    assert len(named) > 4
    assert named <= known_variables()


@pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
def test_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    import typer

    from bancada.cli.app import app

    name, *options = commands_of(unit)
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]  # a group has commands
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(options) <= known


@pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
def test_a_unit_may_write_its_own_folders_only_and_gain_no_rights(unit: Path) -> None:
    text = unit.read_text("utf-8")
    asked = (
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=\n",
        "User=bancada",
    )
    assert [line for line in asked if line not in text] == []
    assert "ReadWritePaths" not in text


@pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
def test_systemd_finds_no_mistake_in_a_unit(unit: Path, tmp_path: Path) -> None:
    needs("systemd-analyze")
    copied = tmp_path / unit.name
    copied.write_text(re.sub(r"/opt/bancada/\.venv/bin/bancada", "/bin/true", unit.read_text("utf-8")), "utf-8")
    said = run("systemd-analyze", "verify", "--man=no", copied).stderr
    assert [line for line in said.splitlines() if unit.name in line and "bancada" in line] == []


def test_nginx_takes_the_example(tmp_path: Path) -> None:
    needs("nginx")
    needs("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1")
    assert run(*made, "-keyout", key, "-out", certificate).returncode == 0
    example = tmp_path / "bancada.conf"
    example.write_text((DEPLOY / "nginx.conf").read_text("utf-8").replace("/etc/ssl/bancada", str(tmp_path)), "utf-8")
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off; include {example}; }}", "utf-8")
    answer = run("nginx", "-t", "-c", main, "-e", tmp_path / "errors.log")
    assert answer.returncode == 0, answer.stderr


def test_what_nginx_says_itself_for_the_api_is_a_problem(tmp_path: Path) -> None:
    needs("nginx")
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    away, port = free_port(), free_port()
    text = text.replace("server 127.0.0.1:8600;", f"server 127.0.0.1:{away};").replace("10m;", "1k;")
    text = re.sub(r"^ *(ssl_\S+ .*|listen \[.*|listen 80);$", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    (tmp_path / "bancada.conf").write_text(text, "utf-8")
    main = tmp_path / "nginx.conf"
    paths = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main.write_text(
        f"daemon off; pid {tmp_path}/pid; events {{}} http {{ access_log off; {paths} include {tmp_path}/bancada.conf; }}",
        "utf-8",
    )
    process = subprocess.Popen(["nginx", "-c", str(main), "-e", str(tmp_path / "errors.log")])
    try:
        large = asked(port, content=b"x" * 2000)
        gone = asked(port, headers={"Accept-Language": "pt-BR"})
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert (large.status_code, large.json()["code"], large.json()["status"]) == (413, "api_body_too_large", 413)
    assert (gone.status_code, gone.json()["status"], gone.json()["title"]) == (502, 502, "Servidor indisponível")
    for answer in (large, gone):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json()["instance"] == answer.headers["x-request-id"]


def asked(port: int, *, content: bytes = b"", headers: dict[str, str] | None = None) -> httpx.Response:
    """Ask the proxy once it is up."""
    deadline = time.monotonic() + 20
    while True:
        try:
            known = {"Host": "api.bancada.example", **(headers or {})}
            return httpx.post(f"http://127.0.0.1:{port}/models", content=content, headers=known)
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_every_container_starts_a_command_that_exists_and_waits_for_its_database() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    assert {"api", "worker", "dashboard", "db", "cache"} == set(services)
    for name in ("api", "worker", "dashboard"):
        assert services[name]["command"][:1] == ["bancada"]
        assert services[name]["depends_on"]["db"] == {"condition": "service_healthy"}
        assert all(port.startswith("127.0.0.1:") for port in services[name].get("ports", ()))


def test_the_image_installs_from_the_lock_and_runs_without_rights() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert text.count("--require-hashes") == 2
    assert re.search(r"^USER bancada$", text, re.MULTILINE)
    assert "index" not in text


def installed(root: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installer into a folder."""
    command = [str(DEPLOY / "install.sh"), "--root", str(root), *options]
    environ = os.environ | environment
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environ)


def test_the_installer_may_run_twice_and_keeps_what_was_set(tmp_path: Path) -> None:
    first = installed(tmp_path, "--no-environment")
    assert first.returncode == 0, first.stderr
    settings, home = tmp_path / "etc" / "bancada" / "bancada.env", tmp_path / "opt" / "bancada"
    settings.write_text("BANCADA_API_PORT=9000\n", "utf-8")
    before = home.resolve()
    (before / "left-over.txt").write_text("of the version before", "utf-8")
    second = installed(tmp_path, "--no-environment")
    assert second.returncode == 0, second.stderr
    assert settings.read_text("utf-8") == "BANCADA_API_PORT=9000\n"
    assert home.resolve() != before
    assert not (home / "left-over.txt").exists()
    assert (home / "src" / "bancada" / "settings.py").is_file()
    assert len(list((tmp_path / "etc" / "systemd" / "system").glob("bancada-*.service"))) == 3
    assert os.access(tmp_path / "usr" / "local" / "bin" / "bancada", os.X_OK)
    third = installed(tmp_path, "--no-environment")
    assert third.returncode == 0, third.stderr
    assert len(list((tmp_path / "opt" / "bancada-versions").iterdir())) == 2
    assert not before.exists()


def test_an_installation_that_fails_leaves_the_old_version_as_it_was(tmp_path: Path) -> None:
    assert installed(tmp_path, "--no-environment").returncode == 0
    home = tmp_path / "opt" / "bancada"
    before = home.resolve()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "make").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (broken / "make").chmod(0o755)
    failed = installed(tmp_path, PATH=f"{broken}:{os.environ['PATH']}")
    assert failed.returncode != 0
    assert home.resolve() == before
    assert (home / "src" / "bancada" / "settings.py").is_file()
    assert [path.name for path in (tmp_path / "opt" / "bancada-versions").iterdir()] == [before.name]


def test_an_image_takes_no_secret_and_no_state_of_the_tree_it_is_built_from() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split()
    assert {".git", ".venv", "data", "modelos_salvos", "**/.env", "**/*.key"} <= set(ignored)


def test_the_installer_refuses_an_option_that_it_does_not_know() -> None:
    answer = run(DEPLOY / "install.sh", "--rooot", "somewhere")
    assert answer.returncode == 2
    assert "--rooot" in answer.stderr
