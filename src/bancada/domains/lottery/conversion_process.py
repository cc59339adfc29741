"""The two halves of a conversion, each run as a program of its own: `write SOURCE OUTPUT PROBE` and `check OUTPUT PROBE`.

The answer is one line of JSON on standard output. `write` converts and keeps fixed inputs beside the source's own answers in PROBE
(an .npz file); `check`, in a process that has seen neither, loads the output and compares.
"""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["INNER", "N_INPUTS", "check", "fixed_inputs", "main", "write"]

INNER = "model.keras"
"""File of a SavedModel folder that the way back returns, byte for byte."""
N_INPUTS = 256
_SEED = 20_030_929
_UNKNOWN_LENGTH = 8
_MODULES = ("bancada.domains.lottery.networks", "bancada.domains.lottery.saved_model_layer")


# Any in this module: Keras models, which ship no types, and JSON values.
def main(arguments: list[str]) -> dict[str, Any]:
    """Do what a command line asks; facts with the key `code` say why it was not done."""
    paths = [Path(argument) for argument in arguments[1:]]
    try:
        return write(*paths) if arguments[0] == "write" else check(*paths)
    except _Refusal as refusal:
        return {"code": str(refusal)}
    except (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        code = str(error)
        known = code.startswith("conversion_") and code.isidentifier()
        detail = f"{type(error).__name__}: {' '.join(code.split())[:300]}"
        return {"code": code} if known else {"code": "conversion_failed", "detail": detail}


class _Refusal(Exception):
    """A code of why a model is not converted."""


def write(source: Path, output: Path, probe: Path) -> dict[str, Any]:
    """Convert, and keep what the source answers to the fixed inputs."""
    if source.is_dir():
        answer, shape = _of_saved_model(source)
        is_foreign = not (source / INNER).is_file()
        if is_foreign:
            from bancada.domains.lottery.saved_model_layer import wrapped

            wrapped(source).save(output)
        else:
            is_foreign = _wraps_another(_check_layers(source / INNER))
            shutil.copyfile(source / INNER, output)
    else:
        model = _keras_model(source)
        answer, shape = _of_keras(model), model.inputs[0].shape[1:]
        is_foreign = _wraps_another(_check_layers(source))
        model.export(str(output), format="tf_saved_model", verbose=False)
        shutil.copyfile(source, output / INNER)
    inputs = fixed_inputs(tuple(shape))
    np.savez(probe, inputs=inputs, answers=answer(inputs))
    return {"is_inference_only": is_foreign}


def check(output: Path, probe: Path) -> dict[str, Any]:
    """Return the largest |difference| between the output's answers and those kept."""
    with np.load(probe, allow_pickle=False) as kept:
        inputs, wanted = kept["inputs"], kept["answers"]
    answer = _of_saved_model(output)[0] if output.is_dir() else _of_keras(_keras_model(output))
    found = answer(inputs)
    if found.shape != wanted.shape:
        return {"max_difference": None}
    largest = float(np.abs(found - wanted).max())
    return {"max_difference": largest if np.isfinite(largest) else None}


def fixed_inputs(shape: tuple[int | None, ...]) -> NDArray[np.float32]:
    """Return 256 inputs in [0, 1), the same for every model of a shape; a length that is open becomes 8."""
    sizes = [_UNKNOWN_LENGTH if size is None else size for size in shape]
    return np.random.default_rng(_SEED).random((N_INPUTS, *sizes)).astype(np.float32)


def _keras_model(path: Path) -> Any:
    _check_layers(path)
    from importlib import import_module

    import keras

    for module in _MODULES:
        import_module(module)
    model = keras.saving.load_model(path, safe_mode=True, compile=False)
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise _Refusal("conversion_several_inputs")
    return model


def _check_layers(path: Path) -> bytes:
    """Return the configuration of a `.keras` file; refuse one that names a layer that is code, or another model by its path."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("config.json") as member:
            text = member.read(16 * 2**20)
    except (zipfile.BadZipFile, KeyError) as error:
        raise _Refusal("conversion_not_keras") from error
    if b'"Lambda"' in text:
        raise _Refusal("conversion_lambda")
    if b'"TFSMLayer"' in text:
        raise _Refusal("conversion_tfsmlayer")
    return text


def _wraps_another(configuration: bytes) -> bool:
    """Return whether a configuration names the layer that holds another tool's SavedModel, which answers and cannot be trained."""
    return b'"SavedModelLayer"' in configuration


def _of_keras(model: Any) -> Callable[[Any], NDArray[np.float64]]:
    return lambda rows: np.asarray(model(rows, training=False), dtype=np.float64)


def _of_saved_model(folder: Path) -> tuple[Callable[[Any], NDArray[np.float64]], tuple[int | None, ...]]:
    from bancada.domains.lottery.saved_model_layer import endpoint

    loaded, answer, spec = endpoint(folder)

    def ask(rows: Any, _kept: Any = loaded) -> NDArray[np.float64]:
        return np.asarray(answer(rows), dtype=np.float64)

    return ask, tuple(spec.shape[1:])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])) + "\n")
