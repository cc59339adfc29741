"""Datasets as use cases: demo rows, roles, and reads that see what was written."""

from __future__ import annotations

import pytest

from bancada.core.dataset import Source
from bancada.core.errors import DatasetNotFound, InvalidTask
from bancada.services import Bench


def test_the_demo_is_marked_simulated_and_loaded_once(bench: Bench) -> None:
    first, second = bench.data.load_demo(), bench.data.load_demo()

    assert all(report.dataset.source is Source.SIMULATED for report in first)
    assert all(report.already_imported for report in second)
    assert [report.dataset.rows for report in first] == [report.dataset.rows for report in second]
    assert "seed 7" in first[0].dataset.origin
    pack = bench.packs.of(first[0].dataset)
    assert pack is not None
    assert pack.name in {pack.name for pack in bench.packs.list()}


def test_quality_is_judged_for_the_dataset_s_own_target_unless_another_is_named(bench: Bench) -> None:
    assert bench.data.quality("esteira").class_counts.keys() == {"normal", "quente"}
    assert bench.data.quality("esteira", target="galpao").class_counts.keys() == {"norte", "sul"}


def test_a_changed_cell_changes_the_key_of_cached_reads_and_the_figures(bench: Bench) -> None:
    before = bench.data.info("esteira")

    after = bench.data.set_value("esteira", row=3, column="lux", value=9_999.0)

    assert after.cache_key != before.cache_key
    assert bench.data.overview("esteira").set_index("name").loc["lux", "maximum"] == 9_999.0
    assert bench.data.read("esteira").frame["lux"][3] == 9_999.0


def test_views_of_a_dataset_are_small_and_say_when_they_are_samples(bench: Bench) -> None:
    assert bench.data.distribution("esteira", "lux", by="estado")["count"].sum() == 240
    assert bench.data.correlation("esteira").shape[0] == 2
    relation = bench.data.relation("esteira", "lux", "temperatura", by="estado")
    assert (relation.n_rows, relation.sampled) == (240, False)


def test_roles_are_checked(bench: Bench) -> None:
    assert bench.data.set_roles("esteira", target="galpao").target == "galpao"
    with pytest.raises(InvalidTask):
        bench.data.set_roles("esteira", target="nada")
    with pytest.raises(DatasetNotFound):
        bench.data.set_roles("nada", target="x")


def test_what_came_in_is_recorded(bench: Bench) -> None:
    record = bench.data.imports("esteira")[0]

    assert (record.rows, record.accepted, record.origin) == (240, 240, "linhas.csv")
    assert record.dialect["decimal"] == ","
