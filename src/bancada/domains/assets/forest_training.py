"""Training a random forest: settings searched on purged folds, probabilities calibrated on others, the return learned with what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import InvalidTask
from bancada.core.finding import Finding, Severity
from bancada.domains.assets.forest import ForestModel
from bancada.domains.assets.requests import ForestOptions
from bancada.domains.assets.searching import SCORE, Search, check_options, search_forest, stratified_folds
from bancada.domains.assets.splitting import inner_folds, label_spans
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.progress import Progress
    from bancada.domains.assets.searching import Fold
    from bancada.domains.assets.values import AssetSplit, AssetTable

__all__ = ["ForestFit", "n_parts", "train_forest"]

CALIBRATION_FOLDS = 3
_OF_RETURNS = ("n_estimators", "max_depth", "min_samples_leaf", "max_features", "max_samples")


@dataclass(frozen=True, slots=True, eq=False)
class ForestFit:
    """A trained forest with what its training says.

    Attributes
    ----------
    model : ForestModel
    log : dict
        JSON: `scoring`, `folds` and their kind, `best`, `settings` best first, `calibration`.
    n_trials : int
        Fits that settings were judged by.
    findings : tuple of Finding
    """

    model: ForestModel
    log: dict[str, Any]  # Any: JSON
    n_trials: int
    findings: tuple[Finding, ...]


def n_parts(options: ForestOptions) -> int:
    """Return how many parts of progress a training has: fits of the search, the classifier, the regressor."""
    return options.n_iter * options.folds + 2


def train_forest(
    table: AssetTable, split: AssetSplit, options: ForestOptions, *, seed: int, progress: Progress
) -> ForestFit:
    """Return forests of action and return, fitted on the training rows alone.

    The regressor takes depth, leaves and columns from the classifier's setting: a second search would look twice at the same rows.
    Everything is a function of the table, the split, the options and the seed. Several threads add up the trees of the calibration in any
    order, so that probabilities may differ by 1e-9 from run to run; one thread gives the same bits.

    Raises
    ------
    BadInput
        Options that cannot be used, all at once.
    InvalidTask
        Training rows of one action alone, or too few for the folds.
    Cancelled
        Between two fits.
    """
    check_options(options)
    rows = split.train
    X, actions = table.X[rows], table.actions[rows]
    findings = list(_checked(actions))
    folds = _folds(table, split, options, seed)
    if options.is_stratified:
        findings.append(Finding("assets_stratified_folds", Severity.CAUTION, None, {"folds": options.folds}))
    search = search_forest(X, actions, folds, options=options, seed=seed, progress=progress)
    calibration = _calibration_folds(table, split) if options.is_calibrated else ()
    if options.is_calibrated and not calibration:
        findings.append(Finding("assets_not_calibrated", Severity.CAUTION, None, {"folds": CALIBRATION_FOLDS}))
    classifier = _classifier(X, actions, search.params, calibration, n_jobs=options.n_jobs, seed=seed)
    progress.step("action")
    regressor = _regressor(X, table.returns[rows], search.params, n_jobs=options.n_jobs, seed=seed)
    progress.step("return")
    model = ForestModel(classifier, regressor, names=table.names, horizon=table.horizon)
    return ForestFit(model, _log(search, options, len(calibration)), search.n_fits, tuple(findings))


def _checked(actions: NDArray[np.int8]) -> tuple[Finding, ...]:
    """Return which actions are absent; InvalidTask where only one is there."""
    counts = np.bincount(actions, minlength=len(ACTION_NAMES))
    absent = [name for name, count in zip(ACTION_NAMES, counts, strict=True) if not count]
    if len(absent) >= len(ACTION_NAMES) - 1:
        raise InvalidTask("assets_one_action", n_rows=len(actions), absent=absent)
    return (Finding("assets_action_absent", Severity.CAUTION, None, {"absent": absent}),) if absent else ()


def _folds(table: AssetTable, split: AssetSplit, options: ForestOptions, seed: int) -> tuple[Fold, ...]:
    if options.is_stratified:
        return stratified_folds(table.actions[split.train], n_folds=options.folds, seed=seed)
    return tuple(inner_folds(table, split.train, options.folds))


def _calibration_folds(table: AssetTable, split: AssetSplit) -> tuple[Fold, ...]:
    """Return purged folds that judge every row once; none where a fold would not know every action."""
    from bancada.learning.purging import PurgedKFold

    actions = table.actions[split.train]
    dealt = PurgedKFold(CALIBRATION_FOLDS, spans=label_spans(table, split.train)).split(np.zeros((len(actions), 1)))
    folds = tuple(dealt)
    n_actions = len(np.unique(actions))
    return folds if all(len(np.unique(actions[train])) == n_actions for train, _ in folds) else ()


# Any: estimators and settings of scikit-learn, which ships no types.
def _classifier(
    X: NDArray[np.float64],
    actions: NDArray[np.int8],
    params: dict[str, Any],
    folds: tuple[Fold, ...],
    *,
    n_jobs: int,
    seed: int,
) -> Any:
    """Return the classifier, calibrated where there are folds to do it on.

    Platt's sigmoid and not isotonic regression: two numbers an action cannot bend to noise, and no probability becomes 0.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(**params, random_state=seed, n_jobs=n_jobs)
    if not folds:
        return _single(forest.fit(X, actions))
    calibrated = CalibratedClassifierCV(forest, method="sigmoid", cv=list(folds), ensemble=False).fit(X, actions)
    for member in calibrated.calibrated_classifiers_:
        _single(member.estimator)
    return calibrated


def _regressor(
    X: NDArray[np.float64], returns: NDArray[np.float64], params: dict[str, Any], *, n_jobs: int, seed: int
) -> Any:
    from sklearn.ensemble import RandomForestRegressor

    taken = {name: params[name] for name in _OF_RETURNS}
    return _single(RandomForestRegressor(**taken, random_state=seed, n_jobs=n_jobs).fit(X, returns))


def _single(forest: Any) -> Any:
    """Return the forest, told to answer in one thread: for few rows, starting others takes longer than answering."""
    return forest.set_params(n_jobs=None)


def _log(search: Search, options: ForestOptions, n_calibration: int) -> dict[str, Any]:
    return {
        "scoring": SCORE,
        "folds": options.folds,
        "fold_kind": "stratified" if options.is_stratified else "walk_forward",
        "best": search.params,
        "settings": list(search.settings),
        "calibration": {"method": "sigmoid", "folds": n_calibration} if n_calibration else None,
    }
