"""Cached reads: one read serves many, a write is seen at once, a frame is shared and never a key."""

from __future__ import annotations

import inspect
from dataclasses import replace

import numpy as np
import pandas as pd

from app import cache
from bancada.core.dataset import Column, ColumnType
from tests.app.fake_bench import FakeBench, dataset_info


def test_the_same_read_is_made_once(full: FakeBench):
    info = full.data.info("sensores-demo")
    first, second = cache.overview(info), cache.overview(info)
    assert full.data.n_reads == 1
    assert first is second


def test_a_raised_version_is_read_anew(full: FakeBench):
    info = full.data.info("sensores-demo")
    cache.overview(info)
    cache.overview(replace(info, version=info.version + 1))
    assert full.data.n_reads == 2


def test_one_changed_cell_of_a_million_rows_is_seen(full: FakeBench):
    size = 1_000_000
    full.data.frame = pd.DataFrame({"x": np.zeros(size)})
    info = replace(dataset_info(rows=size), columns=(Column("x", ColumnType.FLOAT),), target=None)
    full.data.infos = [info]
    assert cache.overview(info)["maximum"].item() == 0.0
    changed = np.zeros(size)
    changed[size // 2] = 7.0
    full.data.frame = pd.DataFrame({"x": changed})
    full.data.infos = [replace(info, version=info.version + 1)]
    assert cache.overview(full.data.info(info.name))["maximum"].item() == 7.0


def test_no_cached_read_takes_a_frame():
    private = [value for name, value in vars(cache).items() if name.startswith("_") and inspect.isfunction(value)]
    kinds = {str(parameter.annotation) for read in private for parameter in inspect.signature(read).parameters.values()}
    assert not [kind for kind in kinds if "DataFrame" in kind]


def test_reads_of_different_targets_are_kept_apart(full: FakeBench):
    info = full.data.info("sensores-demo")
    columns = {finding.column for target in ("estado", "lux") for finding in cache.quality(info, target).findings}
    assert {"estado", "lux"} <= columns
