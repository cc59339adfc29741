"""What cannot become a dataset is refused by name, and what is skipped is told row by row."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from bancada import data
from bancada.core.dataset import Column, ColumnType
from bancada.core.errors import DatasetExists, ImportRefused, InvalidName, InvalidTask

Write = Callable[..., Path]


def _workbook(*rows: list[object]) -> bytes:
    book, content = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def _parquet() -> bytes:
    content = BytesIO()
    pd.DataFrame({"a": np.arange(1000)}).to_parquet(content)
    return content.getvalue()


def _zip_with(name: str, content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

MALFORMED = {
    "nothing": (b"", "a.csv", "empty_file"),
    "only blanks": (b" \n\n \n", "a.csv", "empty_file"),
    "only a byte order mark": (b"\xef\xbb\xbf", "a.csv", "empty_file"),
    "only a header": (b"a;b;c\n", "a.csv", "header_only"),
    "names that stand twice": (b"a;b;a\n1;2;3\n", "a.csv", "duplicate_columns"),
    "random bytes": (np.random.default_rng(7).bytes(5000), "a.csv", "not_text"),
    "control characters": (b"a;b\n" + b"\x01\x02;x\n" * 100, "a.csv", "not_text"),
    "a quote that never closes": (b'a;b\n1;2\n3;"' + b"x\n" * 100_000, "a.csv", "bad_rows"),
    "a header whose quote never closes": (b'"a,b\n1,x\n2,y\n', "a.csv", "header_quote_never_closed"),
    "an extension nobody knows": (b"a;b\n1;2\n", "a.sav", "unknown_extension"),
    "no extension": (b"a;b\n1;2\n", "a", "unknown_extension"),
    "a gzip file": (b"\x1f\x8b\x08" + bytes(50), "a.csv", "packed_file"),
    "a PDF named CSV": (b"%PDF-1.7 and so on", "a.csv", "packed_file"),
    "a workbook with a password": (
        _OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "a.xlsx",
        "encrypted_file",
    ),
    "a workbook of the old format": (_OLE + bytes(600), "a.xls", "old_workbook"),
    "text named XLSX": (b"a;b\n1;2\n", "a.xlsx", "workbook_unreadable"),
    "a cut workbook": (_workbook(["a"], [1])[:-200], "a.xlsx", "workbook_unreadable"),
    "a zip that is no workbook": (_zip_with("nota.txt", b"oi"), "a.xlsx", "workbook_unreadable"),
    "a workbook with entities": (
        _zip_with("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]>'),
        "a.xlsx",
        "workbook_unreadable",
    ),
    "a workbook without cells": (_workbook(), "a.xlsx", "empty_file"),
    "a workbook with a header alone": (_workbook(["a", "b"]), "a.xlsx", "header_only"),
    "a workbook with names that stand twice": (_workbook(["a", "a"], [1, 2]), "a.xlsx", "duplicate_columns"),
    "a cut Parquet file": (_parquet()[:-20], "a.parquet", "parquet_unreadable"),
    "a Parquet file with a hole": (_parquet()[:4] + bytes(200) + _parquet()[204:], "a.parquet", "parquet_unreadable"),
    "text named Parquet": (b"a;b\n1;2\n", "a.parquet", "parquet_unreadable"),
}


@pytest.mark.parametrize(("content", "name", "code"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_file_is_refused_by_its_own_code(
    catalogue: data.DatasetCatalogue, write: Write, content: bytes, name: str, code: str
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        catalogue.add_file(write(content, name), name="x")
    assert refusal.value.code == code
    assert "?" not in refusal.value.message("en").replace("?)", "")
    assert catalogue.list() == ()
    assert catalogue.imports() == ()


def test_a_file_that_is_not_there_is_told(catalogue: data.DatasetCatalogue, tmp_path: Path) -> None:
    for path in (tmp_path / "sumiu.csv", tmp_path):
        with pytest.raises(ImportRefused) as refusal:
            catalogue.add_file(path, name="x")
        assert refusal.value.code == "file_not_found"


def test_a_role_that_no_column_can_have_is_refused_before_anything_is_written(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    path = write("a;b\n1;x\n2;y\n")
    for facts in ({"target": "c"}, {"time": "b"}):
        with pytest.raises(InvalidTask):
            catalogue.add_file(path, **facts)
    with pytest.raises(InvalidName):
        catalogue.add_file(path, name="../fora")
    assert catalogue.list() == ()


def _with_bad_rows() -> str:
    good = [f"{i},5;normal" for i in range(100)]
    good[10] = "muito;normal"
    good[20] = "1,5;normal;a mais"
    good[30] = "1,5"
    good[40] = '"2,5";"texto\ncom quebra"'
    good[50] = "=2+3;normal"
    return "valor;estado\n" + "\n".join(good) + "\n"


def test_one_bad_row_refuses_the_whole_file_and_tells_where(catalogue: data.DatasetCatalogue, write: Write) -> None:
    with pytest.raises(ImportRefused) as refusal:
        catalogue.add_file(write(_with_bad_rows()))
    assert refusal.value.code == "bad_rows"
    assert (refusal.value.facts["count"], refusal.value.facts["rows"]) == (4, 100)
    assert refusal.value.facts["examples"][0].message("en").startswith("line 12: ")
    assert catalogue.list() == ()
    assert "'muito' não é do tipo número" in refusal.value.message("pt_BR")
    assert "; linha 22: 3 campos onde se esperam 2; " in refusal.value.message("pt_BR")
    assert "--skip-bad" in refusal.value.message("pt_BR")


def test_skipping_bad_rows_keeps_the_good_ones_and_lists_the_others(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    report = catalogue.add_file(write(_with_bad_rows()), skip_bad=True)
    assert (report.rows, report.accepted, report.refused, report.repeated) == (100, 96, 4, 0)
    assert len(catalogue.read("tabela").frame) == 96
    with Path(report.refused_file).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, restkey="mais"))
    assert [row["line"] for row in rows] == ["12", "22", "32", "53"]
    assert rows[0]["valor"] == "muito"
    assert "float" in rows[0]["reasons"]
    assert "3 campos" in rows[1]["motivos"]
    assert rows[3]["valor"] == "'=2+3"
    again = catalogue.add_file(write(_with_bad_rows()), skip_bad=True)
    assert (again.already_imported, again.accepted, again.refused, again.repeated) == (True, 0, 4, 96)


UNCLOSED = 'a,b\n1,x\n2,"esqueceu de fechar\n3,y\n4,z\n5,w\n'


def test_a_quote_that_never_closes_swallows_no_rows(catalogue: data.DatasetCatalogue, write: Write) -> None:
    with pytest.raises(ImportRefused) as refusal:
        catalogue.add_file(write(UNCLOSED))
    assert refusal.value.code == "bad_rows"
    assert (refusal.value.facts["count"], refusal.value.facts["rows"]) == (1, 5)
    assert "linha 3: " in refusal.value.message("pt_BR")
    assert "aspas" in refusal.value.message("pt_BR")
    report = catalogue.add_file(write(UNCLOSED), skip_bad=True)
    assert (report.rows, report.accepted, report.refused, report.repeated) == (5, 4, 1, 0)
    assert catalogue.read("tabela").frame["b"].tolist() == ["x", "y", "z", "w"]
    with Path(report.refused_file).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["a"]) == ("3", '2,"esqueceu de fechar')


@pytest.mark.parametrize(
    ("text", "counts", "lines"),
    [
        ('a,b\n1,x\n2,"y\n3,"z\n4,"w\n5,v\n', (5, 2), ["3", "4", "5"]),
        ('a,b\n"1,x\n2,y\n3,z', (3, 2), ["2"]),
        ('a,b\n1,x\n2,y\n3,"z', (3, 2), ["4"]),
        ('a,b\n1,"x\ny"\n2,"y\n3,z\n', (3, 2), ["4"]),
        ('a,b\n1,5" pol\n2,"y\n3,z\n', (3, 2), ["3"]),
        ('a,b\n1,5" pol\n2,y\n3,z\n', (3, 3), []),
        ('a,b\n1,"x ""y"""\n2,"y\n"\n', (2, 2), []),
        ('a,b\r\n1,"x\r\n2,y\r\n3,z\r\n', (3, 2), ["2"]),
    ],
)
def test_every_row_of_a_file_with_stray_quotes_is_accounted_for(
    catalogue: data.DatasetCatalogue, write: Write, text: str, counts: tuple[int, int], lines: list[str]
) -> None:
    report = catalogue.add_file(write(text), skip_bad=True)
    told = []
    if report.refused_file is not None:
        with Path(report.refused_file).open(encoding="utf-8-sig", newline="") as file:
            told = [row["line"] for row in csv.DictReader(file, restkey="mais")]
    assert ((report.rows, report.accepted), told) == (counts, lines)
    assert report.rows == report.accepted + report.refused + report.repeated


def test_an_open_quote_far_before_the_end_costs_one_row(catalogue: data.DatasetCatalogue, write: Write) -> None:
    lines = [f"{i};normal" for i in range(60_000)]
    lines[7] = '7;"aberta'
    report = catalogue.add_file(write("n;t\n" + "\n".join(lines) + "\n"), skip_bad=True)
    assert (report.rows, report.accepted, report.refused) == (60_000, 59_999, 1)


def test_a_bad_cell_alone_is_found_on_its_line_in_a_file_that_reads_fast(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    lines = [f'{i};"a\nb"' for i in range(60)]
    lines[7] = "x7;c"
    report = catalogue.add_file(write("n;t\n" + "\n".join(lines) + "\n"), skip_bad=True)
    assert Path(report.refused_file).read_text(encoding="utf-8-sig").splitlines()[1].startswith("16,")
    assert report.accepted == 59


def test_a_bad_cell_of_a_workbook_is_told_by_its_row(catalogue: data.DatasetCatalogue, write: Write) -> None:
    rows = [[i, "x"] for i in range(50)]
    rows[3][0] = "quatro"
    report = catalogue.add_file(write(_workbook(["n", "t"], *rows), "a.xlsx"), skip_bad=True)
    assert (report.accepted, report.refused) == (49, 1)
    assert Path(report.refused_file).read_text(encoding="utf-8-sig").splitlines()[1].startswith("5,")


def test_a_column_that_is_mostly_something_is_kept_as_text_and_said_so(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    cells = ["1,5"] * 80 + ["sem leitura"] * 20
    report = catalogue.add_file(write("n;t\n" + "".join(f"{cell};x\n" for cell in cells)))
    (note,) = [finding for finding in report.findings if finding.column == "n"]
    assert (note.code, note.facts) == ("nearly_of_a_type", {"type": "float", "percent": 80})


def test_a_file_of_bad_rows_only_is_refused_even_when_they_may_be_skipped(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    catalogue.add_file(write("n;t\n1;x\n2;y\n"))
    with pytest.raises(ImportRefused) as refusal:
        catalogue.add_file(write("n;t\num;x\ndois;y\n", "outra.csv"), name="tabela", skip_bad=True)
    assert refusal.value.code == "no_good_rows"


def test_a_grown_file_adds_its_new_rows_and_keeps_the_types(catalogue: data.DatasetCatalogue, write: Write) -> None:
    catalogue.add_file(write("codigo;n\n1a;1\n2b;2\n2b;2\n"))
    report = catalogue.add_file(write("codigo;n\n1a;1\n2b;2\n2b;2\n3;3\n2b;2\n"))
    assert (report.accepted, report.repeated, report.rows) == (2, 3, 5)
    assert catalogue.read("tabela").frame["codigo"].tolist() == ["1a", "2b", "2b", "3", "2b"]
    with pytest.raises(DatasetExists):
        catalogue.add_file(write("codigo;m\n1;1\n"))


@pytest.mark.parametrize(
    ("limits", "file", "code"),
    [
        (data.Limits(file_bytes=10), (b"a;b\n1;2\n3;4\n", "a.csv"), "file_too_large"),
        (data.Limits(columns=2), (b"a;b;c\n1;2;3\n", "a.csv"), "too_many_columns"),
        (data.Limits(columns=2), (_workbook(["a", "b", "c"], [1, 2, 3]), "a.xlsx"), "too_many_columns"),
        (data.Limits(rows=2), (b"a;b\n1;2\n3;4\n5;6\n", "a.csv"), "too_many_rows"),
        (data.Limits(rows=2), (_workbook(["a"], [1], [2], [3]), "a.xlsx"), "too_many_rows"),
        (data.Limits(rows=2), (_parquet(), "a.parquet"), "too_many_rows"),
        (data.Limits(line_bytes=20), (b"a;b\n" + b"1" * 30 + b";2\n", "a.csv"), "line_too_long"),
        (data.Limits(line_bytes=20), (b"a;b\r" + b"1" * 30 + b";2\r", "a.csv"), "line_too_long"),
    ],
)
def test_what_exceeds_a_limit_is_refused(
    catalogue: data.DatasetCatalogue, write: Write, limits: data.Limits, file: tuple[bytes, str], code: str
) -> None:
    path = write(*file)
    bounded = data.DatasetCatalogue(catalogue.engine, folder=path.parent / "beside", limits=limits)
    with pytest.raises(ImportRefused) as refusal:
        bounded.add_file(path, name="x")
    assert refusal.value.code == code


def test_a_cell_beyond_the_limit_is_a_bad_cell(catalogue: data.DatasetCatalogue, write: Write, tmp_path: Path) -> None:
    bounded = data.DatasetCatalogue(catalogue.engine, folder=tmp_path / "beside", limits=data.Limits(cell_chars=8))
    report = bounded.add_file(write("a;b\nçççççççç;1\nççççççççç;2\n"), name="texto", skip_bad=True)
    assert (report.accepted, report.refused) == (1, 1)
    pd.DataFrame({"a": ["curto", "comprido demais"]}).to_parquet(tmp_path / "p.parquet")
    assert bounded.add_file(tmp_path / "p.parquet", skip_bad=True).refused == 1


def test_a_cut_utf16_file_and_one_with_nul_characters_are_no_text(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    for content in ("a;b\n1;2\n".encode("utf-16")[:-1], "a;b\nx\0;2\n".encode("utf-16")):
        with pytest.raises(ImportRefused) as refusal:
            catalogue.add_file(write(content), name="x")
        assert refusal.value.code == "not_text"


def test_too_many_bad_rows_are_not_collected(
    catalogue: data.DatasetCatalogue, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bancada.data.importers.text_table.MAX_BAD_ROWS", 3)
    monkeypatch.setattr("bancada.data.importers.text_file.MAX_BAD_ROWS", 3)
    cells = "n;t\n" + "1;x\n" * 200 + "um;x\n" * 4
    fields = "n;t\n" + "1;x\n" * 200 + "1;x;a mais\n" * 4
    for text in (cells, fields):
        with pytest.raises(ImportRefused) as refusal:
            catalogue.add_file(write(text), skip_bad=True)
        assert refusal.value.code == "too_many_bad_rows"


def test_declared_units_and_ranges_are_kept_with_the_columns_that_a_file_has(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    declared = [Column("n", ColumnType.FLOAT, unit="lux", declared_maximum=9.0), Column("z", ColumnType.FLOAT)]
    info = catalogue.add_file(write("n;t\n1;x\n2;y\n"), columns=declared).dataset
    assert (info.column("n").unit, info.column("n").declared_maximum, info.column("z")) == ("lux", 9.0, None)
