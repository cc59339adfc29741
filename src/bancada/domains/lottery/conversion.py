"""Networks from `.keras` to SavedModel and back, each with a certificate made by a process that has seen neither.

Nothing is unpickled, Keras runs no code of a file (`safe_mode`), and an output appears whole or not at all.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from bancada.core.errors import AlreadyExists, BadInput, MissingExtra, NotFound, Refused
from bancada.core.finding import Finding, Severity
from bancada.core.values import dump_bytes
from bancada.domains.lottery.conversion_process import N_INPUTS

__all__ = ["TOLERANCE", "Conversion", "convert", "run_process"]

TOLERANCE = 1e-5
"""Largest |difference| of an answer that a certificate allows."""
_LIMIT_S = 600
_HDF5 = (".h5", ".hdf5")
_TORCH = (".pt", ".pth")
_PICKLES = (".pkl", ".pickle", ".joblib", ".dill")
_SUFFIX = ".certificate.json"

Run = Callable[[Sequence[str]], dict[str, Any]]  # Any: JSON values
"""Runs `conversion_process` with arguments and returns its answer."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was converted, and how alike the two answer.

    Attributes
    ----------
    source, target : str
        Paths as given.
    source_format, target_format : str
        "keras" or "saved_model".
    max_difference : float
        Largest |difference| over `n_inputs` fixed inputs, found by a fresh process; at most `TOLERANCE`.
    n_inputs : int
    is_inference_only : bool
        The output answers and cannot be trained: it wraps a SavedModel of another tool.
    findings : tuple of Finding
        What is to be known of it.
    """

    source: str
    target: str
    source_format: str
    target_format: str
    max_difference: float
    n_inputs: int = N_INPUTS
    is_inference_only: bool = False
    findings: tuple[Finding, ...] = ()


def run_process(arguments: Sequence[str]) -> dict[str, Any]:
    """Run one half of a conversion in a fresh process, without this one's environment.

    Raises
    ------
    Refused
        It died or took longer than ten minutes.
    """
    with tempfile.TemporaryDirectory(prefix="bancada-") as home:
        environment = {"KERAS_BACKEND": "tensorflow", "KERAS_HOME": home, "TF_CPP_MIN_LOG_LEVEL": "3"}
        command = [sys.executable, "-I", "-m", "bancada.domains.lottery.conversion_process", *arguments]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_LIMIT_S, check=False, env=environment)  # noqa: S603  # our own module
        except subprocess.TimeoutExpired as error:
            raise Refused("conversion_died", detail=f"more than {_LIMIT_S} s") from error
    try:
        found: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])  # Any: JSON values
    except (orjson.JSONDecodeError, IndexError) as error:
        tail = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Refused("conversion_died", detail=" ".join(tail)[:300] or f"status {done.returncode}") from error
    return found


def convert(source: Path, target: Path, *, run: Run = run_process) -> Conversion:
    """Convert a network and certify the result.

    A `.keras` file becomes a SavedModel folder, which keeps the file inside, so that the way back gives the same bytes. A
    SavedModel folder becomes a `.keras` file; one that another tool made comes back as a single layer that answers and cannot be
    trained.

    Parameters
    ----------
    source : Path
        A `.keras` file or a SavedModel folder.
    target : Path
        What does not exist yet: a folder for the former, a file that ends in `.keras` for the latter. The certificate is
        written as `certificate.json` inside the folder, or as `<file>.certificate.json` beside the file.
    run : callable, optional
        Runs the two halves.

    Raises
    ------
    NotFound
        There is no source.
    BadInput
        Another format, or a target that does not go with the source.
    AlreadyExists
        The target is there.
    Refused
        The model cannot be converted, or the result answers otherwise and was withdrawn.
    MissingExtra
        Keras or TensorFlow is not installed.
    """
    source, target = Path(source), Path(target)
    formats = _formats(source, target)
    for package in ("keras", "tensorflow"):
        if find_spec(package) is None:
            raise MissingExtra(feature="Keras models", package=package, extra="neural")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bancada-", dir=target.parent) as folder:
        output, probe = Path(folder) / target.name, Path(folder) / "probe.npz"
        written = _answered(run, "write", str(source), str(output), str(probe), source=source)
        found = _answered(run, "check", str(output), str(probe), source=source)
        largest = found["max_difference"]
        if largest is None or largest > TOLERANCE:
            raise Refused("conversion_withdrawn", target=str(target), found=str(largest), allowed=TOLERANCE)
        is_bound = bool(written["is_inference_only"])
        findings = (Finding("conversion_inference_only", Severity.CAUTION),) if is_bound else ()
        done = Conversion(
            str(source), str(target), *formats, float(largest), is_inference_only=is_bound, findings=findings
        )
        _put(output, target, dump_bytes(done))
    return done


def _formats(source: Path, target: Path) -> tuple[str, str]:
    found = _format(source)
    if (found == "keras") == (target.suffix == ".keras"):
        raise BadInput("conversion_target", source=str(source), target=str(target), format=found)
    if target.exists() or target.is_symlink():
        raise AlreadyExists("target_exists", path=str(target))
    return found, "saved_model" if found == "keras" else "keras"


def _format(source: Path) -> str:
    """Return the format of what is there, told by what it is; refuse others by name."""
    suffix = source.suffix.lower()
    if not source.exists():
        raise NotFound("conversion_source_missing", path=str(source))
    if source.is_dir():
        if (source / "saved_model.pb").is_file():
            return "saved_model"
        raise BadInput("conversion_folder", path=str(source))
    if suffix in _PICKLES:
        raise BadInput("conversion_pickle", path=str(source))
    if suffix in _HDF5:
        raise BadInput("conversion_hdf5", path=str(source))
    if suffix in _TORCH:
        raise BadInput("conversion_torch", path=str(source))
    if suffix == ".keras":
        return "keras"
    raise BadInput("conversion_format", path=str(source))


def _answered(run: Run, *arguments: str, source: Path) -> dict[str, Any]:  # Any: JSON values
    found = run(arguments)
    if "code" in found:
        raise Refused(found.pop("code"), **{"path": str(source), **found})
    return found


def _put(output: Path, target: Path, certificate: bytes) -> None:
    """Move a finished output into place; its certificate is there before it."""
    if output.is_dir():
        (output / "certificate.json").write_bytes(certificate)
        output.rename(target)
        return
    beside = target.with_name(target.name + _SUFFIX)
    beside.write_bytes(certificate)
    try:
        target.hardlink_to(output)
    except FileExistsError as error:
        raise AlreadyExists("target_exists", path=str(target)) from error
    except OSError:  # a disk without links
        shutil.move(output, target)
