"""Repairs of a series through the service: what is done in place, and what becomes a series of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from bancada import bootstrap
from bancada.markets.series import PriceBasis
from bancada.services.market.series import ImportRequest
from bancada.settings import read_settings
from tests.market_files import market_bars, write_csv


def test_raw_prices_adjusted_for_a_split_become_a_series_of_their_own(installation: Path) -> None:
    whole = market_bars(300)
    after = np.arange(300) >= 150
    names = ("open", "high", "low", "close")
    halved = {name: np.where(after, getattr(whole, name) / 2, getattr(whole, name)) for name in names}
    split = replace(whole, **halved, volume=np.where(after, whole.volume * 2, whole.volume))
    market = bootstrap.build(read_settings()).market
    path = write_csv(installation / "ABCD3.csv", split)
    raw = market.series.import_file(path, ImportRequest(basis=PriceBasis.RAW)).series[0]
    proposed = market.validation.proposals(market.validation.report(raw))
    assert [(one.kind.value, one.new, one.old) for one in proposed] == [("adjust_split", 2, 1)]

    mended = market.validation.repair(raw, proposed)

    assert mended.series.key.basis is PriceBasis.SPLIT_ADJUSTED
    adjusted, kept = (
        market.series.read(mended.series),
        market.series.read(market.series.find("ABCD3", basis=PriceBasis.RAW)),
    )
    assert adjusted.close[0] == kept.close[0] / 2
    assert np.array_equal(kept.close, market.series.read(raw).close)
    assert "bars_off_tick" not in {one.code for one in market.validation.report(mended.series).findings}
