"""A fitted forecaster as a folder of data: `forecaster.json`, and `weights.npz` or `model.keras`. Nothing is pickled or unpickled."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from bancada.core.errors import AlreadyExists, BadInput
from bancada.core.signature import Signature
from bancada.core.values import dump_bytes, load_bytes
from bancada.domains.lottery.affine import Affine
from bancada.domains.lottery.candidates import candidate
from bancada.domains.lottery.game import N_NUMBERS
from bancada.domains.lottery.trained import Network
from bancada.domains.lottery.training import TrainingOptions

__all__ = ["load", "save"]

FORMAT = 1
"""Of `forecaster.json`. A change that older readers would misread counts it up by one, and `load` keeps reading the older."""


# Any in this module: a DrawForecaster, whose module offers what is here as methods.
def save(forecaster: Any, folder: Path) -> Path:
    """Write a fitted forecaster into a new folder, whole or not at all.

    Raises
    ------
    AlreadyExists
        The folder is there.
    """
    if folder.exists():
        raise AlreadyExists("target_exists", path=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bancada-", dir=folder.parent) as temporary:
        home = Path(temporary) / "forecaster"
        home.mkdir()
        params = {name: _plain(value) for name, value in forecaster.get_params(deep=False).items() if name != "kind"}
        facts = {"format": FORMAT, "kind": forecaster.kind, "params": params}
        (home / "forecaster.json").write_bytes(orjson.dumps(facts, option=orjson.OPT_INDENT_2))
        (home / "signature.json").write_bytes(dump_bytes(forecaster.signature_))
        inner = forecaster.inner_
        if isinstance(inner, Network):
            (home / "model.keras").write_bytes(inner.content)
        else:
            np.savez(home / "weights.npz", weights=inner.weights, bias=inner.bias, is_logistic=inner.is_logistic)
        home.rename(folder)
    return folder


def load(folder: Path) -> Any:
    """Return the forecaster in a folder that `save` wrote.

    Raises
    ------
    BadInput
        The folder holds no such thing, or one of a later format.
    """
    try:
        facts = orjson.loads((folder / "forecaster.json").read_bytes())
        kind, params, version = str(facts["kind"]), dict(facts["params"]), int(facts["format"])
        signature = load_bytes(Signature, (folder / "signature.json").read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput("forecaster_folder_unreadable", path=str(folder), detail=str(error)[:200]) from error
    if version > FORMAT:
        raise BadInput("forecaster_folder_newer", path=str(folder), found=version, known=FORMAT)
    forecaster = candidate(kind).factory(0)
    if isinstance(params.get("options"), dict):
        params["options"] = TrainingOptions(**params["options"])
    forecaster.set_params(**params)
    forecaster.inner_ = _inner(folder)
    forecaster.signature_ = signature
    return forecaster


def _inner(folder: Path) -> Network | Affine:
    try:
        if (folder / "model.keras").is_file():
            return Network((folder / "model.keras").read_bytes())
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            weights, bias = np.asarray(arrays["weights"], float), np.asarray(arrays["bias"], float)
            return Affine(weights.reshape(-1, N_NUMBERS), bias.reshape(N_NUMBERS), bool(arrays["is_logistic"]))
    except (OSError, ValueError, KeyError) as error:
        raise BadInput("forecaster_folder_unreadable", path=str(folder), detail=str(error)[:200]) from error


def _plain(value: Any) -> Any:  # Any: JSON values
    return asdict(value) if isinstance(value, TrainingOptions) else value
