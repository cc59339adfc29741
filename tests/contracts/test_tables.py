"""One suite for the SQL tables, run on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bancada import data
from bancada.core.dataset import Column, ColumnType, Source
from bancada.core.errors import DatasetExists, DatasetNotFound, ImportRefused, InvalidTask, Refused
from bancada.core.leaderboard import FitStatus, Trial
from bancada.core.prediction import PredictionRecord
from bancada.core.task import Problem
from bancada.data.access import tables as _access  # noqa: F401  # its tables are of the same metadata
from bancada.data.engine import writing
from bancada.data.tables import METADATA, imports, readings, trials

NOW = datetime(2026, 5, 4, 3, 2, 1, 987654, tzinfo=UTC)

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/made on the way/bancada.db"
    return request.getfixturevalue("postgres").database()


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = data.open_engine(url)
    data.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def catalogue(engine: sa.Engine, tmp_path: Path) -> data.DatasetCatalogue:
    return data.DatasetCatalogue(engine, folder=tmp_path / "beside", clock=lambda: NOW)


@pytest.fixture
def frame(rng: np.random.Generator) -> pd.DataFrame:
    """Every type, missing values in each, and columns that only quoting lets through."""
    n = 400
    table = pd.DataFrame(
        {
            "quando": pd.date_range("2025-01-01", periods=n, freq="37s", tz="UTC").as_unit("us"),
            "Preço (R$) 100%": rng.normal(size=n),
            'a"b`c;d': rng.integers(-(2**60), 2**60, n),
            "sim": rng.random(n) > 0.5,
            "estado": pd.Series(rng.choice(["normal", "ação", "'; DROP TABLE datasets; --"], n), dtype="str"),
            "Temp": rng.integers(0, 9, n).astype(float),
            "temp": rng.integers(0, 9, n).astype(float),
            "texto": pd.Series([f'linha {i}, com "aspas"\ne quebra \\N' for i in range(n)], dtype="str"),
            ":p %s ?": rng.normal(size=n),
            "x" * 90: rng.normal(size=n),
            "_row": rng.normal(size=n),
        }
    )
    for position, name in enumerate(table.columns):
        if name not in ('a"b`c;d', "sim"):
            table.loc[position::17, name] = None
    return table


def _add(
    catalogue: data.DatasetCatalogue, frame: pd.DataFrame, name: str = "tudo", **facts: object
) -> data.DatasetCatalogue:
    options = {"pack": "tables", "source": Source.IMPORTED, "origin": "made here"} | facts
    return catalogue.add_frame(frame, name=name, **options)


def _trial(fold: int = 0, **facts: object) -> Trial:
    values = {"run_id": "r1", "task": "t", "candidate": "lr", "status": FitStatus.OK, "scores": {"F1": 0.1 + 0.2}}
    values |= {"fit_time_s": 0.5, "predict_time_s": 0.01, "size_bytes": 2**40, "recorded_at": NOW} | facts
    return Trial(fold=fold, **values)


def test_the_migrations_make_exactly_the_tables_of_the_metadata(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda n, k, p: k != "table" or not str(n).startswith("bancada_version")}
        )
        assert compare_metadata(context, METADATA) == []


def test_upgrading_again_and_from_eight_threads_at_once_changes_nothing(url: str) -> None:
    failures: list[BaseException] = []

    def upgrade() -> None:
        engine = data.open_engine(url)
        try:
            data.upgrade(engine)
        except Exception as error:  # noqa: BLE001  # a thread hands over whatever stopped it
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=upgrade) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = data.open_engine(url)
    data.upgrade(engine)
    assert data.DatasetCatalogue(engine, folder=Path("unused")).list() == ()
    engine.dispose()


def test_a_database_of_a_newer_bancada_is_refused_by_name(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE bancada_version SET version_num = '9999'"))
    with pytest.raises(Refused) as refusal:
        data.upgrade(engine)
    assert refusal.value.code == "database_newer"


def test_migrations_of_a_pack_are_run_after_bancadas_own_and_counted_apart(engine: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "m0001_own.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = 'p1'\ndown_revision = None\n"
        "def upgrade():\n    op.create_table('pack_rows', sa.Column('id', sa.Integer, primary_key=True))\n"
    )
    source = data.MigrationSource("pack", tmp_path)
    data.upgrade(engine, extra=[source])
    data.upgrade(engine, extra=[source])
    assert {"pack_rows", "bancada_version_pack"} <= set(sa.inspect(engine).get_table_names())


def test_a_frame_comes_back_as_it_went_in_from_sql_and_from_its_copy(
    catalogue: data.DatasetCatalogue, frame: pd.DataFrame, tmp_path: Path
) -> None:
    report = _add(catalogue, frame)
    copy = catalogue.read("tudo").frame
    for path in (tmp_path / "beside" / "cache").iterdir():
        path.unlink()
    from_sql = catalogue.read("tudo").frame
    expected = frame.astype({"estado": "str", "texto": "str"})
    pd.testing.assert_frame_equal(copy, expected, check_freq=False)
    pd.testing.assert_frame_equal(from_sql, expected, check_freq=False)
    assert report.accepted == len(frame)
    assert report.dataset.sha256 == catalogue.info("tudo").sha256


def test_a_table_wider_than_a_database_row_comes_back_whole(
    catalogue: data.DatasetCatalogue, rng: np.random.Generator
) -> None:
    wide = pd.DataFrame(rng.normal(size=(30, 1900)), columns=[f"coluna número {i}" for i in range(1900)])
    _add(catalogue, wide, "largo")
    catalogue.set_value("largo", row=7, column="coluna número 1500", value=2.5)
    wide.loc[7, "coluna número 1500"] = 2.5
    pd.testing.assert_frame_equal(catalogue.read("largo").frame, wide)


def test_a_damaged_copy_is_passed_over(catalogue: data.DatasetCatalogue, frame: pd.DataFrame, tmp_path: Path) -> None:
    _add(catalogue, frame)
    (path,) = (tmp_path / "beside" / "cache").iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    pd.testing.assert_frame_equal(catalogue.read("tudo").frame, frame, check_freq=False)
    path.write_bytes(b"PAR1")
    pd.testing.assert_frame_equal(catalogue.read("tudo").frame, frame, check_freq=False)


def test_the_same_content_twice_adds_nothing(catalogue: data.DatasetCatalogue, frame: pd.DataFrame) -> None:
    first = _add(catalogue, frame)
    second = _add(catalogue, frame)
    assert second.already_imported
    assert (second.accepted, second.repeated, second.rows) == (0, len(frame), len(frame))
    assert second.dataset == first.dataset
    assert len(catalogue.imports("TUDO")) == 1


def test_a_grown_table_adds_only_the_rows_that_are_not_there(
    catalogue: data.DatasetCatalogue, frame: pd.DataFrame
) -> None:
    doubled = pd.concat([frame.head(300), frame.head(10)], ignore_index=True)
    first = _add(catalogue, doubled)
    grown = pd.concat([doubled, frame.head(10), frame.tail(100)], ignore_index=True)
    second = _add(catalogue, grown[list(reversed(grown.columns))])
    assert (first.accepted, first.repeated) == (310, 0)
    assert (second.accepted, second.repeated, second.rows) == (110, 310, 420)
    assert second.dataset.version == first.dataset.version + 1
    pd.testing.assert_frame_equal(catalogue.read("tudo").frame, grown, check_freq=False)


def test_whole_numbers_become_fractions_when_fractions_come(catalogue: data.DatasetCatalogue, tmp_path: Path) -> None:
    _add(catalogue, pd.DataFrame({"100%: n": [1, 2, 3], "b": ["x", "y", "z"]}), "cresce")
    _add(catalogue, pd.DataFrame({"100%: n": [0.5], "b": ["w"]}), "cresce")
    for path in (tmp_path / "beside" / "cache").iterdir():
        path.unlink()
    assert catalogue.read("cresce").frame["100%: n"].tolist() == [1.0, 2.0, 3.0, 0.5]
    assert catalogue.info("cresce").column("100%: n").type is ColumnType.FLOAT


def test_a_column_that_turns_into_another_kind_is_refused_and_nothing_changes(catalogue: data.DatasetCatalogue) -> None:
    before = _add(catalogue, pd.DataFrame({"n": [1, 2], "b": ["x", "y"]}), "firme").dataset
    with pytest.raises(ImportRefused) as refusal:
        _add(catalogue, pd.DataFrame({"n": ["um"], "b": ["x"]}), "firme")
    assert refusal.value.code == "column_type_changed"
    assert catalogue.info("firme") == before


def test_other_columns_under_a_taken_name_are_refused_whatever_the_case(catalogue: data.DatasetCatalogue) -> None:
    _add(catalogue, pd.DataFrame({"a": [1, 2]}), "Nome")
    with pytest.raises(DatasetExists) as refusal:
        _add(catalogue, pd.DataFrame({"b": [1, 2]}), "nome")
    assert refusal.value.facts["added"] == ["b"]


def test_one_changed_cell_raises_the_version_and_is_seen_by_the_next_read(
    catalogue: data.DatasetCatalogue, frame: pd.DataFrame, tmp_path: Path
) -> None:
    before = _add(catalogue, frame, time="quando").dataset
    changes = {
        "quando": datetime(1999, 12, 31, 23, 59, 59, 123456, tzinfo=UTC),
        "Preço (R$) 100%": 3,
        'a"b`c;d': -5,
        "sim": True,
        "estado": "novo",
        "texto": None,
        ":p %s ?": np.float64(1.25),
    }
    expected = frame.copy()
    for column, value in changes.items():
        after = catalogue.set_value("tudo", row=11, column=column, value=value)
        expected.loc[11, column] = value
    assert after.version == before.version + len(changes)
    assert after.cache_key != before.cache_key
    pd.testing.assert_frame_equal(catalogue.read("tudo").frame, expected, check_freq=False)
    for path in (tmp_path / "beside" / "cache").iterdir():
        path.unlink()
    pd.testing.assert_frame_equal(catalogue.read("tudo").frame, expected, check_freq=False)
    assert after.first_at == changes["quando"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"row": 400, "column": "sim", "value": True}, "row_not_in_dataset"),
        ({"row": -1, "column": "sim", "value": True}, "row_not_in_dataset"),
        ({"row": 0, "column": "não há", "value": True}, "column_not_in_dataset"),
        ({"row": 0, "column": 'a"b`c;d', "value": 1.5}, "value_does_not_fit"),
        ({"row": 0, "column": 'a"b`c;d', "value": 2**63}, "value_does_not_fit"),
        ({"row": 0, "column": "quando", "value": "ontem"}, "value_does_not_fit"),
        ({"row": 0, "column": "sim", "value": "talvez"}, "value_does_not_fit"),
        ({"row": 0, "column": "_row", "value": float("inf")}, "value_does_not_fit"),
    ],
)
def test_a_cell_that_cannot_be_changed_is_refused(
    catalogue: data.DatasetCatalogue, frame: pd.DataFrame, facts: dict[str, object], code: str
) -> None:
    before = _add(catalogue, frame).dataset
    with pytest.raises(InvalidTask) as refusal:
        catalogue.set_value("tudo", **facts)
    assert refusal.value.code == code
    assert catalogue.info("tudo") == before


def test_sensor_rows_of_several_datasets_share_one_table_and_stay_apart(
    catalogue: data.DatasetCatalogue, engine: sa.Engine, rng: np.random.Generator, tmp_path: Path
) -> None:
    def simulated(n: int) -> pd.DataFrame:
        at = pd.date_range("2025-01-01", periods=n, freq="5min", tz="UTC").as_unit("us")
        numbers = {name: rng.normal(size=n) for name in ("lux", "temperatura", "vibracao")}
        return pd.DataFrame({"lida_em": at, **numbers, "estado": rng.choice(["normal", "falha"], n)})

    first, second, more = simulated(50), simulated(70), simulated(20)
    declared = (Column("lux", ColumnType.FLOAT, unit="lux", declared_minimum=0.0, declared_maximum=150_000.0),)
    facts = {"pack": "sensors", "source": Source.SIMULATED, "table": "leituras_sensores", "columns": declared}
    info = _add(catalogue, first, "um", **facts).dataset
    _add(catalogue, second, "dois", **facts)
    _add(catalogue, more, "um", **facts)
    assert (info.table, info.column("lux").unit, info.column("lux").declared_maximum) == (
        "leituras_sensores",
        "lux",
        150_000.0,
    )
    assert catalogue.set_value("um", row=55, column="lux", value=1.5).column("lux").unit == "lux"
    for path in (tmp_path / "beside" / "cache").iterdir():
        path.unlink()
    both = pd.concat([first, more], ignore_index=True)
    both.loc[55, "lux"] = 1.5
    pd.testing.assert_frame_equal(catalogue.read("um").frame, both, check_freq=False)
    with engine.connect() as connection:
        keys = connection.execute(sa.select(readings.c.origem).distinct()).scalars().all()
    assert sorted(keys) == [f"simulated:{record.id}" for record in reversed(catalogue.imports())]
    catalogue.delete("um")
    catalogue.purge("um")
    pd.testing.assert_frame_equal(catalogue.read("dois").frame, second, check_freq=False)
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(readings)).scalar_one() == 70


def test_the_trash_gives_back_what_it_took_until_it_is_purged(
    catalogue: data.DatasetCatalogue, frame: pd.DataFrame, engine: sa.Engine
) -> None:
    _add(catalogue, frame)
    catalogue.delete("tudo")
    with pytest.raises(DatasetNotFound):
        catalogue.read("tudo")
    assert [info.name for info in catalogue.deleted()] == ["tudo"]
    _add(catalogue, pd.DataFrame({"outro": [1, 2]}))
    with pytest.raises(DatasetExists):
        catalogue.restore("tudo")
    catalogue.delete("tudo")
    catalogue.purge("tudo")
    assert catalogue.deleted() == ()
    assert [name for name in sa.inspect(engine).get_table_names() if name.startswith("ds_")] == []
    with pytest.raises(DatasetNotFound):
        catalogue.restore("tudo")
    assert len(catalogue.imports("tudo")) == 2


def test_a_restored_dataset_is_the_same(catalogue: data.DatasetCatalogue, frame: pd.DataFrame) -> None:
    before = _add(catalogue, frame).dataset
    catalogue.delete("TUDO")
    assert catalogue.restore("tudo") == before
    pd.testing.assert_frame_equal(catalogue.read("tudo").frame, frame, check_freq=False)


def test_roles_are_kept_and_checked(catalogue: data.DatasetCatalogue, frame: pd.DataFrame) -> None:
    _add(catalogue, frame)
    info = catalogue.set_roles("tudo", target="estado", time="quando", group="sim")
    assert (info.problem, info.time_column, info.group_column) == (Problem.MULTICLASS, "quando", "sim")
    assert catalogue.set_roles("tudo", target="Temp").problem is Problem.REGRESSION
    assert catalogue.set_roles("tudo", problem=Problem.MULTICLASS).target == "Temp"
    assert catalogue.info("tudo").problem is Problem.MULTICLASS
    for facts in ({"target": "x"}, {"time": "estado"}):
        with pytest.raises(InvalidTask):
            catalogue.set_roles("tudo", **facts)


def test_an_import_that_fails_in_the_middle_leaves_nothing(
    catalogue: data.DatasetCatalogue, engine: sa.Engine, frame: pd.DataFrame
) -> None:
    class Stop(Exception):
        pass

    def fail(connection: sa.Connection, clause: object, *rest: object) -> None:
        if clause is not None and str(clause).startswith("INSERT INTO imports"):
            raise Stop

    sa.event.listen(engine, "before_execute", fail)
    with pytest.raises(Stop):
        _add(catalogue, frame)
    sa.event.remove(engine, "before_execute", fail)
    assert catalogue.list() == ()
    assert [name for name in sa.inspect(engine).get_table_names() if name.startswith("ds_")] == []
    assert _add(catalogue, frame).accepted == len(frame)


def test_eight_threads_that_import_the_same_rows_add_them_once(
    catalogue: data.DatasetCatalogue, frame: pd.DataFrame
) -> None:
    reports: list[object] = []

    def add() -> None:
        reports.append(_add(catalogue, frame))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.accepted for report in reports) == [0] * 7 + [len(frame)]
    assert len(catalogue.read("tudo").frame) == len(frame)


def test_a_trial_is_recorded_once_with_its_predictions(engine: sa.Engine) -> None:
    ledger = data.SqlTrialLedger(engine)
    first = _trial(scores={"F1": 0.1 + 0.2, "MCC": float("nan"), "MAPE": float("inf")})
    assert ledger.record(first, predictions=b"\x00npz")
    assert not ledger.record(_trial(scores={"F1": 0.9}), predictions=b"other")
    assert ledger.record(_trial(fold=-1, status=FitStatus.FAILED, reason="não convergiu\0", scores={}))
    assert ledger.record(_trial(run_id="r2", task="u"))
    found = ledger.trials(run_id="r1")
    assert repr(found[0]) == repr(first)
    assert [trial.fold for trial in found] == [0, -1]
    assert found[1].reason == "não convergiu"
    assert ledger.predictions("r1", "lr", 0) == b"\x00npz"
    assert ledger.predictions("r1", "lr", 5) == b""
    assert (ledger.count(task="t"), len(ledger.trials(task="u")), len(ledger.trials())) == (2, 1, 3)


def test_of_eight_threads_that_record_one_trial_exactly_one_is_first(engine: sa.Engine) -> None:
    ledger = data.SqlTrialLedger(engine)
    firsts: list[bool] = []

    def record() -> None:
        firsts.append(ledger.record(_trial()))

    threads = [threading.Thread(target=record) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(firsts) == [False] * 7 + [True]


@pytest.mark.parametrize("change", [trials.update().values(status="ok"), trials.delete()], ids=["update", "delete"])
def test_no_one_changes_or_removes_a_trial(engine: sa.Engine, change: sa.Executable) -> None:
    data.SqlTrialLedger(engine).record(_trial())
    with pytest.raises(Refused) as refusal, writing(engine) as connection:
        connection.execute(change)
    assert refusal.value.code == "trials_append_only"
    assert len(data.SqlTrialLedger(engine).trials()) == 1


def test_logged_answers_come_back_newest_first(engine: sa.Engine) -> None:
    sink = data.SqlPredictionSink(engine)
    records = [
        PredictionRecord(
            model=f"m{i % 2}",
            signature_sha256="ab",
            inputs={"lux": 1.5 * i, "estado": "ação", "falta": None, "ligado": True},
            answer="normal",
            latency_ms=0.25,
            answered_at=NOW + timedelta(seconds=i),
            origin="manual",
            probability=None if i == 0 else 0.75,
        )
        for i in range(5)
    ]
    sink.write(records[:2])
    sink.write(())
    sink.write(records[2:])
    assert sink.recent() == tuple(reversed(records))
    assert sink.recent(model="m1", limit=1) == (records[3],)


def test_logged_inputs_come_back_as_they_were_whatever_they_hold(engine: sa.Engine) -> None:
    sink = data.SqlPredictionSink(engine)
    odd: tuple[dict[str, str | float | int | bool | None], ...] = (
        {"whole": 2**70, "small": -(2**63)},
        {"text": "ação 🔮 \u2028 'quoted' \"twice\" \\", "none": None, "yes": True},
        {"number": 0.1 + 0.2, "tiny": 5e-324, "large": 1.7976931348623157e308},
        {"lone": "\ud800"} if engine.dialect.name == "sqlite" else {"lone": ""},
    )
    records = [PredictionRecord("m", "ab", one, "yes", 0.25, NOW, "api", place / 3) for place, one in enumerate(odd)]
    sink.write(records)
    assert sink.recent() == tuple(reversed(records))
    sink.write([PredictionRecord("m", "ab", {"lost": float("nan")}, "yes", 0.25, NOW, "api")])
    assert sink.recent(limit=1)[0].inputs == {"lost": None}


def test_a_connected_table_is_copied_and_brought_up_to_date(
    catalogue: data.DatasetCatalogue, engine: sa.Engine, url: str
) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.text('CREATE TABLE "Vendas do mês" (id INTEGER PRIMARY KEY, "preço" NUMERIC(10, 2), loja TEXT)')
        )
        connection.execute(sa.text("INSERT INTO \"Vendas do mês\" VALUES (1, 10.50, 'sul'), (2, NULL, 'norte')"))
    first = catalogue.connect(url, "Vendas do mês", name="vendas")
    assert first.dataset.source is Source.CONNECTED
    assert "senha" not in repr(first)
    assert catalogue.connect(url, "Vendas do mês", name="vendas").already_imported
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE \"Vendas do mês\" SET loja = 'leste' WHERE id = 2"))
    second = catalogue.connect(url, "Vendas do mês", name="vendas")
    assert second.dataset.version == first.dataset.version + 1
    found = catalogue.read("vendas").frame
    assert found["loja"].tolist() == ["sul", "leste"]
    assert found["preço"].tolist()[0] == 10.5
    with pytest.raises(ImportRefused) as refusal:
        catalogue.connect(url, "não há")
    assert refusal.value.code == "table_not_found"


def test_a_broken_connection_is_told_without_credentials(postgres: object, tmp_path: Path) -> None:
    engine = data.open_engine(f"postgresql://bancada:errada-e-secreta@127.0.0.1:{postgres.port}/postgres")
    with pytest.raises(Refused) as refusal:
        data.upgrade(engine)
    engine.dispose()
    assert "errada" not in str(refusal.value)
    assert "errada" not in repr(refusal.value.facts)
    own = data.open_engine(f"sqlite:///{tmp_path}/a.db")
    data.upgrade(own)
    with pytest.raises(ImportRefused) as refused:
        data.DatasetCatalogue(own, folder=tmp_path).connect(
            f"postgresql://bancada:errada-e-secreta@127.0.0.1:{postgres.port}/postgres", "t"
        )
    own.dispose()
    assert (refused.value.code, "errada" in str(refused.value)) == ("connection_failed", False)


def test_the_record_of_imports_adds_up(
    catalogue: data.DatasetCatalogue, engine: sa.Engine, frame: pd.DataFrame
) -> None:
    _add(catalogue, frame.head(100))
    _add(catalogue, frame)
    with engine.connect() as connection:
        for row in connection.execute(sa.select(imports)).mappings():
            assert row["accepted"] + row["refused"] + row["repeated"] == row["rows"]
            assert row["imported_at"] == NOW
