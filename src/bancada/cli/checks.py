"""What `bancada doctor` examines: one small check a concern, each answering with a Finding."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable
from importlib.util import find_spec

from bancada.bootstrap import Parts
from bancada.core.errors import BancadaError
from bancada.core.finding import Finding, Severity
from bancada.settings import Settings

__all__ = ["examine"]

_EXTRAS = {
    "dashboard": "streamlit",
    "postgres": "psycopg",
    "neural": "tensorflow",
    "pycaret": "pycaret",
    "mlflow": "mlflow",
    "ray": "ray",
}
_LOW_DISK_BYTES = 1_000_000_000


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Return one finding per check, in a fixed order; severity `info` where all is well."""
    parts = Parts(settings)
    checks: tuple[Callable[[], Finding], ...] = (
        _python,
        _extras,
        lambda: _disk(settings),
        lambda: _tables(parts),
        lambda: _queue(parts),
        lambda: _store(parts),
        lambda: _key(settings),
    )
    return tuple(_guarded(check) for check in checks)


def _guarded(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except BancadaError as error:
        return Finding(error.code, Severity.FAILURE, facts=error.facts)
    except OSError as error:
        return Finding("doctor_io", Severity.FAILURE, facts={"detail": str(error)})


def _python() -> Finding:
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding(
        "doctor_python", Severity.INFO if supported else Severity.FAILURE, facts={"version": platform.python_version()}
    )


def _extras() -> Finding:
    missing = [extra for extra, module in _EXTRAS.items() if find_spec(module) is None]
    if missing:
        return Finding("doctor_extras_missing", Severity.CAUTION, facts={"missing": missing})
    return Finding("doctor_extras", Severity.INFO)


def _disk(settings: Settings) -> Finding:
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_folder).free
    severity = Severity.CAUTION if free < _LOW_DISK_BYTES else Severity.INFO
    return Finding("doctor_disk", severity, facts={"free_gb": round(free / 1e9, 1), "path": str(settings.data_folder)})


def _tables(parts: Parts) -> Finding:
    return Finding("doctor_tables", Severity.INFO, facts={"count": len(parts.catalogue.list())})


def _queue(parts: Parts) -> Finding:
    if parts.queue.has_worker():
        return Finding("doctor_worker", Severity.INFO)
    return Finding("doctor_no_worker", Severity.CAUTION)


def _store(parts: Parts) -> Finding:
    summary = parts.store.summary()
    broken = [info.name for info in parts.store.list() if not info.is_legacy and parts.store.verify(info.name)]
    if broken:
        return Finding("doctor_store_broken", Severity.FAILURE, facts={"names": broken})
    return Finding("doctor_store", Severity.INFO, facts={"models": summary.n_models, "legacy": summary.n_legacy})


def _key(settings: Settings) -> Finding:
    mode = stat.S_IMODE(settings.key_file.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        return Finding("doctor_key_open", Severity.FAILURE, facts={"path": str(settings.key_file), "mode": oct(mode)})
    return Finding("doctor_key", Severity.INFO, facts={"path": str(settings.key_file)})
