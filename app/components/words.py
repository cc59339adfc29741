"""Codes of the library as words a visitor reads, and the short definitions behind the question marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.i18n import _, current_language, format_figure, format_number
from bancada.core.dataset import ColumnType, Source
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import FitStatus
from bancada.core.messages import SENTENCES, render
from bancada.core.run import RunInfo, RunStatus
from bancada.core.task import Engine, Problem, SplitKind

__all__ = [
    "HELD_TO_A_LAW",
    "against_baseline",
    "calibration",
    "column_type",
    "engine",
    "finding_icon",
    "fit_reason",
    "fit_status",
    "metric",
    "metric_help",
    "named",
    "origin",
    "pack_word",
    "problem",
    "run_error",
    "run_note",
    "run_status",
    "run_title",
    "source",
    "split",
    "split_name",
    "split_reason",
]


HELD_TO_A_LAW = frozenset({"Hits"})
"""Metrics whose level a law of chance gives: what lies above it is luck until it is shown to be more, and never green."""


def named(codes: Iterable[str], name: Callable[[str], str]) -> Callable[[str], str]:
    """Return the `format_func` of these codes, in the language of this run."""
    names = {code: name(code) for code in codes}
    return lambda code: names.get(code, code)


def source(code: Source) -> str:
    """Return where rows come from, in one word."""
    return {
        Source.OFFICIAL: _("official"),
        Source.IMPORTED: _("imported"),
        Source.CONNECTED: _("connected"),
        Source.SIMULATED: _("simulated"),
    }[code]


def column_type(code: ColumnType) -> str:
    """Return what a column holds."""
    return {
        ColumnType.INTEGER: _("whole number"),
        ColumnType.FLOAT: _("number"),
        ColumnType.BOOLEAN: _("yes or no"),
        ColumnType.CATEGORY: _("category"),
        ColumnType.TEXT: _("text"),
        ColumnType.DATETIME: _("date and time"),
    }[code]


def problem(code: Problem | str | None) -> str:
    """Return the kind of answer that is learned."""
    if not code:
        return "–"
    return {
        Problem.BINARY: _("two classes"),
        Problem.MULTICLASS: _("several classes"),
        Problem.REGRESSION: _("a number"),
        Problem.MULTILABEL: _("several labels"),
        Problem.FORECAST: _("a future value"),
    }[Problem(code)]


def split(code: SplitKind | str) -> str:
    """Return how rows are dealt to folds."""
    if not code:
        return _("automatic")
    return {
        SplitKind.STRATIFIED: _("stratified by class"),
        SplitKind.PLAIN: _("plain"),
        SplitKind.GROUP: _("by group"),
        SplitKind.TIME: _("in time order"),
    }[SplitKind(code)]


def split_reason(code: str) -> str:
    """Return why a split was chosen."""
    return {
        "time_column_present": _(
            "Rows have a moment, so folds follow time: training always comes before testing. Shuffled folds would let "
            "the model look at the future and flatter it."
        ),
        "classification_default": _("Each fold keeps the share of every class."),
        "regression_default": _("Rows are dealt to folds at random."),
    }.get(code, _("As asked for."))


def split_name(code: str) -> str:
    """Return which rows a figure comes from."""
    return {"folds": _("cross-validation"), "holdout": _("holdout"), "train": _("training")}.get(code, code)


def engine(code: Engine | str) -> str:
    """Return who fits the candidates."""
    return {Engine.NATIVE: _("Bancada"), Engine.PYCARET: _("PyCaret")}[Engine(code)]


def fit_status(code: FitStatus) -> str:
    """Return how the fits of a candidate ended."""
    return {
        FitStatus.OK: _("compared"),
        FitStatus.FAILED: _("failed"),
        FitStatus.TIMED_OUT: _("out of time"),
        FitStatus.SKIPPED: _("left out"),
        FitStatus.PRUNED: _("dropped early"),
        FitStatus.CANCELLED: _("cancelled"),
    }[code]


def fit_reason(stored: str) -> str:
    """Return why a fit did not end as others; what was stored where its code is unknown."""
    code, _colon, detail = stored.partition(":")
    return render(code, {"detail": detail}, language=current_language()) if code in SENTENCES else stored


def run_status(code: RunStatus | str) -> str:
    """Return where a run stands."""
    if not code:
        return _("all")
    return {
        RunStatus.WAITING: _("waiting"),
        RunStatus.RUNNING: _("running"),
        RunStatus.DONE: _("done"),
        RunStatus.FAILED: _("failed"),
        RunStatus.CANCELLED: _("cancelled"),
    }[RunStatus(code)]


def finding_icon(found: Finding) -> str:
    """Return the icon of a finding, coloured; a tick is for a check that passed, and what is merely told has none."""
    if found.severity is Severity.INFO:
        is_passed = found.code.startswith(_PASSED) and found.code not in _NOT_CHECKED
        return ":green[:material/check_circle:]" if is_passed else ":gray[:material/info:]"
    return {Severity.CAUTION: ":orange[:material/warning:]", Severity.FAILURE: ":red[:material/error:]"}[found.severity]


_PASSED = ("gate_", "performance_held_", "assets_held_", "closure_held", "seals_whole")
_NOT_CHECKED = frozenset({"gate_leaks_not_run", "gate_signature_first"})


def calibration(code: str) -> str:
    """Return how probabilities are calibrated."""
    return {
        "none": _("none"),
        "auto": _("by the number of rows"),
        "isotonic": _("isotonic (free steps)"),
        "sigmoid": _("sigmoid (one smooth curve)"),
    }.get(code, code)


def run_title(run: RunInfo) -> str:
    """Return what a run does; its own title where its kind says no more."""
    return {
        "lottery-update": _("Lottery: fetching of draws"),
        "lottery-compare": _("Lottery: comparison of forecasters"),
        "lottery-train": _("Lottery: training of {name}", name=run.title),
        "lottery-retrain": _("Lottery: retraining"),
        "lottery-backtest": _("Lottery: backtest"),
        "lottery-randomness": _("Lottery: tests of randomness"),
        "assets-pipeline": _("Daily assets: {name}", name=run.title.partition(":")[0]),
        "assets-step": _("Daily assets: {name}", name=_with_step(run.title)),
    }.get(run.kind, run.title)


def _with_step(title: str) -> str:
    """Return the title of a run of one step, "PETR4, VALE3: train", with the step in words."""
    tickers, _colon, code = title.rpartition(": ")
    step = {
        "load": _("Load"),
        "preprocess": _("Prepare"),
        "split": _("Split in time"),
        "train": _("Train"),
        "evaluate": _("Evaluate"),
        "save": _("Save"),
    }.get(code)
    return title if step is None else f"{tickers} · {step}"


def run_error(run: RunInfo) -> str:
    """Return why a run failed, in the session's language; the sentence it was recorded with where its code is unknown."""
    if run.error_code in SENTENCES:
        return render(run.error_code, run.error_facts, language=current_language())
    return run.error or run.error_code


def run_note(run: RunInfo) -> str:
    """Return why a run does not go on, empty where it does."""
    return render(run.note_code, {}, language=current_language()) if run.note_code else ""


def origin(code: str) -> str:
    """Return by which door an answer was asked for."""
    return {"manual": _("by hand"), "batch": _("file"), "cli": _("shell")}.get(code, code)


def metric(name: str) -> str:
    """Return the name of a metric as it is shown; itself where every language calls it so."""
    return {"Hits": _("Hits"), "Draws": _("Draws")}.get(name, name)


def against_baseline(name: str, baseline: float | None) -> str | None:
    """Return what a metric is held against; None where there is nothing."""
    if baseline is None:
        return None
    if name in HELD_TO_A_LAW and baseline.is_integer():
        return _("against {value} by the law", value=format_number(baseline, 0))
    return _("against baseline {value}", value=format_figure(baseline, name))


def metric_help(name: str) -> str | None:
    """Return the definition of a metric, or None where its name is all there is."""
    return {
        "Accuracy": _("Share of rows answered right."),
        "AUC": _("Chance that a positive row is ranked above a negative one: 0.5 is a coin, 1 is perfect."),
        "Recall": _("Share of the positive rows that were found."),
        "Prec.": _("Share of the rows called positive that are."),
        "F1": _("Balance of precision and recall (their harmonic mean)."),
        "Kappa": _("Agreement beyond what chance alone would give."),
        "MCC": _("Correlation between answer and truth, fair to rare classes: 0 is chance, 1 is perfect."),
        "MAE": _("Average distance between answer and truth, in the target's unit."),
        "MSE": _("Average squared distance between answer and truth."),
        "RMSE": _("Typical distance between answer and truth, large misses weighing more."),
        "R2": _("Share of the target's variation that is explained; 0 is answering the average."),
        "RMSLE": _("Typical distance on a logarithmic scale."),
        "MAPE": _("Average distance as a share of the true value."),
        "Log Loss": _(
            "Average surprise at what came, per label: lower is better, and answering the share of each label is the level to beat."
        ),
        "Brier": _("Average squared distance between probability and outcome, per label: lower is better."),
        "Hits": _("Numbers drawn of the 15 likeliest, on average: any ticket has 9."),
        "Draws": _("Draws that were scored."),
    }.get(name)


def pack_word(text: str) -> str:
    """Return a pack's English label in the session's language; itself where no catalogue has it."""
    return {
        "Sensors": _("Sensors"),
        "Lux": _("Lux"),
        "Temperature": _("Temperature"),
        "Vibration": _("Vibration"),
        "State": _("State"),
        "Read at": _("Read at"),
        "Normal": _("Normal"),
        "Hot": _("Hot"),
        "Vibrating": _("Vibrating"),
        "Dark": _("Dark"),
        "Simulating fair histories": _("Simulating fair histories"),
        "Uniform": _("Uniform"),
        "Long-run frequency": _("Long-run frequency"),
        "Last k frequency": _("Last k frequency"),
        "Markov on repeats": _("Markov on repeats"),
        "Logistic regression per number": _("Logistic regression per number"),
    }.get(text, text)
