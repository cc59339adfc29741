"""A target that tells nothing: whatever skill appears on it comes from the procedure, not from the data."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from bancada.core.errors import Cancelled
from bancada.core.finding import Finding, Severity
from bancada.core.leaks import LeakCheck, LeakCode, LeakStatus
from bancada.learning.leaks.columns import take
from bancada.learning.leaks.skill import class_skill, rank_skill
from bancada.learning.leaks.subject import LeakSubject

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

__all__ = ["null_skill", "null_target", "shuffled_in_blocks"]

_MOST_ROWS = 4_000
_FEWEST_DRAWS = 4
_LEVEL = 0.999
"""Of the interval: at 95% one sound model in twenty would be stopped."""


def null_target(
    subject: LeakSubject,
    rng: np.random.Generator,
    *,
    n_draws: int = 10,
    until: float | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> LeakCheck:
    """Fit and judge on shuffled targets, in the very folds; the 99.9% interval of the mean skill must hold 0.

    Targets are shuffled in blocks of labels that meet one another (values, at random, also with their sign about the median turned):
    what overlapping labels share stays, so that folds which do not purge show skill; purged folds never have a block on both sides. An
    interval wholly below 0 is no leak: cross-validation without skill is a little worse than chance.

    Parameters
    ----------
    subject : LeakSubject
        At most its latest 4,000 rows are used.
    rng : Generator
    n_draws : int
    until : float, optional
        Monotonic seconds after which no draw begins; fewer than 4 draws skip the check.
    is_cancelled : callable, optional
        Asked before each draw.

    Raises
    ------
    Cancelled
    """
    if subject.estimator is None or subject.y is None or np.ndim(subject.y) != 1:
        return _skipped("leak_no_estimator")
    unfit = _without_folds(subject.folds, len(subject.y))
    if unfit is not None:
        return unfit
    skills = []
    for _ in range(n_draws):
        if is_cancelled is not None and is_cancelled():
            raise Cancelled
        if until is not None and time.monotonic() > until:
            break
        try:
            with threadpool_limits(1):  # many small fits, which threads only slow down
                skills.append(null_skill(subject, shuffled_in_blocks(subject, rng)))
        except (ValueError, ArithmeticError) as refused:  # a foreign estimator, on few rows or classes
            return _skipped("leak_estimator_refused", detail=str(refused)[:200])
    if len(skills) < _FEWEST_DRAWS:
        return _skipped("leak_too_few_draws", n_draws=len(skills))
    skill, low, high = _interval(np.array(skills))
    facts = {"skill": skill, "low": low, "high": high, "n_draws": len(skills)}
    return LeakCheck(LeakCode.NULL_TARGET, LeakStatus.FAILED if low > 0 else LeakStatus.PASSED, facts)


def _without_folds(folds: Sequence[tuple[Positions, Positions]], n_rows: int) -> LeakCheck | None:
    """Return why nothing can be judged; None where it can."""
    if not folds:
        return _skipped("leak_no_folds")
    if any(True for _ in _latest(folds, n_rows)):
        return None
    if n_rows <= _MOST_ROWS:
        return _skipped("leak_too_few_rows", n_rows=n_rows)
    return _skipped("leak_no_late_folds", n_rows=_MOST_ROWS)


def shuffled_in_blocks(subject: LeakSubject, rng: np.random.Generator) -> NDArray[Any]:
    """Return the target shuffled in blocks, each as many rows as the first one's label meets; single rows where spans are not known."""
    y = np.asarray(subject.y)
    order, cuts = np.arange(len(y)), np.arange(1, len(y))
    if subject.spans is not None and subject.spans.longest > 0:
        order = np.argsort(subject.spans.starts, kind="stable")
        cuts = _cuts(subject.spans.starts[order], subject.spans.ends[order], int(rng.integers(len(y))))
    blocks = np.split(y[order], cuts)
    if not subject.is_classification:
        middle = float(np.median(y))
        blocks = [middle + rng.choice((-1.0, 1.0)) * (block - middle) for block in blocks]
    dealt = np.concatenate([blocks[i] for i in rng.permutation(len(blocks))])
    shuffled = np.empty_like(dealt)
    shuffled[order] = dealt
    return shuffled


def _cuts(starts: NDArray[np.int64], ends: NDArray[np.int64], offset: int) -> Positions:
    """Return where blocks end, so that rows of one block meet its first row; the first block is cut short at random."""
    reach = np.maximum(np.searchsorted(starts, ends, side="left"), np.arange(len(starts)) + 1)
    cuts, at = [], offset % int(reach[0])
    while at < len(starts):
        if at:
            cuts.append(at)
        at = int(reach[at])
    return np.array(cuts, dtype=np.int64)


def null_skill(subject: LeakSubject, y: NDArray[Any]) -> float:
    """Return the mean skill over folds of the subject's procedure on a target; 0 where every fold has one class alone."""
    assert subject.estimator is not None  # noqa: S101  # asked before
    X = subject.X if subject.prepare is None else subject.prepare(subject.X, y)
    skills = []
    for train, test in _latest(subject.folds, len(y)):
        if len(np.unique(y[train])) < 2:
            continue
        estimator = subject.estimator()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what cannot be learned need not converge
            estimator.fit(take(X, train), y[train])
        skills.append(_judged(estimator, take(X, test), y[test], is_classification=subject.is_classification))
    return float(np.mean(skills)) if skills else 0.0


def _latest(folds: Sequence[tuple[Positions, Positions]], n_rows: int) -> Iterator[tuple[Positions, Positions]]:
    """Yield the folds within the latest rows; those that have too little there are left out."""
    first = max(n_rows - _MOST_ROWS, 0)
    for train, test in folds:
        learned, judged = train[train >= first], test[test >= first]
        if len(learned) >= 10 and len(judged) >= 5:
            yield learned, judged


# Any: an estimator of scikit-learn, which ships no types.
def _judged(estimator: Any, X: Any, truth: NDArray[Any], *, is_classification: bool) -> float:
    if not is_classification:
        return rank_skill(np.asarray(estimator.predict(X), dtype=np.float64), truth)
    classes = np.asarray(getattr(estimator, "classes_", np.unique(truth)))
    if hasattr(estimator, "predict_proba"):
        scores = np.asarray(estimator.predict_proba(X))
    else:
        scores = (np.asarray(estimator.predict(X))[:, None] == classes[None, :]).astype(float)
    columns = [len(classes) - 1] if len(classes) == 2 else range(len(classes))
    return float(np.mean([class_skill(scores[:, i], truth == classes[i]) for i in columns]))


def _interval(skills: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return mean and Student's interval of the mean."""
    from scipy.stats import t

    mean, n = float(skills.mean()), len(skills)
    half = float(t.ppf(0.5 + _LEVEL / 2, n - 1)) * float(skills.std(ddof=1)) / n**0.5
    return mean, mean - half, mean + half


# Any: facts of a sentence.
def _skipped(why: str, **facts: Any) -> LeakCheck:
    return LeakCheck(LeakCode.NULL_TARGET, LeakStatus.SKIPPED, {"why": Finding(why, Severity.INFO, None, facts)})
