"""What a model's folder says of itself, signed: a draft becomes a manifest, a manifest becomes the facts that are shown.

To bump FORMAT from X to X+1: raise it here, teach `decode` to read X, add X to the formats that `tests/registry/test_manifest.py` reads,
and say in CHANGELOG.md what an older Bancada answers (`RegistryNewer`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson

from bancada.core.errors import BadInput, RegistryNewer, TamperedModel, UntrustedModel
from bancada.core.leaks import LeakReport
from bancada.core.model import Certificate, FileRecord, Lineage, MetricFigure, ModelInfo
from bancada.core.signature import Signature
from bancada.core.task import Problem
from bancada.core.values import from_json, to_json
from bancada.registry.files import sha256
from bancada.registry.keys import SigningKey
from bancada.registry.names import check_file

__all__ = [
    "FORMAT",
    "Manifest",
    "ModelDraft",
    "check_modules",
    "checked",
    "decode",
    "encode",
    "facts_of",
    "make",
    "seal",
    "unsealed",
]

FORMAT = 1
_PURPOSE = "manifest"
_SCHEME = "bancada-hmac-sha256"


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """Everything of a model except its name.

    Attributes
    ----------
    files : mapping of str to bytes
        "model.joblib", "model.onnx", "report.json", "saved_model/...": at least one.
    kind : str
        Candidate id, or the estimator's class name.
    task : str
        Task that it may become champion of; empty for none.
    modules : tuple of str
        What must be imported before the artefact opens; only modules under `bancada.`.
    metadata : dict
        JSON values that belong to the caller.
    Others as in `core.model.ModelInfo`. A metric whose value is not finite is left out when saved: it is undefined, and says nothing.
    """

    files: Mapping[str, bytes]
    kind: str
    task: str = ""
    problem: Problem | None = None
    metrics: tuple[MetricFigure, ...] = ()
    main_metric: MetricFigure | None = None
    signature: Signature | None = None
    certificate: Certificate | None = None
    lineage: Lineage | None = None
    leaks: LeakReport | None = None
    modules: tuple[str, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    # Any: JSON values that belong to the caller.
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as read: `info` for showing, and what only the loader and the store need.

    Attributes
    ----------
    id : str
        Stays with the model when it is renamed; a later model of the same name has another.
    origin : dict of str to str
        How it came in: `how` is "saved", "adopted", "imported" or "foreign"; with the trusting phrase where one was asked.
    """

    info: ModelInfo
    id: str
    modules: tuple[str, ...]
    origin: dict[str, str]
    card_sha256: str = ""

    def draft(self, files: Mapping[str, bytes]) -> ModelDraft:
        """Return the draft that this manifest with these files was made of."""
        info = self.info
        return ModelDraft(
            files=files,
            kind=info.kind,
            task=info.task,
            problem=info.problem,
            metrics=info.metrics,
            main_metric=info.main_metric,
            signature=info.signature,
            certificate=info.certificate,
            lineage=info.lineage,
            leaks=info.leaks,
            modules=self.modules,
            versions=info.versions,
            metadata=info.metadata,
        )


# Any: texts are JSON values.
def make(
    name: str,
    draft: ModelDraft,
    *,
    model_id: str,
    saved_at: datetime,
    origin: dict[str, str] | None = None,
    texts: Mapping[str, Any] = MappingProxyType({}),
) -> Manifest:
    """Return the manifest of `draft` under `name`; BadInput or UntrustedModel where the draft cannot be stored."""
    if not draft.files:
        raise BadInput("draft_without_files", name=name)
    taken: dict[str, str] = {}
    for file in draft.files:
        other = taken.setdefault(check_file(file).casefold(), file)
        if other != file:
            raise BadInput("invalid_file_name", file=f"{other!r}, {file!r}")
    info = ModelInfo(
        name=name,
        saved_at=saved_at,
        format=FORMAT,
        title=texts.get("title", ""),
        notes=texts.get("notes", ""),
        tags=tuple(texts.get("tags", ())),
        task=draft.task,
        kind=draft.kind,
        problem=draft.problem,
        main_metric=_finite(draft.main_metric),
        metrics=tuple(figure for figure in map(_finite, draft.metrics) if figure),
        signature=draft.signature,
        certificate=draft.certificate,
        lineage=draft.lineage,
        leaks=draft.leaks,
        files=tuple(FileRecord(file, sha256(data), len(data)) for file, data in sorted(draft.files.items())),
        versions=dict(draft.versions),
        metadata=_plain(draft.metadata),
    )
    return Manifest(info, model_id, check_modules(draft.modules, name=name), origin or {"how": "saved"})


def _finite(figure: MetricFigure | None) -> MetricFigure | None:
    if figure is None or not math.isfinite(figure.value):
        return None
    interval = figure.interval
    if interval and not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        figure = replace(figure, interval=None)
    if figure.baseline is not None and not math.isfinite(figure.baseline):
        figure = replace(figure, baseline=None)
    return figure


# Any: JSON values that belong to the caller.
def _plain(metadata: Mapping[str, Any]) -> dict[str, Any]:
    options = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    try:
        plain: dict[str, Any] = orjson.loads(orjson.dumps(dict(metadata), option=options))
    except TypeError as error:
        raise BadInput("metadata_not_json", detail=str(error)) from error
    return plain


def check_modules(modules: tuple[str, ...], *, name: str) -> tuple[str, ...]:
    """Return `modules` if all lie under `bancada.`, else raise UntrustedModel naming those that do not."""
    foreign = [module for module in modules if not _is_ours(module)]
    if foreign:
        raise UntrustedModel("foreign_module", name=name, modules=foreign)
    return tuple(modules)


def _is_ours(module: str) -> bool:
    first, *others = module.split(".")
    return first == "bancada" and bool(others) and all(part.isidentifier() for part in others)


def encode(manifest: Manifest) -> bytes:
    """Return the bytes of manifest.json."""
    # Any: JSON values.
    values: dict[str, Any] = to_json(replace(manifest.info, is_champion=False))
    for transient in ("is_champion", "is_legacy"):
        del values[transient]
    values |= {
        "id": manifest.id,
        "modules": list(manifest.modules),
        "origin": manifest.origin,
        "card_sha256": manifest.card_sha256,
    }
    return orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def decode(data: bytes, *, name: str) -> Manifest:
    """Return the manifest in `data`.

    Raises
    ------
    RegistryNewer
        It was written by a newer Bancada.
    TamperedModel
        `manifest_unreadable`.
    """
    try:
        values = orjson.loads(data)
        found = values["format"]
        if isinstance(found, int) and found > FORMAT:
            raise RegistryNewer(name=name, found=found, supported=FORMAT)
        own = {key: values.pop(key) for key in ("id", "modules", "origin", "card_sha256")}
        info = from_json(ModelInfo, values)
        manifest = Manifest(info, str(own["id"]), tuple(own["modules"]), dict(own["origin"]), str(own["card_sha256"]))
        for record in manifest.info.files:
            check_file(record.name)
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # BadInput is a ValueError too
        raise TamperedModel("manifest_unreadable", name=name, detail=str(error)[:200]) from error
    return manifest


def seal(data: bytes, *, key: SigningKey) -> bytes:
    """Return the bytes of manifest.sig for the bytes of manifest.json."""
    return f"{_SCHEME} {key.id} {key.sign(_PURPOSE, data)}\n".encode()


def unsealed(data: bytes, signature: bytes, *, key: SigningKey, name: str) -> None:
    """Return if `signature` is this installation's over `data`.

    Raises
    ------
    TamperedModel
        `signature_missing`, `signed_by_another_key` or `signature_mismatch`.
    """
    parts = signature.decode("ascii", errors="replace").split()
    if len(parts) != 3 or parts[0] != _SCHEME:
        raise TamperedModel("signature_missing", name=name)
    if parts[1] != key.id:
        raise TamperedModel("signed_by_another_key", name=name, found=parts[1][:16], key=key.id, path=str(key.path))
    if not key.verify(_PURPOSE, data, signature=parts[2]):
        raise TamperedModel("signature_mismatch", name=name)


def checked(manifest: Manifest, file: str, data: bytes, *, name: str = "") -> bytes:
    """Return `data` if it is the file that the manifest lists, else raise TamperedModel (`artefact_changed`); a draft is called `name`."""
    record = next(record for record in manifest.info.files if record.name == file)
    if len(data) != record.size_bytes or sha256(data) != record.sha256:
        raise TamperedModel("artefact_changed", name=manifest.info.name or name, file=file)
    return data


# Any: JSON values of registry.json.
def facts_of(manifest: Manifest) -> dict[str, Any]:
    """Return the registry entry of a manifest: what a listing shows; signature, leak tests and versions stay in the manifest."""
    values: dict[str, Any] = to_json(replace(manifest.info, signature=None, leaks=None, versions={}))
    saved_at = values.pop("saved_at")
    metadata = {
        key: value for key, value in values.items() if value not in (None, "", [], {}, False) and key not in _AT_TOP
    }
    metadata["id"] = manifest.id
    if "file" in manifest.origin:
        metadata["adopted_from"] = manifest.origin["file"]
    return {"path": manifest.info.name, "metadata": metadata, "saved_at": saved_at, "format": manifest.info.format}


_AT_TOP = {"name", "format"}
