"""Where a model of daily assets comes from, as the store keeps it: facts, lineage, and the record of its training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from bancada.core.model import Lineage
from bancada.core.task import SplitKind
from bancada.core.values import to_json

if TYPE_CHECKING:
    from bancada.domains.assets.values import AssetSplit, AssetTable, TrainedAssets

__all__ = ["facts_of", "lineage_of", "training_bytes"]


def training_bytes(trained: TrainedAssets) -> bytes:
    """Return the bytes of `training.json`: request, log, importance and findings of a training."""
    return orjson.dumps(
        {
            "request": trained.request,
            "log": trained.log,
            "importance": [list(one) for one in trained.importance],
            "n_train": trained.n_train,
            "n_trials": trained.n_trials,
            "seconds": trained.seconds,
            "findings": [to_json(finding) for finding in trained.findings],
        },
        option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_INDENT_2,
    )


def facts_of(trained: TrainedAssets, table: AssetTable, collection: str) -> dict[str, Any]:  # Any: JSON
    """Return what a model's metadata say: what it takes, what it was prepared from and for, and of which days."""
    model, series = trained.model, list(table.facts.get("series", ()))
    return {
        "model_type": model.model_type.value,
        "collection": collection,
        "tickers": list(table.tickers),
        "names": list(model.names),
        "horizon": model.horizon,
        "lookback": model.lookback,
        "preparation": table.facts.get("request", {}),
        "series": series,
        "is_simulated": any(one.get("source") == "simulated" for one in series),
        "data_from": _day(int(table.ts.min())),
        "data_to": _day(int(table.ts.max())),
    }


def _day(ts: int) -> str:
    return str(np.datetime64(ts, "ns").astype("datetime64[D]"))


def lineage_of(trained: TrainedAssets, table: AssetTable, split: AssetSplit, *, seed: int, run_id: str) -> Lineage:
    """Return where a model comes from; `split` names the first days of validation and of test."""
    sources = sorted({str(one.get("source", "")) for one in table.facts.get("series", ())} - {""})
    cuts = " / ".join(_day(boundary) for boundary in split.boundaries)
    return Lineage(
        dataset=f"assets: {', '.join(table.tickers)}",
        dataset_sha256=table.sha256,
        dataset_source=", ".join(sources),
        run_id=run_id,
        split=f"{SplitKind.TIME.value}, {cuts}",
        n_train=trained.n_train,
        n_holdout=len(split.test),
        n_trials=trained.n_trials,
        seed=seed,
        engine="native",
    )
