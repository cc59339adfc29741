"""A user's own sensor files are known by their columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from bancada.core.dataset import Source
from bancada.services import Bench

HEADER = "lida_em;lux;temperatura;vibracao;estado\n"


@pytest.fixture
def bench(installation: Path) -> Bench:
    from bancada.bootstrap import default_bench

    return default_bench()


def test_a_file_with_the_sensors_columns_gets_their_units_ranges_and_table(bench: Bench, tmp_path: Path) -> None:
    rows = "".join(f"01/03/2026 10:{minute:02};{minute},5;21,{minute};1,2;normal\n" for minute in range(40))
    file = tmp_path / "minhas-leituras.csv"
    file.write_text(HEADER + rows + "01/03/2026 11:00;10,0;20,0;-3,0;falha\n", encoding="latin-1")
    info = bench.data.import_file(file).dataset
    lux, vibration = info.column("lux"), info.column("vibracao")
    assert (info.pack, info.source, info.table) == ("sensors", Source.IMPORTED, "leituras_sensores")
    assert lux is not None
    assert (lux.unit, lux.declared_maximum) == ("lux", 150_000.0)
    assert vibration is not None
    assert "impossible_values" in {
        finding.code for finding in bench.data.quality(info.name).findings if finding.column == "vibracao"
    }
    assert len(bench.data.read(info.name).frame) == 41


def test_a_file_with_more_columns_than_the_sensors_keeps_them_in_a_table_of_its_own(
    bench: Bench, tmp_path: Path
) -> None:
    file = tmp_path / "com-umidade.csv"
    file.write_text(HEADER.strip() + ";umidade\n" + "01/03/2026 10:00;1,5;21,5;1,2;normal;40\n" * 3)
    info = bench.data.import_file(file).dataset
    assert (info.pack, info.table) == ("sensors", "ds_com_umidade")
    assert [column.name for column in info.columns][-1] == "umidade"


def test_a_file_that_lacks_one_of_the_sensors_columns_is_any_table(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "so-luz.csv"
    file.write_text("lida_em;lux;estado\n" + "01/03/2026 10:00;1,5;normal\n01/03/2026 10:05;2,5;falha\n")
    assert bench.data.import_file(file).dataset.pack == "tables"
