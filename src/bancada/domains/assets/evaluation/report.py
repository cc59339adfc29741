"""The report as Markdown, in two languages: every figure with its baseline, its interval and its part. It reckons nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bancada.core.finding import Severity
from bancada.domains.assets.evaluation.figures import MAIN_NAME
from bancada.domains.assets.evaluation.words import Words
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation.figures import Calibration, Measure, PartEvaluation
    from bancada.domains.assets.evaluation.values import AssetEvaluation, EquityReport

__all__ = ["render_report"]

_MOST_FEATURES = 20


def render_report(evaluation: AssetEvaluation, language: str) -> str:
    """Return the report for people, in "en" or "pt_BR"; test first, training last."""
    word = Words(language)
    parts = [
        [f"# {word['title']}", "", _intro(evaluation, word)],
        [
            f"## {word['first']}",
            "",
            *(f"- {one.message(language)}" for one in evaluation.findings),
        ],
        *(_part(one, word) for one in reversed(evaluation.parts)),
        _gaps(evaluation, word),
        _equity(evaluation, word),
        _tickers(evaluation, word),
        _importance(evaluation, word),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _intro(evaluation: AssetEvaluation, word: Words) -> str:
    blocks = ", ".join(f"{word[name]}: {n}" for name, n in evaluation.block_sessions.items())
    return word["intro"].format(
        model=word[evaluation.model_type],
        tickers=", ".join(evaluation.tickers),
        horizon=word.sessions(evaluation.horizon),
        blocks=blocks,
        resamples=word.count(evaluation.n_resamples),
        seed=evaluation.seed,
    )


def _part(part: PartEvaluation, word: Words) -> list[str]:
    rows = word["rows"].format(
        rows=word.count(part.n_rows),
        sessions=word.sessions(part.n_sessions),
        first=word.day(part.first_on),
        last=word.day(part.last_on),
    )
    return [
        f"## {word['part'].format(part=word[part.name])}",
        "",
        rows,
        "",
        *_measures(word["action"], part.classification, word),
        word["action_note"],
        "",
        *_confusion(part, word),
        *_calibration(part.calibration, word),
        *_measures(word["returns"], part.returns, word),
        *_measures(word["price"], part.price, word),
        word["price_note"],
    ]


def _measures(title: str, measures: Iterable[Measure], word: Words) -> list[str]:
    rows = [row for one in measures for row in _measure(one, word)]
    return [f"### {title}", "", *_table(word["measure_head"], rows), ""]


def _measure(measure: Measure, word: Words) -> list[str]:
    """Return a row for each baseline; the measure itself stands in the first."""
    name = measure.name
    own = f"{word.measure(name)} | {word.value(name, measure.value)} | {word.interval(name, measure.interval)}"
    beside = [
        f"{word['baseline.' + one.name]} | {word.value(name, one.value)} | {word.interval(name, one.difference)}"
        for one in measure.baselines
    ] or ["– | – | –"]
    return [f"{own} | {beside[0]}", *(f"| | | {text}" for text in beside[1:])]


def _confusion(part: PartEvaluation, word: Words) -> list[str]:
    names = [word[name] for name in ACTION_NAMES]
    rows = [" | ".join([name, *map(word.count, counts)]) for name, counts in zip(names, part.confusion, strict=True)]
    return [f"### {word['confusion']}", "", *_table(" | ".join([word["came"], *names]), rows), ""]


def _calibration(calibration: Calibration, word: Words) -> list[str]:
    rows = [
        f"{word[name]} | {word.number(one.low, 1)} {word['to']} {word.number(one.high, 1)} | {word.count(one.count)} | "
        f"{word.value('', one.mean)} | {word.value('', one.observed)}"
        for name, bins in calibration.bins.items()
        for one in bins
        if one.count
    ]
    figures = _measures(word["calibration"], (*calibration.errors, calibration.sharpness), word)
    return [*figures, word["calibration_note"], "", *_table(word["bin_head"], rows), ""]


def _gaps(evaluation: AssetEvaluation, word: Words) -> list[str]:
    rows = [
        f"{word.measure(one.name)} | {word[one.part]} | {word.value(one.name, one.value)} | "
        f"{word.interval(one.name, one.interval)} | {word['holds' if one.is_large else 'fails']}"
        for one in evaluation.gaps
    ]
    return [f"## {word['gaps']}", "", word["gaps_note"], "", *_table(word["gap_head"], rows)]


def _equity(evaluation: AssetEvaluation, word: Words) -> list[str]:
    equity = evaluation.equity
    rows = [
        f"{word.measure(own.name)} | {word.value(own.name, own.value)} | {word.interval(own.name, own.interval)} | "
        f"{word.value(held.name, held.value)} | {word.interval(held.name, held.interval)}"
        for own, held in zip(equity.strategy.measures, equity.holding.measures, strict=True)
    ]
    excess = f"{word.value('Excess', equity.excess.value)} | {word.interval('Excess', equity.excess.interval)} | – | –"
    return [
        f"## {word['equity']}",
        "",
        _terms(evaluation, word),
        "",
        *_table(word["track_head"], [*rows, f"{word['excess']} | {excess}"]),
        "",
        *_beside(equity, word),
    ]


def _terms(evaluation: AssetEvaluation, word: Words) -> str:
    n = evaluation.horizon
    return word["equity_note"].format(
        horizon_parts=word["one_part"] if n == 1 else word["many_parts"].format(n=n),
        short=word["short" if evaluation.allow_short else "long"],
        cost=word.number(evaluation.cost_bps, 1),
        first=word.day(evaluation.equity.days[0]),
        last=word.day(evaluation.equity.days[-1]),
    )


def _beside(equity: EquityReport, word: Words) -> list[str]:
    lines = []
    if equity.random_p_value is not None:
        share = word.number(100 * equity.random_p_value, 1) + "%"
        lines += [word["chance"].format(n=word.count(equity.n_random), p=share), ""]
    if equity.executed:
        lines += [_executed(equity.executed, word), ""]
    asked = [
        f"- {word['holds' if one.severity is Severity.INFO else 'fails']}: {one.message(word.language)}"
        for one in equity.conditions
    ]
    return [*lines, f"### {word['conditions']}", "", *asked]


def _executed(found: dict[str, float], word: Words) -> str:
    return word["executed"].format(
        capital=word.number(found["capital_brl"], 2),
        tickers=word.count(int(found["n_tickers"])),
        net=word.number(found["net_brl"], 2),
        costs=word.number(found["costs_brl"], 2),
        tax=word.number(found["tax_brl"], 2),
        left=word.count(int(found["n_left_out"])),
    )


def _tickers(evaluation: AssetEvaluation, word: Words) -> list[str]:
    rows = [
        " | ".join(
            [
                one.ticker,
                word.count(one.n_rows),
                word.value(MAIN_NAME, one.direction.value),
                word.interval(MAIN_NAME, one.direction.interval),
                word.value("Accuracy", one.accuracy.value),
                word.interval("Accuracy", one.accuracy.interval),
                word.value("Accuracy", one.accuracy.baselines[0].value),
                word.value("MCC", one.mcc.value),
                word.interval("MCC", one.mcc.interval),
                word.value("Return", one.strategy),
                word.value("Return", one.holding),
            ]
        )
        for one in evaluation.by_ticker
    ]
    return [f"## {word['tickers']}", "", *_table(word["ticker_head"], rows)]


def _importance(evaluation: AssetEvaluation, word: Words) -> list[str]:
    if not evaluation.importance:
        return []
    rows = [
        f"{name} | {word.number(mean, 4)} | {word.number(spread, 4)}"
        for name, mean, spread in evaluation.importance[:_MOST_FEATURES]
    ]
    return [
        f"## {word['importance']}",
        "",
        word["importance_note"],
        "",
        *_table(word["importance_head"], rows),
    ]


def _table(head: str, rows: Iterable[str]) -> list[str]:
    rule = "|".join("---" for _ in head.split("|"))
    return [f"| {head} |", f"|{rule}|", *(f"| {row} |" for row in rows)]
