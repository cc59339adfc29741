"""Export of a fitted estimator to ONNX with its certificate.

Bancada's own translation comes first: in double precision it is exact where the general converters round to float32
(docs/decisions/0008-onnx-in-double-precision.md). What it does not know goes to skl2onnx and onnxmltools. Whatever a converter
raises becomes the reason of a refused certificate, never an error of the user's.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.model import Certificate
from bancada.core.signature import Field
from bancada.serving.certificate import certify, trial_rows
from bancada.serving.engine import Engine, OnnxEngine, onnx_runtime
from bancada.serving.onnx_graph import Untranslatable, translate
from bancada.serving.onnx_graph.graph import OPSET

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Export", "export"]

_CONVERTER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
_REASON_CHARS = 300


@dataclass(frozen=True, slots=True)
class Export:
    """A certificate, and the ONNX bytes where it was accepted."""

    certificate: Certificate
    content: bytes | None = None


# Any: a fitted estimator of a library that ships no types.
def export(
    model: Any,
    original: Engine,
    sample: NDArray[np.float64],
    fields: Sequence[Field],
    *,
    scale: float = float("nan"),
    seed: int = 7,
) -> Export:
    """Convert a fitted estimator and certify the result.

    Parameters
    ----------
    model : estimator
        Fitted on a float matrix: `inner_` of a pipeline of `learning.pipeline`, or a plain estimator.
    original : Engine
        The native engine of the same model.
    sample : ndarray, shape (n_rows, n_fields)
        Encoded rows as recorded, held out where there are such.
    fields : sequence of Field
    scale : float
        The target's standard deviation; where unknown, that of the model's own answers.
    seed : int
        Of the rows drawn where the sample is small.
    """
    if not len(sample):
        return Export(Certificate(False, 0, reason="there is no row to compare on"))
    rows = trial_rows(sample, fields, rng=np.random.default_rng(seed))
    if original.kind == "values" and not (np.isfinite(scale) and scale > 0):
        scale = float(np.std(original.run(rows.matrix[: rows.n_recorded])))
    reasons = []
    for convert in (_translated, _generally_converted):
        try:
            content = convert(model, len(fields))
            certificate = certify(original, _session(content), rows, scale=scale, opset=OPSET)
        except (Untranslatable, *_CONVERTER_ERRORS) as error:
            reasons.append(_sentence(error))
            continue
        if certificate.accepted:
            return Export(certificate, content)
        reasons.append(certificate.reason)
    return Export(Certificate(False, len(rows.matrix), reason="; then ".join(reasons), n_recorded=rows.n_recorded))


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())[:_REASON_CHARS]
    return text if isinstance(error, Untranslatable) else f"{type(error).__name__}: {text}"


def _session(content: bytes) -> OnnxEngine:
    errors = onnx_runtime().capi.onnxruntime_pybind11_state
    try:
        engine = OnnxEngine(content)
    except (
        errors.Fail,
        errors.InvalidGraph,
        errors.InvalidProtobuf,
        errors.NotImplemented,
        errors.RuntimeException,
    ) as error:
        raise Untranslatable(f"ONNX Runtime: {' '.join(str(error).split())[:_REASON_CHARS]}") from error
    return engine


def _translated(model: Any, n_inputs: int) -> bytes:
    return translate(model, n_inputs=n_inputs)


def _generally_converted(model: Any, n_inputs: int) -> bytes:
    """Return the general converter's graph in float32, its answer under our name."""
    from bancada.serving.general_converter import convert

    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return convert(model, n_inputs=n_inputs)
    finally:
        logging.disable(level)
