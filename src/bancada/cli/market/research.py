"""`bancada market features | regimes | labels | splits | select | leaks`: what can be learned from a series."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.market.typed import (
    BasisOption,
    HorizonOption,
    KindOption,
    SymbolArgument,
    ThresholdOption,
    TimeframeOption,
    WidthOption,
    WindowOption,
    WithinOption,
    found,
)
from bancada.cli.output import JsonFlag, language, say, show_findings, show_json, show_table
from bancada.cli.shown import decimal, interval
from bancada.core.values import to_json
from bancada.markets.selection.values import Verdict
from bancada.services.market.requests import LabelKind, LabelRequest, SplitRequest, SplitterKind

__all__ = ["features", "labels", "leaks", "regimes", "select", "splits"]

SplitterOption = Annotated[SplitterKind, typer.Option("--splitter", help="How rows are dealt in time.")]
FoldsOption = Annotated[int, typer.Option("--folds", min=2, help="Folds; of combinatorial, blocks.")]
LookBackOption = Annotated[
    int,
    typer.Option("--look-back", min=0, help="Bars that a sequence window looks back at: purging counts from there."),
]
EmbargoOption = Annotated[
    int | None,
    typer.Option(
        "--embargo", min=0, help="Bars after a test block on which no training row begins; omitted: the horizon."
    ),
]
PricesOption = Annotated[
    bool, typer.Option("--with-prices", help="Select from features in units of price too, whose levels drift.")
]


def features(
    symbol: Annotated[str | None, typer.Argument(help="Omitted: the catalogue of features.")] = None,
    name: Annotated[list[str] | None, typer.Option("--name", help="Only these; repeatable.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write all values to this Parquet file.")] = None,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Compute features of a series, or list what each feature is: formula, source, look-back, columns, unit."""
    service = default_bench().market.research
    if symbol is None:
        specs = [spec for spec in service.feature_catalogue() if not name or spec.name in name]
        if json:
            show_json({"features": [to_json(spec) for spec in specs]})
            return
        headers = ("name", "group", "unit", "look-back", "warm-up", "columns", "formula")
        rows = [(s.name, s.group, s.unit, s.look_back, s.warm_up, ", ".join(s.columns), s.formula) for s in specs]
        show_table(headers, rows, wrap=6)
        return
    info = found(symbol, timeframe, basis)
    computed = service.features(info, name or None)
    left_out = {which: why.message(language()) for which, why in computed.left_out.items()}
    if out is not None:
        computed.frame().to_parquet(out)
    last = dict(zip(computed.names, computed.row(-1).tolist(), strict=True)) if len(computed.ts) else {}
    if json:
        known = {which: None if value != value else value for which, value in last.items()}  # noqa: PLR0124  # NaN
        answer = {"series": to_json(info), "bars": len(computed.ts), "n_features": len(computed), "last": known}
        findings = [{"code": one.code, "message": one.message(language())} for one in computed.findings]
        show_json({**answer, "left_out": left_out, "findings": findings, "file": None if out is None else str(out)})
        return
    say(
        f"{info.key}: {len(computed)} features of {len(computed.ts)} bars; values of the last bar:",
        f"{info.key}: {len(computed)} variáveis de {len(computed.ts)} barras; valores da última barra:",
    )
    show_table(("name", "value"), [(which, decimal(value, 6)) for which, value in last.items()])
    for which, why in left_out.items():
        say(f"left out: {which}: {why}", f"deixado de fora: {which}: {why}")
    show_findings(computed.findings)
    if out is not None:
        say(f"Written: {out}", f"Gravado: {out}")


def regimes(
    symbol: SymbolArgument, timeframe: TimeframeOption = None, basis: BasisOption = None, json: JsonFlag = False
) -> None:
    """Show the regimes of a series: shares, spells, and the return of the bar after, with its interval."""
    info = found(symbol, timeframe, basis)
    result = default_bench().market.research.regimes(info)
    now = result.regimes.names[int(result.regimes.codes[-1])] if len(result.regimes) else None
    if json:
        show_json(
            {
                "series": to_json(info),
                "now": now,
                "regimes": [to_json(row) for row in result.summary.rows],
                "transitions": result.summary.transitions.tolist(),
            }
        )
        return
    show_table(
        ("regime", "share %", "bars", "spells", "bars of a spell", "next return, bps", "95%"),
        [
            (
                row.regime.value,
                100 * row.share,
                row.n_bars,
                row.n_spells,
                row.mean_spell,
                1e4 * row.mean_return,
                "-"
                if row.interval is None
                else interval(type(row.interval)(1e4 * row.interval.low, 1e4 * row.interval.high)),
            )
            for row in result.summary.rows
        ],
    )
    say(f"Last bar: {now}", f"Última barra: {now}")


def labels(
    symbol: SymbolArgument,
    kind: KindOption = LabelKind.VOLATILITY,
    horizon: HorizonOption = 12,
    threshold: ThresholdOption = 0.001,
    width: WidthOption = 1.0,
    window: WindowOption = 50,
    is_within_session: WithinOption = False,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Label a series and show how the classes are spread and how much labels share."""
    info = found(symbol, timeframe, basis)
    result = default_bench().market.research.labels(
        info, LabelRequest(kind, horizon, threshold, width, window, is_within_session)
    )
    known = result.labels.known
    uniqueness = float(result.uniqueness[known].mean()) if known.any() else None
    counts = result.labels.counts if result.labels.classes else {}
    if json:
        answer = {
            "series": to_json(info),
            "labels": result.labels.name,
            "n_labels": int(known.sum()),
            "classes": counts,
            "n_rolls": result.n_rolls,
        }
        show_json({**answer, "mean_uniqueness": uniqueness})
        return
    say(
        f"{result.labels.name}: {int(known.sum())} labels of {len(known)} bars; mean uniqueness {decimal(uniqueness or 0, 3)}",
        f"{result.labels.name}: {int(known.sum())} rótulos de {len(known)} barras; unicidade média {decimal(uniqueness or 0, 3)}",
    )
    show_table(("class", "bars", "share %"), [(c, n, 100 * n / max(1, int(known.sum()))) for c, n in counts.items()])


def splits(
    symbol: SymbolArgument,
    splitter: SplitterOption = SplitterKind.WALK_FORWARD,
    folds: FoldsOption = 5,
    look_back: LookBackOption = 0,
    embargo: EmbargoOption = None,
    kind: KindOption = LabelKind.VOLATILITY,
    horizon: HorizonOption = 12,
    threshold: ThresholdOption = 0.001,
    width: WidthOption = 1.0,
    window: WindowOption = 50,
    is_within_session: WithinOption = False,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Show how labelled bars are dealt to train and test, purged and embargoed."""
    from bancada.learning.purging import State

    info = found(symbol, timeframe, basis)
    asked = LabelRequest(kind, horizon, threshold, width, window, is_within_session)
    result = default_bench().market.research.folds(info, asked, SplitRequest(splitter, folds, look_back, embargo))
    rows = [[fold.count(state) for state in State] for fold in result.folds.folds]
    if json:
        named = [dict(zip([state.value for state in State], row, strict=True)) for row in rows]
        dealt = {"splitter": result.folds.splitter, "n_rows": result.folds.n_rows}
        bars = {"embargo_bars": result.embargo_bars, "look_back_bars": result.look_back_bars}
        show_json({"series": to_json(info), "labels": to_json(asked), **dealt, **bars, "folds": named})
        return
    show_table(("fold", *(state.value for state in State)), [(n, *row) for n, row in enumerate(rows, start=1)])
    say(
        f"Embargo: {result.embargo_bars} bars after each test block; look-back: {result.look_back_bars} bars.",
        f"Embargo: {result.embargo_bars} barras depois de cada bloco julgado; memória: {result.look_back_bars} barras.",
    )


def select(
    symbol: SymbolArgument,
    kind: KindOption = LabelKind.VOLATILITY,
    horizon: HorizonOption = 12,
    threshold: ThresholdOption = 0.001,
    width: WidthOption = 1.0,
    window: WindowOption = 50,
    is_within_session: WithinOption = False,
    splitter: SplitterOption = SplitterKind.WALK_FORWARD,
    folds: FoldsOption = 5,
    look_back: LookBackOption = 0,
    embargo: EmbargoOption = None,
    has_prices: PricesOption = False,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Select 15 to 20 features by what they tell of the labels, inside training folds only."""
    info = found(symbol, timeframe, basis)
    asked = LabelRequest(kind, horizon, threshold, width, window, is_within_session)
    dealt = SplitRequest(splitter, folds, look_back, embargo)
    research = default_bench().market.research
    names = [spec.name for spec in research.feature_catalogue()] if has_prices else None
    chosen = research.select(info, asked, dealt, names=names)
    if json:
        show_json({"series": to_json(info), "names": list(chosen.names), "scores": [to_json(s) for s in chosen.scores]})
        return
    kept = {score.name: score for score in chosen.scores}
    show_table(
        ("feature", "verdict", "information, nats", "noise", "folds %"),
        [(n, kept[n].verdict.value, kept[n].relevance, kept[n].noise, 100 * kept[n].folds) for n in chosen.names],
    )
    n_levels = sum(score.verdict is Verdict.LEVEL for score in chosen.scores)
    if n_levels:
        say(
            f"{n_levels} features in units of price were left aside, as the level of prices changes with time; --with-prices looks at them too.",
            f"{n_levels} variáveis em unidades de preço ficaram de lado, pois o nível dos preços muda com o tempo; --with-prices as inclui.",
        )


def leaks(
    symbol: SymbolArgument,
    kind: KindOption = LabelKind.VOLATILITY,
    horizon: HorizonOption = 12,
    threshold: ThresholdOption = 0.001,
    width: WidthOption = 1.0,
    window: WindowOption = 50,
    is_within_session: WithinOption = False,
    splitter: SplitterOption = SplitterKind.PURGED,
    folds: FoldsOption = 5,
    look_back: LookBackOption = 0,
    embargo: EmbargoOption = None,
    timeframe: TimeframeOption = None,
    basis: BasisOption = None,
    json: JsonFlag = False,
) -> None:
    """Run the leak battery over features, labels and folds of a series."""
    info = found(symbol, timeframe, basis)
    report = default_bench().market.research.leaks(
        info,
        LabelRequest(kind, horizon, threshold, width, window, is_within_session),
        SplitRequest(splitter, folds, look_back, embargo),
    )
    if json:
        show_json(
            {"series": to_json(info), **to_json(report), "messages": [c.message(language()) for c in report.checks]}
        )
        return
    show_findings([check.finding for check in report.checks])
