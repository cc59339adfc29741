"""A file made to exhaust memory is refused in little of it: measured as the peak of a process of its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bancada import data
from bancada.core.errors import ImportRefused

MEGABYTE = 1 << 20
BOUND_MB = 150

CHILD = """
import resource, sys
from pathlib import Path
from bancada import data
from bancada.core.errors import ImportRefused
folder = Path(sys.argv[1])
engine = data.open_engine(f"sqlite:///{folder}/b.db")
data.upgrade(engine)
catalogue = data.DatasetCatalogue(engine, folder=folder, limits=data.Limits(file_bytes=4_000_000_000))
(folder / "small.csv").write_text("a;b\\n1;2\\n3;4\\n")
catalogue.add_file(folder / "small.csv")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    catalogue.add_file(Path(sys.argv[2]), name="bomb")
except ImportRefused as refusal:
    print(refusal.code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def _refused(path: Path, folder: Path) -> tuple[str, int]:
    folder.mkdir()
    command = [sys.executable, "-c", CHILD, str(folder), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    code, megabytes = done.stdout.split()
    return code, int(megabytes)


@pytest.fixture(params=["a line without end", "a quoted cell without end"])
def endless(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.write(b"a;b\n1;")
        if request.param.startswith("a line"):
            file.write(b"x" * 32 * MEGABYTE)
            file.truncate(700_000_000)  # a hole on disk: read, not stored
        else:
            file.write(b'"' + b"some text\n" * (20 * MEGABYTE))
    return path


def test_a_text_without_end_is_refused_in_bounded_memory(endless: Path, tmp_path: Path) -> None:
    code, megabytes = _refused(endless, tmp_path / "bench")
    assert code in ("line_too_long", "broken_record", "too_many_bad_rows")
    assert megabytes < BOUND_MB


def test_a_file_of_two_gigabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(ImportRefused) as refusal:
        data.DatasetCatalogue(data.open_engine("sqlite://"), folder=tmp_path).add_file(path)
    assert refusal.value.code == "file_too_large"


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(400):
            entry.write(bytes(MEGABYTE))
    code, megabytes = _refused(path, tmp_path / "bench")
    assert code == "unpacks_too_large"
    assert megabytes < BOUND_MB


def test_a_zip_that_lies_about_its_size_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300 * MEGABYTE))
    content = path.read_bytes()
    lie = (1000).to_bytes(4, "little")
    path.write_bytes(content.replace((300 * MEGABYTE).to_bytes(4, "little"), lie))
    code, megabytes = _refused(path, tmp_path / "bench")
    assert code in ("unpacks_too_large", "workbook_unreadable")
    assert megabytes < BOUND_MB


def test_a_parquet_file_of_one_long_word_is_refused_before_it_fills_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    word = "x" * 30_000
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000_000, pa.int32()), pa.array([word]))
    pq.write_table(pa.table({"a": rows}), path, store_schema=False)
    assert path.stat().st_size < MEGABYTE
    code, megabytes = _refused(path, tmp_path / "bench")
    assert code == "unpacks_too_large"
    assert megabytes < 3 * BOUND_MB
