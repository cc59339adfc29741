"""How much better a model looks on the rows it was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.domains.assets.evaluation.classification import confusion_counts, confusion_figures
from bancada.domains.assets.evaluation.direction import direction_figures, score_of
from bancada.domains.assets.evaluation.figures import MAIN_NAME
from bancada.domains.assets.evaluation.measuring import defined
from bancada.domains.assets.evaluation.regression import return_figures
from bancada.domains.assets.evaluation.resampling import interval_of
from bancada.domains.assets.evaluation.values import Gap

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from bancada.domains.assets.evaluation.part_rows import PartRows, Training
    from bancada.domains.assets.evaluation.resampling import Sessions

    Floats = NDArray[np.float64]

__all__ = ["LARGE", "gaps_of"]

LARGE = {MAIN_NAME: 0.05, "MCC": 0.1, "Accuracy": 0.1, "Balanced Accuracy": 0.1, "R2": 0.1}
"""Gap, in the measure's own unit, from which on it is too large to pass over; an area of 0.55 is as far from chance as a correlation of 0.1."""


def gaps_of(parts: Mapping[str, tuple[PartRows, Sessions]], training: Training) -> tuple[Gap, ...]:
    """Return the gaps of the measures in `LARGE`, to validation and to test.

    The parts were drawn independently of each other, so the difference of the n-th resamples of two parts is a resample of the difference.
    """
    found = {name: _figures(rows, training, sessions) for name, (rows, sessions) in parts.items()}
    gaps = []
    for measure, limit in LARGE.items():
        for part in ("validation", "test"):
            own, other = found["train"][measure], found[part][measure]
            shared = min(len(own), len(other))
            differences = own[:shared] - other[:shared]
            interval = interval_of(differences, parts[part][1].n_blocks)
            value = defined(differences[0])
            is_large = interval is not None and value is not None and interval.low > 0 and value >= limit
            gaps.append(Gap(measure, part, value, interval, is_large))
    return tuple(gaps)


def _figures(part: PartRows, training: Training, sessions: Sessions) -> dict[str, Floats]:
    return {
        MAIN_NAME: direction_figures(part.truth, score_of(part.probabilities), sessions),
        **confusion_figures(confusion_counts(part.truth, part.action, sessions)),
        **return_figures(part.actual, part.expected, training.mean, sessions),
    }
