"""Models made elsewhere: ONNX and skops files are audited in a process with limits and then signed; the rest is refused by name."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from bancada.core.errors import UntrustedModel
from bancada.core.finding import Finding, Severity
from bancada.registry import names
from bancada.registry.manifest import ModelDraft
from bancada.registry.saving import save
from bancada.registry.transfer import read_plain

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["import_foreign", "is_foreign"]

_LIMIT = 2 * 2**30
_AUDIT_S = 120
_PICKLES = {".pkl", ".pickle", ".joblib", ".dill", ".cloudpickle"}
_TORCH = {".pt", ".pth"}
_HDF5 = {".h5", ".hdf5"}
_AUDITED = {".onnx": "onnx", ".skops": "skops"}


def is_foreign(path: Path) -> bool:
    """Whether a file is of another tool, told by its name: its own exports are .zip files."""
    known = {*_PICKLES, *_TORCH, *_HDF5, *_AUDITED, ".keras", ".pb"}
    return path.suffix.lower() in known or path.is_dir()


def import_foreign(shelf: Shelf, path: Path, name: str, *, task: str = "") -> None:
    """Store a model of another tool as `name`.

    Raises
    ------
    UntrustedModel
        `foreign_torch`, `foreign_pickle`, `foreign_h5`, `foreign_lambda`, `foreign_tfsmlayer`, `foreign_keras`, `foreign_saved_model`,
        `foreign_format`, or what the audit of an ONNX or skops file found (`foreign_audit_failed`).
    BadInput, InvalidName, ModelExists
    """
    names.check_name(name)
    path = Path(path)
    suffix = path.suffix.lower()
    if path.is_dir():
        raise UntrustedModel("foreign_saved_model", path=str(path))
    data = read_plain(path, limit=_LIMIT)
    kind = _AUDITED.get(suffix)
    if kind is None:
        raise UntrustedModel(_refusal(suffix, data), path=str(path))
    found = _audit(kind, data)
    if found["code"]:
        reason = Finding(found.pop("code"), Severity.FAILURE, facts=found)
        raise UntrustedModel("foreign_audit_failed", path=str(path), reason=reason)
    versions = {"onnx opset": str(found["opset"])} if "opset" in found else {}
    draft = ModelDraft(files={f"model.{kind}": data}, kind=kind, task=task, versions=versions)
    save(shelf, name, draft, texts={}, event="imported", origin={"how": "foreign", "file_name": path.name[:200]})


def _refusal(suffix: str, data: bytes) -> str:
    if suffix in _TORCH:
        return "foreign_torch"
    if suffix in _PICKLES or data[:1] == b"\x80":
        return "foreign_pickle"
    if suffix in _HDF5 or data[:8] == b"\x89HDF\r\n\x1a\n":
        return "foreign_h5"
    if suffix == ".keras":
        return _keras_refusal(data)
    return "foreign_saved_model" if suffix == ".pb" else "foreign_format"


def _keras_refusal(data: bytes) -> str:
    """Return why a .keras file is refused, by the layers that its configuration names; nothing of it is built."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("config.json") as member:
            text = member.read(16 * 2**20)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError):
        return "foreign_keras"
    layers = {"foreign_tfsmlayer": b'"TFSMLayer"', "foreign_lambda": b'"Lambda"'}
    return next((code for code, layer in layers.items() if layer in text), "foreign_keras")


# Any: JSON values of the audit.
def _audit(kind: str, data: bytes) -> dict[str, Any]:
    """Return what the audit says, made in a process of its own that has no environment, little time and bounded memory."""
    command = [sys.executable, "-I", "-m", "bancada.registry.auditing", kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_AUDIT_S, check=False, env={})  # noqa: S603  # our own module
    except subprocess.TimeoutExpired:
        return {"code": "audit_timeout", "seconds": _AUDIT_S}
    try:
        found: dict[str, Any] = orjson.loads(done.stdout)
    except orjson.JSONDecodeError:
        tail = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return {"code": "audit_died", "status": done.returncode, "detail": " ".join(tail)[:200]}
    return found
