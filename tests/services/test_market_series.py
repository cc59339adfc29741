"""Series of bars, as the services keep them: refused rows of other imports stay, killed work is swept, long series are examined in stretches."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from bancada import bootstrap
from bancada.core.errors import BadInput
from bancada.markets.series import PriceBasis
from bancada.services.market import validation
from bancada.services.market.series import ImportRequest
from tests.market_files import market_bars, write_csv

RAW = ImportRequest(basis=PriceBasis.RAW)


@pytest.fixture
def folder(installation: Path) -> Path:
    """Return the folder of an installation whose bench is the environment's."""
    return installation


def with_a_bad_row(path: Path, *, row: int = 10) -> Path:
    lines = path.read_text("utf-8").splitlines()
    lines[row] = lines[row].replace(",", ",x", 1)
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_an_import_that_fails_leaves_the_refused_rows_of_others_alone(folder: Path) -> None:
    series = bootstrap.default_bench().market.series
    path = with_a_bad_row(write_csv(folder / "ABCD3.csv", market_bars(80)))
    first = series.import_file(path, RAW)
    (folder / "outro").mkdir()
    other = write_csv(folder / "outro" / "ABCD3.csv", market_bars(80, seed=2))
    assert first.refused_file is not None

    with pytest.raises(BadInput):
        series.import_file(with_a_bad_row(other), RAW)

    assert Path(first.refused_file).is_file()
    assert len(list((folder / "data" / "refused").iterdir())) == 1


def test_the_same_file_asked_for_otherwise_keeps_its_own_refused_rows(folder: Path) -> None:
    series = bootstrap.default_bench().market.series
    path = with_a_bad_row(write_csv(folder / "ABCD3.csv", market_bars(80)))

    raw, stated = series.import_file(path, RAW), series.import_file(path, ImportRequest(basis=PriceBasis.TOTAL_RETURN))

    assert raw.refused_file != stated.refused_file
    assert Path(str(raw.refused_file)).is_file()


def test_work_of_an_import_that_was_killed_is_swept_after_a_day_and_not_before(folder: Path) -> None:
    series = bootstrap.default_bench().market.series
    old, young = folder / "data" / "receiving-old", folder / "data" / "receiving-young"
    for left in (old, young):
        left.mkdir(parents=True)
        (left / "part.parquet").write_bytes(b"half")
    os.utime(old, (1, 1))

    series.import_file(write_csv(folder / "ABCD3.csv", market_bars(80)), RAW)

    assert not old.exists()
    assert young.exists()


def test_a_long_series_is_examined_in_stretches_with_the_same_outcome(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = bootstrap.default_bench().market
    (info,) = market.series.import_file(write_csv(folder / "ABCD3.csv", market_bars(1_800)), RAW).series
    whole = market.validation.report(info)
    monkeypatch.setattr(validation, "WHOLE", 1_000)
    monkeypatch.setattr(validation, "STRETCHES", 600)

    parted = market.validation.report(info)

    assert [(check.code, check.count) for check in parted.checks] == [
        (check.code, check.count) for check in whole.checks
    ]
    assert whole.synthetic is not None
    assert parted.synthetic is not None
    assert parted.synthetic.is_condemned is whole.synthetic.is_condemned is False
    assert parted.rows == whole.rows


def test_a_verdict_stays_with_the_version_that_was_examined(folder: Path) -> None:
    market = bootstrap.default_bench().market
    bars = market_bars(1_200)
    (before,) = market.series.import_file(write_csv(folder / "ABCD3.csv", bars[:1_000]), RAW).series
    (after,) = market.series.import_file(write_csv(folder / "mais_ABCD3.csv", bars[1_000:]), RAW).series

    market.validation.report(before)

    assert market.series.find("ABCD3").is_condemned is None
    market.validation.report(after)
    assert market.series.find("ABCD3").is_condemned is False


def test_bars_are_read_as_they_came_in(folder: Path) -> None:
    bars = market_bars(300)
    (info,) = bootstrap.default_bench().market.series.import_file(write_csv(folder / "ABCD3.csv", bars), RAW).series

    found = bootstrap.default_bench().market.series.read(info)

    np.testing.assert_allclose(found.close, bars.close)
    np.testing.assert_array_equal(found.ts, bars.ts)
    assert found.zone == "America/Sao_Paulo"
