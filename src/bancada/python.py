"""The public functions of Python's door: `from bancada import compare_models, save_model, load_model, ...`.

Like the shell and the dashboard it adds no logic: it finds the Bench of the environment and calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bancada.bootstrap import default_parts
from bancada.core.task import Engine, Problem, SplitKind

if TYPE_CHECKING:
    import pandas as pd

    from bancada.core.model import ModelInfo
    from bancada.domains.lottery.draws import Draws
    from bancada.learning import Leaderboard
    from bancada.serving import Predictor

__all__ = [
    "compare_models",
    "delete_model",
    "fetch_history",
    "get_models_summary",
    "list_models",
    "load_model",
    "load_predictor",
    "save_model",
]


def compare_models(
    frame: pd.DataFrame,
    *,
    target: str | Sequence[str],
    n_select: int = 5,
    sort: str | None = None,
    fold: int | Any = 5,  # Any: a splitter of scikit-learn, which ships no types
    turbo: bool = True,
    engine: str = "native",
    problem: str | None = None,
    split: str | None = None,
    group: str | None = None,
    time: str | None = None,
    horizon: int = 1,
    holdout: float = 0.2,
    seed: int = 7,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    budget_minutes: float | None = None,
    timeout_s: float | None = None,
    name: str | None = None,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Leaderboard:
    """Train and compare candidates on a frame.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n_samples, n_columns)
        Features and target; never mutated. Rows whose target is missing are left out and counted.
    target : str or sequence of str
        Several 0/1 columns make a multilabel problem.
    n_select : int
        Candidates that are refitted on the training part and scored on the holdout.
    sort : str, optional
        Metric that ranks, by PyCaret's column name; Accuracy or R2 by default.
    fold : int or scikit-learn splitter
        Number of folds, or what deals the training part to folds once the holdout is taken away. With time splits the splitter is
        given rows in time order, with group splits their groups, and the classes where there are.
    turbo : bool
        Leave the slow candidates out.
    engine : {"native", "pycaret"}
    problem : {"binary", "multiclass", "regression", "multilabel", "forecast"}, optional
        Inferred from the target by default.
    split : {"stratified", "plain", "group", "time"}, optional
        Time order by default where `time` is given or a datetime column is found.
    group, time : str, optional
        Columns that name groups, or order rows; neither is a feature.
    horizon : int
        Forecasts: rows ahead. What was saved takes a frame with the same columns, and answers with the value so many rows after each.
    holdout : float
        Share of rows kept away from the comparison, 0 to 0.5.
    seed : int
    include, exclude : sequence of str
        Candidate ids.
    budget_minutes, timeout_s : float, optional
        For the whole comparison; for one fit.
    name : str, optional
        What the trial ledger calls this task; by default a name made of the frame's columns and content and of the target, so that
        fits on other frames are not counted with it.
    on_progress : callable, optional
        Called with (done, total, what).

    Returns
    -------
    Leaderboard
        `.table`, `.scores`, `.intervals`, `.baseline`, `.holdout`, `.top`, `.save(candidate_id, name)`.

    Raises
    ------
    InvalidTask
        The target, metric, split or a candidate does not fit the frame.

    Examples
    --------
    >>> import pandas as pd
    >>> from bancada import compare_models
    >>> frame = pd.DataFrame({"lux": range(60), "estado": ["a", "b", "a"] * 20})
    >>> board = compare_models(frame, target="estado", include=["lr", "dt"], fold=3)  # doctest: +SKIP
    >>> board.table  # doctest: +SKIP
    """
    from bancada import learning

    task = learning.make_task(
        frame,
        target=target,
        problem=None if problem is None else Problem(problem),
        split=None if split is None else SplitKind(split),
        folds=fold if isinstance(fold, int) else 2,
        holdout=holdout,
        sort=sort,
        group=group,
        time=time,
        horizon=horizon,
        seed=seed,
        name=name,
        dataset=_name_of(frame),
    )
    options = learning.CompareOptions(
        n_select=n_select,
        turbo=turbo,
        include=tuple(include),
        exclude=tuple(exclude),
        engine=Engine(engine),
        budget_s=None if budget_minutes is None else budget_minutes * 60,
        timeout_s=timeout_s,
        n_workers=default_parts().settings.fit_workers or None,
    )
    return learning.compare(
        frame,
        task,
        options=options,
        ledger=default_parts().ledger,
        run_id=f"python-{uuid4().hex[:12]}",
        on_progress=on_progress,
        saver=_save_candidate,
        splitter=None if isinstance(fold, int) else fold,
    )


def _name_of(frame: pd.DataFrame) -> str:
    """Return `frame-` and eight digits that the columns and the content of a frame decide."""
    from hashlib import sha256

    import pandas as pd

    digest = sha256(repr([(str(name), str(kind)) for name, kind in frame.dtypes.items()]).encode())
    try:
        rows = pd.util.hash_pandas_object(frame, index=False)
    except TypeError:  # cells such as lists
        rows = pd.util.hash_pandas_object(frame.astype(str), index=False)
    digest.update(rows.to_numpy().tobytes())
    return f"frame-{digest.hexdigest()[:8]}"


def save_model(
    model: object,
    name: str,
    metadata: Mapping[str, Any] | None = None,
    *,
    task: str | None = None,
    sample: pd.DataFrame | None = None,
) -> ModelInfo:
    """Save a fitted model under `name`, signed.

    Parameters
    ----------
    model : object
        A scikit-learn estimator or pipeline, a pipeline of a Leaderboard, or a Keras model.
    name : str
        Slug; a taken one is refused.
    metadata : mapping, optional
        JSON values of yours; `title` and `notes` among them are shown as such.
    task : str, optional
        What it would be champion of.
    sample : pandas.DataFrame, shape (n_rows, n_features), optional
        Rows like those that will come, at best held-out ones. From them the signature is learned and the ONNX export is certified;
        without them the native model serves, and the manifest says so.

    Raises
    ------
    ModelExists, InvalidName, StoreReadOnly
    """
    from bancada import serving

    facts = dict(metadata or {})
    title, notes = str(facts.pop("title", "")), str(facts.pop("notes", ""))
    draft = serving.draft_model(model, sample=sample, task=task or "", metadata=facts)
    return default_parts().store.save(name, draft, title=title, notes=notes)


def load_model(name: str) -> Predictor:
    """Return the saved model itself, ready to answer: `.predict(rows)`, `.predict_proba(rows)`, `.estimator`.

    Rows are a frame, a list of dicts, or a list of lists in the signature's order.

    Raises
    ------
    ModelNotFound, TamperedModel, UntrustedModel
    """
    from bancada import serving

    return serving.load_model(default_parts().store, name)


def load_predictor(name: str) -> Predictor:
    """Return what serves: the ONNX export where it is certified, else the model itself; the same `predict` and `predict_proba`."""
    from bancada import serving

    return serving.load_predictor(default_parts().store, name)


def list_models() -> list[str]:
    """Return the names of all saved models, newest first."""
    return [info.name for info in default_parts().store.list()]


def fetch_history() -> Draws:
    """Return the draws of the Lotofácil that are here, oldest first, as arrays.

    Returns
    -------
    Draws
        `contests` (n,), `dates` (n,), `numbers` (n, 15) ascending in each row, `indicators` (n, 25) of 0/1, and their `source`.

    Raises
    ------
    NotFound
        There is no draw.
    BadInput
        A connected database breaks a rule of the game; its contests are named.

    Examples
    --------
    >>> from bancada import fetch_history
    >>> fetch_history().numbers.shape  # doctest: +SKIP
    (3363, 15)
    """
    from bancada.domains.lottery.history import fetch_history as fetch

    return fetch(default_parts().bench.lottery.draws.history)


def get_models_summary() -> pd.DataFrame:
    """Return one row per model, newest first, indexed by name: title, task, kind, main metric beside baseline and interval."""
    import pandas as pd

    return pd.DataFrame([_summary_row(info) for info in default_parts().store.list()], columns=_SUMMARY).set_index(
        "name"
    )


def delete_model(name: str) -> None:
    """Move a model to the trash, from which it can be restored; ModelNotFound."""
    default_parts().store.delete(name)


_SUMMARY = (
    "name", "title", "task", "kind", "problem", "metric", "value", "low", "high", "baseline", "split", "saved_at",
    "champion", "legacy", "notes",
)  # fmt: skip


def _summary_row(info: ModelInfo) -> tuple[object, ...]:
    main = info.main_metric
    interval = None if main is None else main.interval
    return (
        info.name, info.title, info.task, info.kind, None if info.problem is None else info.problem.value,
        None if main is None else main.name, None if main is None else main.value,
        None if interval is None else interval.low, None if interval is None else interval.high,
        None if main is None else main.baseline, None if main is None else main.split,
        info.saved_at, info.is_champion, info.is_legacy, info.notes,
    )  # fmt: skip


def _save_candidate(board: Leaderboard, candidate: str, name: str, notes: str) -> ModelInfo:
    from bancada.services.drafting import draft_candidate

    return default_parts().store.save(name, draft_candidate(board, candidate), notes=notes)
