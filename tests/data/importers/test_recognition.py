"""Files are read right without being told how they are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from bancada import data
from bancada.core.dataset import ColumnType
from bancada.core.task import Problem

Write = Callable[..., Path]

BRAZILIAN = (
    "Data;Preço;Quantidade;Situação\n01/02/2024;1.234,50;1.000;ação\n13/02/2024;0,99;20;não\n28/02/2024;10,00;3;ação\n"
)


@pytest.mark.parametrize(
    ("encoding", "recognised"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("latin-1", "latin-1"),
        ("cp1252", "latin-1"),
        ("utf-16", "utf-16"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_brazilian_file_is_read_right_in_every_encoding(
    catalogue: data.DatasetCatalogue, write: Write, encoding: str, recognised: str, line_end: str
) -> None:
    report = catalogue.add_file(write(BRAZILIAN.replace("\n", line_end), encoding=encoding))
    frame = catalogue.read("tabela").frame
    assert frame["Preço"].tolist() == [1234.5, 0.99, 10.0]
    assert frame["Quantidade"].tolist() == [1000, 20, 3]
    assert frame["Situação"].tolist() == ["ação", "não", "ação"]
    assert frame["Data"].tolist() == [pd.Timestamp(2024, 2, day, tz="UTC") for day in (1, 13, 28)]
    assert report.dialect == {
        "format": "csv",
        "encoding": recognised,
        "delimiter": ";",
        "decimal": ",",
        "date_order": "dmy",
    }


def test_typographic_quotes_of_windows_are_read_as_cp1252(catalogue: data.DatasetCatalogue, write: Write) -> None:
    report = catalogue.add_file(write("a;b\n“sim”;1\n€ 5;2\n", encoding="cp1252"))
    assert report.dialect["encoding"] == "cp1252"
    assert catalogue.read("tabela").frame["a"].tolist() == ["“sim”", "€ 5"]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1.5,x\n2.5,y\n", ","),
        ("a\tb\n1.5\tx\n2.5\ty\n", "tab"),
        ("a|b\n1.5|x\n2.5|y\n", "|"),
        ("a;b\n1,5;x, y\n2,5;z, w\n", ";"),
        ('"a","b"\n"1,5","x; z"\n"2,5","y; w"\n', ","),
    ],
)
def test_the_delimiter_is_recognised(catalogue: data.DatasetCatalogue, write: Write, text: str, delimiter: str) -> None:
    report = catalogue.add_file(write(text))
    assert report.dialect["delimiter"] == delimiter
    assert catalogue.read("tabela").frame["a"].tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "-2", "+3"], ColumnType.INTEGER, [1, -2, 3]),
        (["1.5", "2", "1e3"], ColumnType.FLOAT, [1.5, 2.0, 1000.0]),
        (["1,5", "2", ",25"], ColumnType.FLOAT, [1.5, 2.0, 0.25]),
        (["1.234.567", "2.000", "3"], ColumnType.INTEGER, [1234567, 2000, 3]),
        (["1,234.50", "2.25", "1,000,000.00"], ColumnType.FLOAT, [1234.5, 2.25, 1e6]),
        (["27.272", "27.125", "27.001"], ColumnType.FLOAT, [27.272, 27.125, 27.001]),
        (["R$ 1.234,50", "-R$ 2,00", "R$ 3,10"], ColumnType.FLOAT, [1234.5, -2.0, 3.1]),
        (["12,5%", "3%", "100%"], ColumnType.FLOAT, [12.5, 3.0, 100.0]),
        (["true", "False", "VERDADEIRO"], ColumnType.BOOLEAN, [True, False, True]),
        (["01310-100", "04538-133", "20040-002"], ColumnType.CATEGORY, ["01310-100", "04538-133", "20040-002"]),
        (["007", "042", "123"], ColumnType.CATEGORY, ["007", "042", "123"]),
        (["12345678901234567890", "2", "3"], ColumnType.CATEGORY, ["12345678901234567890", "2", "3"]),
        (["01.02.2020", "15.02.2020", "16.02.2020"], ColumnType.DATETIME, ["2020-02-01", "2020-02-15", "2020-02-16"]),
        (["5/1/2020", "15/1/2020", "16/1/20"], ColumnType.DATETIME, ["2020-01-05", "2020-01-15", "2020-01-16"]),
        (["1/25/2020", "2/1/2020", "12/31/2020"], ColumnType.DATETIME, ["2020-01-25", "2020-02-01", "2020-12-31"]),
        (
            ["2020-01-05T10:00:00-03:00", "2020-01-05 13:00", "2020-01-05T13:00:00.5Z"],
            ColumnType.DATETIME,
            ["2020-01-05 13:00", "2020-01-05 13:00", "2020-01-05 13:00:00.5"],
        ),
        (
            ["05/01/2020 9:07", "31/01/2020 23:59:58", "01/02/2020 00:00"],
            ColumnType.DATETIME,
            ["2020-01-05 09:07", "2020-01-31 23:59:58", "2020-02-01"],
        ),
    ],
)
def test_a_column_is_read_as_what_it_holds(
    catalogue: data.DatasetCatalogue, write: Write, cells: list[str], kind: ColumnType, values: list[object]
) -> None:
    text = "linha;valor\n" + "".join(f"l{i};{cell}\n" for i, cell in enumerate(cells))
    info = catalogue.add_file(write(text)).dataset
    found = catalogue.read("tabela").frame["valor"].tolist()
    expected = [pd.Timestamp(value, tz="UTC") for value in values] if kind is ColumnType.DATETIME else values
    assert (info.column("valor").type, found) == (kind, expected)


def test_words_for_missing_are_missing_among_numbers_and_kept_among_words(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    info = catalogue.add_file(write("n;pais\n1;NA\nNA;BR\n;\n#N/D;NA\n2,5;null\n")).dataset
    assert (info.column("n").n_missing, info.column("n").type) == (3, ColumnType.FLOAT)
    assert info.column("pais").categories == ("BR", "NA", "null")
    assert info.column("pais").n_missing == 1


def test_the_first_column_is_dropped_where_the_header_lacks_its_name(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    report = catalogue.add_file(write('"a","b"\n"1",10,x\n"2",20,y\n'))
    assert catalogue.read("tabela").frame.to_dict("list") == {"a": [10, 20], "b": ["x", "y"]}
    assert "row_index_dropped" in [finding.code for finding in report.findings]


def test_an_index_written_by_pandas_is_dropped_and_other_unnamed_columns_are_named(
    catalogue: data.DatasetCatalogue, write: Write
) -> None:
    catalogue.add_file(write(",a\n0,x\n1,y\n2,z\n"), name="indice")
    catalogue.add_file(write(",a\n5,x\n1,y\n2,z\n"), name="dados")
    assert list(catalogue.read("indice").frame.columns) == ["a"]
    assert list(catalogue.read("dados").frame.columns) == ["column_1", "a"]


def test_a_file_without_a_header_gets_names_by_place(catalogue: data.DatasetCatalogue, write: Write) -> None:
    report = catalogue.add_file(write("1.5,2\n2.5,3\n"))
    assert report.rows == 2
    assert list(catalogue.read("tabela").frame.columns) == ["column_1", "column_2"]
    assert report.findings[0].code == "no_header"


def test_years_as_column_names_are_names(catalogue: data.DatasetCatalogue, write: Write) -> None:
    catalogue.add_file(write("2019;2020;2021\n1,5;2;3\n"))
    assert list(catalogue.read("tabela").frame.columns) == ["2019", "2020", "2021"]


def test_names_that_differ_by_case_alone_stay_two_columns(catalogue: data.DatasetCatalogue, write: Write) -> None:
    catalogue.add_file(write("Temp;temp;TEMP\n1;2;3\n4;5;6\n"))
    assert catalogue.read("tabela").frame.to_dict("list") == {"Temp": [1, 4], "temp": [2, 5], "TEMP": [3, 6]}


def test_quoted_line_breaks_and_blank_lines_do_not_disturb_rows(catalogue: data.DatasetCatalogue, write: Write) -> None:
    report = catalogue.add_file(write('a;b\n\n"x\ny";1\n\n"z ""w""";2\n'))
    assert catalogue.read("tabela").frame.to_dict("list") == {"a": ["x\ny", 'z "w"'], "b": [1, 2]}
    assert report.rows == 2


def test_lines_of_spaces_alone_are_no_rows(catalogue: data.DatasetCatalogue, write: Write) -> None:
    report = catalogue.add_file(write("a;b\n1;x\n  \n2;y\n \n"))
    assert (report.rows, report.accepted) == (2, 2)


def test_the_occupancy_file_is_read_whole(catalogue: data.DatasetCatalogue, real_data: Path) -> None:
    report = catalogue.add_file(real_data / "sensors" / "occupancy_datatraining.txt", name="occupancy")
    info = report.dataset
    assert (report.rows, report.accepted, report.refused, report.repeated) == (8143, 8143, 0, 0)
    assert [column.name for column in info.columns] == [
        "date",
        "Temperature",
        "Humidity",
        "Light",
        "CO2",
        "HumidityRatio",
        "Occupancy",
    ]
    assert (info.target, info.problem, info.time_column) == ("Occupancy", Problem.BINARY, "date")
    assert info.first_at == datetime(2015, 2, 4, 17, 51, tzinfo=UTC)
    assert catalogue.read("occupancy").frame["HumidityRatio"].iloc[0] == 0.00479298817650529
    assert catalogue.add_file(real_data / "sensors" / "occupancy_datatraining.txt", name="occupancy").accepted == 0


def test_a_workbook_is_read_from_its_first_sheet_with_rows(catalogue: data.DatasetCatalogue, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Dados")
    sheet.append(["quando", "valor", "texto", "sim", "código"])
    sheet.append([datetime(2024, 2, 1, 10, 30), 1.5, "ação", True, "007"])  # noqa: DTZ001  # workbooks know no zone
    sheet.append([None, None, None, None, None])
    sheet.append([datetime(2024, 2, 2), 2, None, False, "042"])  # noqa: DTZ001  # likewise
    book.save(tmp_path / "Pasta de trabalho.xlsx")
    report = catalogue.add_file(tmp_path / "Pasta de trabalho.xlsx")
    frame = catalogue.read("Pasta-de-trabalho").frame
    assert frame["quando"].tolist() == [
        pd.Timestamp("2024-02-01 10:30", tz="UTC"),
        pd.Timestamp("2024-02-02", tz="UTC"),
    ]
    assert frame["valor"].tolist() == [1.5, 2.0]
    assert frame["sim"].tolist() == [True, False]
    assert frame["código"].tolist() == ["007", "042"]
    assert frame["texto"].isna().tolist() == [False, True]
    assert (report.rows, report.dialect) == (
        2,
        {"format": "xlsx", "sheet": "Dados", "decimal": ".", "date_order": "ymd"},
    )


def test_a_parquet_file_keeps_its_types(catalogue: data.DatasetCatalogue, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "quando": pd.to_datetime(["2024-01-01 10:00", "2024-01-02 11:00"]).tz_localize("America/Sao_Paulo"),
            "codigo": ["001", "002"],
            "n": pd.array([1, None], dtype="Int32"),
            "classe": pd.Categorical(["b", "a"]),
            "x": [1.5, float("inf")],
        },
        index=pd.Index([5, 6], name="ignorado"),
    )
    frame.to_parquet(tmp_path / "dados.parquet", index=False)
    report = catalogue.add_file(tmp_path / "dados.parquet")
    found = catalogue.read("dados").frame
    assert found["quando"].tolist()[0] == pd.Timestamp("2024-01-01 13:00", tz="UTC")
    assert found["codigo"].tolist() == ["001", "002"]
    assert found["classe"].tolist() == ["b", "a"]
    assert found["n"].isna().tolist() == [False, True]
    assert [finding.code for finding in report.findings if finding.column == "x"] == ["infinite_values_missing"]
