"""What every domain pack keeps. A pack is found by its folder: a new one is held to this without a line here."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import bancada.domains
from bancada.core.dataset import ColumnType
from bancada.core.pack import Pack
from bancada.core.values import check_slug

NAMES = sorted(module.name for module in pkgutil.iter_modules(bancada.domains.__path__))
ENGINES = ("tensorflow", "keras", "pycaret", "ray", "mlflow", "sklearn", "pandas")


def load(name: str) -> Pack:
    """Return the PACK of the folder called `name`."""
    pack: Pack = importlib.import_module(f"bancada.domains.{name}").PACK
    return pack


def looks_ahead(pack: Pack, frame: pd.DataFrame) -> bool:
    """Return whether features of the first half change when the second half of the rows changes."""
    assert pack.features is not None
    half = len(frame) // 2
    later = frame.copy()
    later.iloc[half:] = frame.iloc[half:][::-1].to_numpy()
    before, after = pack.features(frame).iloc[:half], pack.features(later.astype(frame.dtypes)).iloc[:half]
    return not before.equals(after)


PACKS = [load(name) for name in NAMES]
WITH_DEMO = [pack for pack in PACKS if pack.demo is not None]
every_pack = pytest.mark.parametrize("pack", PACKS, ids=NAMES)
every_demo = pytest.mark.parametrize("pack", WITH_DEMO, ids=[pack.name for pack in WITH_DEMO])


def demo(pack: Pack, seed: int) -> pd.DataFrame:
    """Return the demo rows of a pack that has some."""
    assert pack.demo is not None
    return pack.demo(seed)


def test_the_two_first_packs_are_there() -> None:
    assert {"sensors", "tables"} <= set(NAMES)


@every_pack
def test_a_pack_is_called_like_its_folder_and_exports_nothing_else(pack: Pack) -> None:
    module = importlib.import_module(f"bancada.domains.{pack.name}")
    assert check_slug(pack.name) == pack.name
    assert module.__all__ == ["PACK"]


@every_pack
def test_a_pack_says_what_its_data_can_and_cannot_teach(pack: Pack) -> None:
    folder = Path(importlib.import_module(f"bancada.domains.{pack.name}").__path__[0])
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "Where it comes from" in text
    assert "cannot be learned" in text


@every_pack
def test_what_a_pack_names_is_a_column_it_declares(pack: Pack) -> None:
    declared = {column.name for column in pack.columns}
    named = {*pack.icons, *pack.labels, *(column for scenario in pack.scenarios for column in scenario.inputs)}
    assert named <= declared
    assert pack.target is None or pack.target in declared
    assert pack.time_column is None or pack.column(pack.time_column).type is ColumnType.DATETIME  # type: ignore[union-attr]  # None fails too


@every_pack
def test_a_pack_with_declared_columns_declares_its_target(pack: Pack) -> None:
    assert (pack.target is not None) == bool(pack.columns)


@every_pack
def test_scenarios_are_possible_and_named_once(pack: Pack) -> None:
    names = [scenario.name for scenario in pack.scenarios]
    assert len(names) == len(set(names))
    for scenario in pack.scenarios:
        for name, value in scenario.inputs.items():
            column = pack.column(name)
            assert column is not None
            assert name != pack.target
            if isinstance(value, str):
                assert value in column.categories
            else:
                assert column.declared_minimum is None or value >= column.declared_minimum
                assert column.declared_maximum is None or value <= column.declared_maximum


@every_demo
def test_demo_rows_meet_the_declared_columns(pack: Pack) -> None:
    frame = demo(pack, 7)
    assert list(frame) == [column.name for column in pack.columns]
    for column in pack.columns:
        values = frame[column.name].dropna()
        assert len(values) > 0.9 * len(frame)
        if column.type is ColumnType.DATETIME:
            assert isinstance(values.dtype, pd.DatetimeTZDtype)
            assert str(values.dtype.tz) == "UTC"
        elif column.type.is_numeric:
            assert pd.api.types.is_numeric_dtype(values)
            assert column.declared_minimum is None or values.min() >= column.declared_minimum
            assert column.declared_maximum is None or values.max() <= column.declared_maximum
        else:
            assert set(values) == set(column.categories)


@every_demo
def test_the_demo_dataset_has_a_slug_and_an_origin(pack: Pack) -> None:
    assert pack.demo_dataset is not None
    assert check_slug(pack.demo_dataset) == pack.demo_dataset
    assert "simulation" in pack.demo_origin


@every_demo
def test_the_same_seed_gives_the_same_rows(pack: Pack) -> None:
    pd.testing.assert_frame_equal(demo(pack, 7), demo(pack, 7))


@every_demo
def test_another_seed_gives_other_rows(pack: Pack) -> None:
    assert not demo(pack, 7).equals(demo(pack, 8))


@every_demo
def test_demo_targets_are_complete_and_times_rise(pack: Pack) -> None:
    frame = demo(pack, 7)
    assert frame[pack.target].notna().all()
    assert pack.time_column is None or frame[pack.time_column].is_monotonic_increasing


@pytest.mark.parametrize("name", NAMES)
def test_importing_a_pack_loads_no_engine(name: str) -> None:
    code = f"import sys, bancada.domains.{name}; print([m for m in {ENGINES!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_no_pack_has_features_that_change_with_later_rows() -> None:
    offenders = [pack.name for pack in WITH_DEMO if pack.features is not None and looks_ahead(pack, demo(pack, 7))]
    assert offenders == []


@pytest.mark.parametrize(("centred", "caught"), [(True, True), (False, False)], ids=["centred", "trailing"])
def test_the_look_ahead_check_catches_a_centred_window(*, centred: bool, caught: bool) -> None:
    pack = Pack(
        name="planted",
        title="Planted",
        summary="",
        features=lambda frame: frame[["lux"]].rolling(5, center=centred, min_periods=1).mean(),
    )
    assert looks_ahead(pack, demo(load("sensors"), 7)) is caught
