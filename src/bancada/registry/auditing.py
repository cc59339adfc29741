"""The audit of one foreign model, run as `python -I -m bancada.registry.auditing onnx|skops`: bytes in, a verdict as JSON out.

It runs in a process of its own under limits of time and memory. It reads and never builds: no session, no estimator.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

__all__ = ["audit_onnx", "audit_skops", "main"]

_MEMORY_BYTES = 8 * 2**30
_CPU_S = 100
_DOMAINS = {"", "ai.onnx", "ai.onnx.ml"}


def main() -> None:
    """Read a model from standard input and print `{"code": ...}`; an empty code means that nothing speaks against it."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    audit = {"onnx": audit_onnx, "skops": audit_skops}[sys.argv[1]]
    sys.stdout.write(json.dumps(audit(sys.stdin.buffer.read())))


# Any: a verdict as JSON values.
def audit_onnx(data: bytes) -> dict[str, Any]:
    """Return the verdict on an ONNX model: well formed, no data outside the file, standard operators only."""
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # protobuf ships no types

    try:
        model = onnx.load_model_from_string(data)
    except DecodeError:
        return {"code": "audit_not_onnx"}
    if _has_external_data(model):
        return {"code": "audit_external_data"}
    domains = {opset.domain for opset in model.opset_import} | {function.domain for function in model.functions}
    if domains - _DOMAINS:
        return {"code": "audit_operators", "domains": sorted(domains - _DOMAINS)}
    try:
        onnx.checker.check_model(model)
    except onnx.checker.ValidationError as error:
        return {"code": "audit_invalid", "detail": str(error).splitlines()[0]}
    return {"code": "", "opset": max((opset.version for opset in model.opset_import if not opset.domain), default=0)}


# Any: a protobuf message.
def _has_external_data(message: Any) -> bool:
    """Return whether any tensor, at any depth, points outside the file."""
    if message.DESCRIPTOR.name == "TensorProto" and (message.data_location or message.external_data):
        return True
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        items = [value] if hasattr(value, "DESCRIPTOR") else value
        if any(_has_external_data(item) for item in items):
            return True
    return False


# Any: a verdict as JSON values.
def audit_skops(data: bytes) -> dict[str, Any]:
    """Return the verdict on a skops file: only the types that skops itself trusts by default."""
    from zipfile import BadZipFile

    from skops.io import get_untrusted_types

    try:
        untrusted = get_untrusted_types(data=data)
    except (BadZipFile, KeyError, ValueError, TypeError) as error:
        return {"code": "audit_not_skops", "detail": str(error)}
    if untrusted:
        return {"code": "audit_types", "types": untrusted[:10]}
    return {"code": ""}


if __name__ == "__main__":
    main()
