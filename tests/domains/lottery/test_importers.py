"""Files of draws: every usual form is recognised by its content, and mistakes are named all at once."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.core.errors import ImportRefused
from bancada.data.limits import Limits
from bancada.domains.lottery.importers import ParsedDraws, read_draws
from bancada.domains.lottery.importers.values import centavos, day, whole

FIRST = (2, 3, 5, 6, 9, 10, 11, 13, 14, 16, 18, 20, 23, 24, 25)
SECOND = (1, 4, 5, 6, 7, 9, 11, 12, 13, 15, 16, 19, 20, 23, 24)
ORDER = "18 20 25 23 10 11 24 14 06 02 13 09 05 16 03"
OFFICIAL = [
    "Concurso", "Data Sorteio", *(f"Bola{i}" for i in range(1, 16)), "Ganhadores 15 acertos", "Cidade / UF",
    "Rateio 15 acertos", *(f"{n} {t} acertos" for t in (14, 13, 12, 11) for n in ("Ganhadores", "Rateio")),
    "Acumulado 15 acertos", "Arrecadacao Total", "Estimativa Prêmio", "Observação",
]  # fmt: skip
OFFICIAL_ROW = [
    1, "29/09/2003", *FIRST, 5, "BA; PR; SP", "R$49.765,82", 154, "R$689,84", 4645, "R$10,00", 48807, "R$4,00",
    257593, "R$2,00", "R$0,00", "R$0,00", "R$1.800.000,00", None,
]  # fmt: skip


def read(path: Path, content: str | bytes, **limits: int) -> ParsedDraws:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_draws(path, limits=replace(Limits(), **limits))


def csv_of(header: str, delimiter: str, *, dated: bool = True) -> str:
    lines = [header] if header else []
    for contest, day_, numbers in ((1, "29/09/2003", FIRST), (2, "06/10/2003", SECOND)):
        lines.append(delimiter.join([str(contest), *([day_] if dated else []), *map(str, numbers)]))
    return "\n".join(lines) + "\n"


def names(prefix: str, delimiter: str) -> str:
    return delimiter.join(f"{prefix}{i}" for i in range(1, 16))


def api(contest: int = 1, **changes: object) -> dict[str, object]:
    record = {
        "numero": contest,
        "dataApuracao": "29/09/2003",
        "dataProximoConcurso": "06/10/2003",
        "listaDezenas": [f"{n:02d}" for n in FIRST],
        "dezenasSorteadasOrdemSorteio": ORDER.split(),
        "tipoJogo": "LOTOFACIL",
        "nomeTimeCoracaoMesSorte": "\0\0",
        "valorArrecadado": 21641979.0,
        "valorAcumuladoProximoConcurso": 0.0,
        "valorEstimadoProximoConcurso": 1800000.0,
        "listaRateioPremio": [
            {"descricaoFaixa": f"{15 - i} acertos", "faixa": i + 1, "numeroDeGanhadores": i, "valorPremio": 1303.6}
            for i in range(5)
        ],
    }
    return record | changes


@pytest.mark.parametrize(
    "content",
    [
        csv_of("concurso,data," + names("n", ","), ","),
        csv_of("Concurso;Data Sorteio;" + names("Bola", ";"), ";"),
        csv_of("contest\tdate\t" + names("d", "\t"), "\t"),
        csv_of("numero|dataApuracao|" + names("dezena", "|"), "|"),
        csv_of("SORTEIO;DATA;" + names("Bola 0", ";").replace("01", "1"), ";"),
        csv_of("", ","),
        csv_of("", ";"),
        "Concurso;Data;Dezenas\n1;29/09/2003;" + " ".join(map(str, FIRST)) + "\n2;2003-10-06;" + "-".join(map(str, SECOND)),
        "concurso,data,numeros\n1,29/09/2003," + ",".join(map(str, FIRST)) + "\n2,06/10/2003," + ",".join(map(str, SECOND)),
        'concurso,data,dezenas\n1,29/09/2003,"' + ",".join(map(str, FIRST)) + '"\n2,6/10/2003,"' + ";".join(map(str, SECOND)) + '"',
        "Lotofácil\n\n" + csv_of("Concurso;Data;" + names("Bola", ";"), ";"),
    ],
    ids=["n1", "Bola1", "tabs", "bars", "zeros", "headerless", "headerless ;", "one cell", "unquoted", "quoted", "title"],
)  # fmt: skip
def test_a_csv_is_read_whatever_its_names_and_delimiter(tmp_path: Path, content: str) -> None:
    parsed = read(tmp_path / "any.name", content)
    assert [(row.contest, row.numbers, row.drawn_on) for row in parsed.rows] == [
        (1, FIRST, date(2003, 9, 29)),
        (2, SECOND, date(2003, 10, 6)),
    ]
    assert (parsed.bad, parsed.format, parsed.is_official) == ((), "csv", False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_csv_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = csv_of("Nº Concurso;Data do Sorteio;" + names("Bola", ";"), ";").replace("29/09/2003", "29/09/2003 ")
    text = text.replace("Nº Concurso", "Número")
    assert len(read(tmp_path / "a.csv", text.encode(encoding)).rows) == 2


def test_a_csv_without_dates_and_a_header_has_16_columns(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", csv_of("", ",", dated=False)).rows
    assert [(row.contest, row.drawn_on) for row in rows] == [(1, None), (2, None)]


@pytest.mark.parametrize("declared", [True, False], ids=["dimension right", "dimension too small"])
def test_the_official_spreadsheet_brings_prizes_in_centavos(tmp_path: Path, declared: bool) -> None:
    path = tmp_path / "planilha"
    book = openpyxl.Workbook()
    book.active.append(OFFICIAL)
    book.active.append(OFFICIAL_ROW)
    book.save(path)
    if not declared:
        understate_dimension(path)
    parsed = read_draws(path, limits=Limits())
    (row,) = parsed.rows
    assert parsed.is_official
    assert (row.contest, row.numbers, row.drawn_on, row.line) == (1, FIRST, date(2003, 9, 29), 2)
    assert row.winners == (5, 154, 4645, 48807, 257593)
    assert row.payouts_centavos == (4976582, 68984, 1000, 400, 200)
    assert (row.collected_centavos, row.accumulated_centavos, row.estimate_centavos) == (None, 0, 180000000)


def understate_dimension(path: Path) -> None:
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    entries[sheet] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:AC1"', entries[sheet])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("form", ["object", "array", "lines", "gzip"])
def test_the_official_json_is_read_in_each_of_its_forms(tmp_path: Path, form: str) -> None:
    records = [api()] if form == "object" else [api(), api(2, dataApuracao="06/10/2003")]
    lines = "\n".join(map(json.dumps, records)) + "\n"
    content = {"object": json.dumps(records[0], indent=1), "array": json.dumps(records), "lines": lines}.get(
        form, lines
    )
    parsed = read(tmp_path / "sorteios", gzip.compress(content.encode()) if form == "gzip" else content)
    row = parsed.rows[0]
    assert [r.contest for r in parsed.rows] == [r["numero"] for r in records]
    assert parsed.is_official
    assert (row.numbers, row.order, row.next_on) == (FIRST, ORDER, date(2003, 10, 6))
    assert (row.winners, row.payouts_centavos) == ((0, 1, 2, 3, 4), (130360,) * 5)
    assert (row.collected_centavos, row.estimate_centavos) == (2164197900, 180000000)


def test_all_mistakes_of_a_row_are_told_at_once_with_its_line(tmp_path: Path) -> None:
    bad = ["7", "31/02/2020", "0", "26", "x", "3", "3", *map(str, range(4, 13)), "13"]
    content = csv_of("concurso;data;" + names("n", ";"), ";") + ";".join(bad) + "\n"
    (row,) = read(tmp_path / "a.csv", content).bad
    assert (row.line, row.contest) == (4, 7)
    assert [finding.code for finding in row.findings] == [
        "lottery_number_out_of_range",
        "lottery_number_repeated",
        "lottery_date_unreadable",
    ]
    assert row.findings[0].facts["values"] == ["0", "26", "x"]


@pytest.mark.parametrize("contest", ["0", "-1", "1.5", "", "1e3", "99999999"])
def test_a_contest_that_is_no_positive_number_is_a_mistake(tmp_path: Path, contest: str) -> None:
    row = ",".join([contest, *map(str, FIRST)])
    (bad,) = read(tmp_path / "a.csv", "concurso," + names("n", ",") + "\n" + row).bad
    assert (bad.contest, bad.findings[0].code) == (None, "lottery_contest_unreadable")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"   \n", "empty_file"),
        (b"a;b;c\n1;2;3\n", "lottery_columns_unknown"),
        ("concurso," + names("n", ",") + "\n", "header_only"),
        (b"[]", "header_only"),
        (b'{"numero": 1}\n{"numero": 2\n', "lottery_json_unreadable"),
        (b"[" * 100_000, "lottery_json_unreadable"),
        (b'{"numero": NaN}', "lottery_json_unreadable"),
        (json.dumps(api(tipoJogo="MEGA_SENA")), "lottery_other_game"),
        (b"\x1f\x8b" + b"x" * 40, "lottery_gzip_unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1") * 4, "old_workbook"),
        (b"PK\x03\x04" + b"x" * 40, "workbook_unreadable"),
        (csv_of("", ","), "too_many_rows"),
    ],
)
def test_what_holds_no_draws_is_refused_by_name(tmp_path: Path, content: str | bytes, code: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path / "f", content, **({"rows": 1} if code == "too_many_rows" else {}))
    assert refusal.value.code == code
    assert "{" not in refusal.value.message("pt_BR").replace("{'", "")


def test_a_packed_file_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(tmp_path / "bomb.gz", gzip.compress(b"[" + b" " * 3_000_000 + b"]"), file_bytes=1_000_000)
    assert refusal.value.code == "unpacks_too_large"


@given(st.integers(0, 10**12))
def test_money_is_read_to_the_centavo_however_it_is_written(amount: int) -> None:
    plain = f"{amount // 100}.{amount % 100:02d}"
    english = f"{amount // 100:,}.{amount % 100:02d}"
    brazilian = english.translate(str.maketrans(",.", ".,"))
    for text in (plain, english, brazilian, f"R${brazilian}", f"R$ {brazilian}", f"R$\xa0{plain.replace('.', ',')}"):
        assert centavos(text) == amount


@pytest.mark.parametrize("text", ["abc", "1,2,3", "1.23,4.5", "12.34,56", "-5", "1e5", "9" * 17], ids=repr)
def test_what_is_no_money_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the value itself is the message
        centavos(text)


def test_days_and_whole_numbers_lose_their_nuls() -> None:
    assert day("29/09/2003\0\0") == date(2003, 9, 29)
    assert whole("\x0012") == 12
    assert day("\0") is None


@pytest.mark.real_data
def test_the_real_spreadsheet_and_the_real_api_lines_tell_the_same(real_data: Path) -> None:
    folder = real_data / "lotofacil"
    sheet = read_draws(folder / "caixa_official_Lotofacil_2025-04.xlsx", limits=Limits())
    lines = read_draws(folder / "caixa_api_1_3363.jsonl.gz", limits=Limits())
    assert len(sheet.rows) == len(lines.rows) == 3363
    assert (sheet.bad, lines.bad) == ((), ())
    told = [
        replace(row, line=other.line, order="", next_on=None) for row, other in zip(lines.rows, sheet.rows, strict=True)
    ]
    assert told == list(sheet.rows)
