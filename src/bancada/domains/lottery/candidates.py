"""The forecasters that are compared, by the ids that people know them by. It loads no engine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bancada.core.errors import CandidateNotFound
from bancada.domains.lottery.features import kind_of
from bancada.domains.lottery.training import TrainingOptions
from bancada.learning.candidate import Candidate, build

__all__ = ["BASELINE", "IDS", "NETWORKS", "candidate", "candidates"]

BASELINE = "uniform"
"""Id of what every forecaster is measured against."""
NETWORKS: Mapping[str, str] = {"ls15": "LS15", "ls14": "LS14", "ls15pp": "LS15++", "ls14pp": "LS14++"}
"""Title of each network by id."""

_HOME = "bancada.domains.lottery.forecasters:"
_RULES = (
    ("uniform", "Uniform", "UniformForecaster", 1),
    ("frequency", "Long-run frequency", "FrequencyForecaster", 2),
    ("last-k", "Last k frequency", "LastKForecaster", 3),
    ("markov", "Markov on repeats", "MarkovForecaster", 4),
    ("logistic", "Logistic regression per number", "LogisticForecaster", 20),
)
_NETWORK_COST = {"ls15": 90, "ls14": 91, "ls15pp": 94, "ls14pp": 95}

IDS = (*(rule[0] for rule in _RULES), *NETWORKS)
"""Every id, the baseline first."""


def candidates(options: TrainingOptions | None = None) -> tuple[Candidate, ...]:
    """Return every forecaster that is compared, the baseline first.

    Parameters
    ----------
    options : TrainingOptions, optional
        Of the networks.
    """
    chosen = options or TrainingOptions()
    rules = [Candidate(id_, title, partial(build, _HOME + cls, {}), cost_rank=cost) for id_, title, cls, cost in _RULES]
    networks = [
        Candidate(
            id_,
            title,
            partial(build, _HOME + "LstmForecaster", {"kind": id_, "options": chosen}),
            is_slow=True,
            cost_rank=_NETWORK_COST[id_],
        )
        for id_, title in NETWORKS.items()
    ]
    return (*rules, *networks)


def candidate(name: str, options: TrainingOptions | None = None) -> Candidate:
    """Return one of them by id or the way people write it (`LS15++`).

    Raises
    ------
    CandidateNotFound
    """
    wanted = kind_of(name)
    for found in candidates(options):
        if found.id == wanted:
            return found
    raise CandidateNotFound("candidates_not_found", candidates=[name], known=list(IDS))
