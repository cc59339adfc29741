"""What a retraining goes by: how it reads a request, calls its models, chooses among them, and who may replace whom."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from bancada.core.dataset import Source
from bancada.core.finding import Finding, Severity
from bancada.core.model import ModelInfo
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.training import TrainingOptions

__all__ = ["by_loss", "name_of", "options_of", "own_rules"]

_PREFIX = "lotofacil"

# Any: JSON values of the job.
Json = Mapping[str, Any]


def name_of(state: Json, kind: str) -> str:
    """Return what a model of a kind is saved under: `saved_as` where it is given, else prefix, kind and the run's own moment."""
    return str(state.get("saved_as") or f"{state.get('name') or _PREFIX}-{kind}-{state['stamp']}")


def options_of(state: Json) -> TrainingOptions:
    """Return the options of networks that a request names, the others as they are; BadInput."""
    names = ("window", "units", "epochs", "patience", "weight", "seed")
    return TrainingOptions(**{name: state[name] for name in names if state.get(name) is not None})


def by_loss(info: ModelInfo) -> tuple[float, str]:
    """Sort by the main metric on the holdout, which is a loss; one that has none comes last."""
    return (math.inf if info.main_metric is None else info.main_metric.value, info.name)


def own_rules(
    name: str,
    champion: ModelInfo | None,
    draws: Draws,
    *,
    is_fallback: bool,
    is_healthy: Callable[[str], bool],
) -> list[Finding]:
    """Return what a retraining adds to the gate: simulated draws and stopgaps do not push aside what is better founded.

    Parameters
    ----------
    name : str
        The model that would serve.
    champion : ModelInfo or None
        Who serves now, where it is another one and can be read.
    draws : Draws
        What the model learned from.
    is_fallback : bool
        Whether it was trained only because nothing else could be.
    is_healthy : callable
        Whether a champion still answers; asked only where it matters.
    """
    found = []
    facts = {"model": name, "champion": champion.name if champion else ""}
    if draws.source is Source.SIMULATED:
        found.append(Finding("lottery_draws_simulated", Severity.CAUTION, None, {"n_draws": len(draws)}))
        if champion is not None and not _is_simulated(champion):
            found.append(Finding("lottery_simulated_not_served", Severity.FAILURE, None, facts))
    if is_fallback and champion is not None and is_healthy(champion.name):
        found.append(Finding("lottery_fallback_not_served", Severity.FAILURE, None, facts))
    return found


def _is_simulated(info: ModelInfo) -> bool:
    return info.lineage is not None and info.lineage.dataset_source == Source.SIMULATED
