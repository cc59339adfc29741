"""What differs between two models, from what is recorded of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bancada.core.model import MetricFigure, ModelInfo
from bancada.core.values import to_json

__all__ = ["Difference", "ModelDiff", "difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Attributes
    ----------
    field : str
        What ("Accuracy (holdout)", "lux", "scikit-learn", "dataset").
    a, b : object
        JSON values of the two models; None where one does not have it.
    """

    field: str
    a: object
    b: object


@dataclass(frozen=True, slots=True)
class ModelDiff:
    """What differs between models `a` and `b`; empty groups are equal.

    Attributes
    ----------
    a, b : str
        Names.
    facts : tuple of Difference
        Kind, task, problem, target, classes, threshold.
    metrics : tuple of Difference
        By name and split.
    signature : tuple of Difference
        Fields by name; the value is the type and unit.
    lineage, versions, metadata, files : tuple of Difference
    """

    a: str
    b: str
    facts: tuple[Difference, ...] = ()
    metrics: tuple[Difference, ...] = ()
    signature: tuple[Difference, ...] = ()
    lineage: tuple[Difference, ...] = ()
    versions: tuple[Difference, ...] = ()
    metadata: tuple[Difference, ...] = ()
    files: tuple[Difference, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is recorded differs."""
        groups = (self.facts, self.metrics, self.signature, self.lineage, self.versions, self.metadata, self.files)
        return not any(groups)


def difference(a: ModelInfo, b: ModelInfo) -> ModelDiff:
    """Return what differs between two models as `store.info` gives them."""
    return ModelDiff(
        a.name,
        b.name,
        facts=_between(_facts(a), _facts(b)),
        metrics=_between(_metrics(a.metrics), _metrics(b.metrics)),
        signature=_between(_fields(a), _fields(b)),
        lineage=_between(*(to_json(info.lineage) if info.lineage else {} for info in (a, b))),
        versions=_between(a.versions, b.versions),
        metadata=_between(a.metadata, b.metadata),
        files=_between(*({record.name: record.sha256 for record in info.files} for info in (a, b))),
    )


def _between(a: Mapping[str, object], b: Mapping[str, object]) -> tuple[Difference, ...]:
    fields = [*a, *(field for field in b if field not in a)]
    return tuple(Difference(field, a.get(field), b.get(field)) for field in fields if a.get(field) != b.get(field))


def _facts(info: ModelInfo) -> dict[str, object]:
    signature = info.signature
    return {
        "kind": info.kind,
        "task": info.task,
        "problem": info.problem.value if info.problem else None,
        "target": signature.target if signature else None,
        "classes": list(signature.classes) if signature else None,
        "threshold": signature.threshold if signature else None,
    }


def _metrics(figures: tuple[MetricFigure, ...]) -> dict[str, object]:
    return {f"{figure.name} ({figure.split})": figure.value for figure in figures}


def _fields(info: ModelInfo) -> dict[str, object]:
    fields = info.signature.fields if info.signature else ()
    return {field.name: f"{field.type.value} {field.unit}".strip() for field in fields}
