"""Leak tests on the whole way: run with a comparison in time order, kept with the model, shown on its card, asked at the gate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bancada.core.errors import GateRefused
from bancada.core.finding import Severity
from bancada.core.leaks import LeakCode, LeakStatus
from bancada.core.model import ModelInfo
from bancada.core.task import Problem
from bancada.services import Bench
from bancada.services.compare import CompareRequest

N_ROWS = 240


def readings() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"quando": pd.date_range("2024", periods=N_ROWS, freq="h"), "carga": rng.normal(size=N_ROWS)})
    frame["nivel"] = (10 + np.cumsum(rng.normal(size=N_ROWS)) * 0.1).round(4)
    frame["estado"] = np.where(frame["carga"] + rng.normal(size=N_ROWS) > 0, "cheio", "vazio")
    return frame


def saved(
    bench: Bench, frame: pd.DataFrame, *, target: str, problem: Problem, time: str | None = "quando"
) -> ModelInfo:
    path = Path("nivel.csv")
    frame.to_csv(path, index=False)
    bench.data.import_file(path, name="nivel", target=target)
    request = CompareRequest(
        "nivel", target, problem=problem, time=time, folds=3, include=("lr",), n_select=3, horizon=1
    )
    return bench.compare.save(bench.compare.submit(request), "lr", "modelo")


def statuses(info: ModelInfo) -> dict[LeakCode, LeakStatus]:
    assert info.leaks is not None
    return {check.code: check.status for check in info.leaks.checks}


def test_a_forecast_is_tested_kept_with_the_model_and_shown_on_its_card(bench: Bench) -> None:
    frame = readings().assign(
        nivel=np.random.default_rng(4).normal(10, 1, N_ROWS).round(4)
    )  # the last value is no good forecast
    info = saved(bench, frame, target="nivel", problem=Problem.FORECAST)
    assert set(statuses(info).values()) == {LeakStatus.PASSED}
    assert info.leaks is not None
    assert info.leaks == bench.models.info("modelo").leaks
    assert info.leaks.seed == info.lineage.seed if info.lineage else False
    card = bench.models.card("modelo", language="pt_BR")
    assert "## Testes de vazamento" in card
    assert "mutação do futuro | passou |" in card
    assert "gate_leaks_none" in [finding.code for finding in bench.models.gate("modelo").findings]


def test_a_column_that_holds_the_next_value_stops_the_promotion_of_a_forecast(bench: Bench) -> None:
    frame = readings()
    frame["carga"] = frame["nivel"].shift(-1).fillna(0.0) * 2 + 1
    info = saved(bench, frame, target="nivel", problem=Problem.FORECAST)
    assert [code for code, status in statuses(info).items() if status is LeakStatus.FAILED] == [LeakCode.GOLDEN]
    with pytest.raises(GateRefused) as refused:
        bench.models.promote("modelo")
    named = [finding.message("en") for finding in refused.value.facts["findings"]]
    assert any("carga[t]" in sentence for sentence in named)
    assert bench.models.promote("modelo", force=True, reason="to see it").forced


def test_a_table_in_time_order_is_tested_and_one_in_any_order_is_not(bench: Bench) -> None:
    info = saved(bench, readings()[["quando", "carga", "estado"]], target="estado", problem=Problem.BINARY)
    found = statuses(info)
    assert found.pop(LeakCode.FUTURE) is LeakStatus.SKIPPED
    assert set(found.values()) == {LeakStatus.PASSED}


def test_without_time_nothing_is_run_and_the_gate_only_says_so(bench: Bench) -> None:
    info = saved(bench, readings()[["carga", "estado"]], target="estado", problem=Problem.BINARY, time=None)
    assert info.leaks is None
    (said,) = [f for f in bench.models.gate("modelo").findings if f.code == "gate_leaks_not_run"]
    assert said.severity is Severity.INFO
    assert "vazamento" not in bench.models.card("modelo", language="pt_BR")
