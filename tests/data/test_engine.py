"""Connections: how they are opened, and what becomes of foreign errors."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from bancada import data
from bancada.core.errors import InvalidSettings, Refused
from bancada.data import engine as engine_module
from bancada.data.engine import masked, reading, writing


def test_sqlite_is_opened_in_wal_with_foreign_keys_and_its_folder_made(tmp_path: Path) -> None:
    engine = data.open_engine(f"sqlite:///{tmp_path}/a/b/c.db")
    with reading(engine) as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
    engine.dispose()
    assert pragmas == ["wal", 1]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("not a url", "database_url_invalid"),
        ("oracle://u:segredo@h/d", "database_kind_unknown"),
        ("nothing://x", "database_kind_unknown"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_secrets(url: str, code: str) -> None:
    with pytest.raises(InvalidSettings) as refusal:
        data.open_engine(url)
    assert refusal.value.code == code
    assert "segredo" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://eu:segredo@servidor:5433/vendas?sslpassword=segredo", "postgresql://servidor:5433/vendas"),
        ("postgres://eu:segredo@servidor/vendas", "postgresql://servidor/vendas"),
        ("sqlite:////casa/eu/bancada.db", "sqlite:///bancada.db"),
        ("sqlite://", "sqlite:///:memory:"),
    ],
)
def test_a_shown_url_has_no_user_no_password_and_no_folder(url: str, shown: str) -> None:
    assert masked(url) == shown


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_bytes(b"this is no database, however long it may be" * 100)
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")
    with pytest.raises(Refused) as refusal:
        data.upgrade(engine)
    engine.dispose()
    assert refusal.value.code == "database_not_readable"


def test_a_database_that_was_never_upgraded_is_told() -> None:
    engine = data.open_engine("sqlite://")
    with pytest.raises(Refused) as refusal:
        data.DatasetCatalogue(engine, folder=Path("unused")).list()
    engine.dispose()
    assert refusal.value.code == "database_not_upgraded"


def test_a_database_that_another_program_holds_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 50)
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")
    data.upgrade(engine)
    holder = sqlite3.connect(tmp_path / "b.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused) as refusal, writing(engine):
        raise AssertionError("the lock was given twice")
    assert refusal.value.code == "database_busy"
    assert data.DatasetCatalogue(engine, folder=tmp_path).list() == ()  # readers do not wait for writers
    holder.close()
    engine.dispose()


READ_ONLY = """
import sys
from bancada import data
from bancada.core.errors import Refused
from bancada.data.engine import writing
from bancada.data.tables import prediction_log
engine = data.open_engine(f"sqlite:///{sys.argv[1]}/b.db")
try:
    with writing(engine) as connection:
        connection.execute(prediction_log.delete())
except Refused as refusal:
    print(refusal.code)
"""


def test_a_read_only_database_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="bancada-ro-"))
    try:
        engine = data.open_engine(f"sqlite:///{folder}/b.db")
        data.upgrade(engine)
        engine.dispose()
        (folder / "b.db").chmod(0o444)
        folder.chmod(0o555)
        command = [sys.executable, "-c", READ_ONLY, str(folder)]
        if os.geteuid() == 0:  # root writes where others may not
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
        assert done.stdout.strip() in ("database_read_only", "database_unreachable"), done.stderr
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_every_code_that_an_error_of_a_database_gets_has_its_sentence() -> None:
    from bancada.core.messages import SENTENCES

    codes = {code for _, code in engine_module._CODES} | {"database_failed"}
    assert codes <= SENTENCES.keys()


def test_importing_the_floor_loads_neither_pandas_nor_sqlalchemy() -> None:
    script = "import sys, bancada.data; print([n for n in ('pandas', 'sqlalchemy', 'pyarrow') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_of_the_floor_is_there() -> None:
    assert data.__all__ == sorted(data.__all__)
    assert all(getattr(data, name) is not None for name in data.__all__)
    with pytest.raises(AttributeError):
        data.nothing_of_that_name  # noqa: B018  # the look-up is what is tested


def test_an_error_inside_a_transaction_leaves_nothing(tmp_path: Path) -> None:
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")

    def fail() -> None:
        with writing(engine) as connection:
            connection.execute(sa.text("CREATE TABLE t (a INTEGER)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
