"""How commands answer: tables for people, JSON for programs, one sentence for an error."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from bancada.core.errors import BancadaError
from bancada.core.finding import Finding
from bancada.settings import Settings, read_settings

if TYPE_CHECKING:
    from rich.console import HighlighterType, JustifyMethod, OverflowMethod
    from rich.style import Style
    from rich.text import Text

__all__ = [
    "JsonFlag",
    "console",
    "fail",
    "language",
    "number",
    "say",
    "show_findings",
    "show_json",
    "show_table",
    "shown",
    "word",
]

JsonFlag = Annotated[bool, typer.Option("--json", help="Answer as JSON on standard output.")]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """Return a text as a terminal may have it: characters that it would obey, or that turn the reading around, written out."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


class _Terminal(Console):
    """A console that obeys nothing in what it prints: notes and reasons may come from whoever has a key."""

    def render_str(
        self,
        text: str,
        *,
        style: str | Style = "",
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        emoji: bool | None = None,
        markup: bool | None = None,
        highlight: bool | None = None,
        highlighter: HighlighterType | None = None,
    ) -> Text:
        """Return a text with its style, without control characters."""
        return super().render_str(
            shown(text),
            style=style,
            justify=justify,
            overflow=overflow,
            emoji=emoji,
            markup=markup,
            highlight=highlight,
            highlighter=highlighter,
        )


console = _Terminal(highlight=False)
_errors = _Terminal(stderr=True, highlight=False)


def language() -> str:
    """Return the shell's language; pt_BR where the settings cannot be read."""
    try:
        return read_settings().shell_language
    except BancadaError:
        return Settings.model_fields["language"].default or "pt_BR"


def say(english: str, portuguese: str) -> None:
    """Print one sentence in the shell's language."""
    console.print(portuguese if language() == "pt_BR" else english, soft_wrap=True)


# Any: JSON values.
def show_json(value: Any) -> None:
    """Print JSON, indented, one value."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(_escaped(orjson.dumps(value, option=options, default=str)) + "\n")


def _escaped(json: bytes) -> str:
    """Return JSON that means the same, with the control characters that JSON lets stand written as escapes."""
    text = json.decode()
    return re.sub("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]", lambda found: f"\\u{ord(found[0]):04x}", text)


def show_table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", wrap: int = 0) -> None:
    """Print a table; numbers stand right, the column `wrap` gives way first where the terminal is narrow."""
    body = [[_cell(value) for value in row] for row in rows]
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, header in enumerate(headers):
        right = bool(body) and all(isinstance(row, int | float) for row in _column(rows, index))
        table.add_column(_header(header), justify="right" if right else "left", no_wrap=index != wrap)
    for row in body:
        table.add_row(*row)
    if console.is_terminal:
        console.print(table)
    else:  # a file or a pipe has no width to keep to
        _Terminal(file=sys.stdout, highlight=False, width=max(console.width, 400)).print(table)


_HEADERS = {
    "name": "nome", "rows": "linhas", "columns": "colunas", "target": "alvo", "problem": "problema", "source": "origem",
    "imported": "importado", "column": "coluna", "type": "tipo", "unit": "unidade", "missing": "ausentes",
    "distinct": "distintos", "minimum": "mínimo", "maximum": "máximo", "champion": "campeão", "task": "tarefa",
    "kind": "tipo", "metric": "métrica", "value": "valor", "baseline": "referência", "split": "divisão", "saved": "salvo",
    "notes": "notas", "since": "desde", "previous": "anterior", "forced": "forçado", "reason": "motivo", "group": "grupo",
    "what": "o quê", "deleted": "excluído", "title": "título", "tags": "etiquetas",
    "chance": "acaso", "hits": "acertos", "draws": "sorteios", "expected": "esperado", "at least": "ao menos", "in the pool": "no grupo",
    "numbers": "dezenas", "bets": "apostas", "cost": "custo", "prize": "prêmio", "prizes": "prêmios",
    "centavos of each real": "centavos de cada real", "ticket": "palpite", "best": "melhor", "mean hits": "média de acertos",
    "contest": "concurso", "seal": "selo", "model": "modelo", "sealed": "selado", "late": "atrasado", "number": "dezena",
    "delay": "atraso", "longest": "maior", "test": "teste", "from": "de", "to": "a", "statistic": "estatística",
    "degrees": "graus", "p corrected": "p corrigido", "contests": "concursos", "tickets": "palpites", "signal from": "sinal a partir de",
    "symbol": "código", "timeframe": "periodicidade", "basis": "base", "version": "versão", "origin": "procedência", "check": "verificação",
    "found": "encontrados", "where": "onde", "what stood there": "o que havia", "repair": "reparo", "bars": "barras",
    "look-back": "alcance", "warm-up": "aquecimento", "formula": "fórmula", "share %": "fração %", "spells": "trechos",
    "bars of a spell": "barras por trecho", "next return, bps": "retorno seguinte, bps", "class": "classe", "fold": "partição",
    "feature": "variável", "verdict": "veredito", "information, nats": "informação, nats", "noise": "ruído", "folds %": "partições %",
    "rule": "regra", "what it does": "o que faz", "parameters": "parâmetros", "figure": "medida", "buy and hold": "comprar e manter",
    "random, median": "aleatória, mediana", "part": "parte", "sessions": "pregões", "trades": "operações", "net": "líquido",
    "mean trade": "operação média", "train": "treino", "purged": "expurgadas", "embargoed": "embargadas", "unused": "sem uso",
    "trained from": "treino de", "judged from": "julgada de", "chosen": "escolhidos",
    "key": "chave", "role": "papel", "label": "etiqueta", "a minute": "por minuto", "body, MB": "corpo, MB", "made": "criada", "revoked": "revogada", "line": "linha", "at": "quando",
    "subject": "sobre", "status": "situação", "Sharpe before": "Sharpe antes", "Sharpe after": "Sharpe depois",
}  # fmt: skip


_WORDS = {
    "info": "info", "caution": "atenção", "failure": "falha",
    "todo": "por fazer", "queued": "na fila", "waiting": "esperando", "running": "executando", "done": "concluída", "failed": "falhou",
    "cancelled": "cancelada",
    "raw": "negociados", "split_adjusted": "ajustados por desdobramentos", "total_return": "retorno total", "unstated": "base não informada",
    "official": "oficial", "imported": "importado", "connected": "conectado", "simulated": "simulado",
}  # fmt: skip


def _header(name: str) -> str:
    return _HEADERS.get(name, name) if language() == "pt_BR" else name


def word(code: str) -> str:
    """Return a code of the library (status, severity, price basis, source) as a word of the shell's language; JSON keeps the code."""
    return _WORDS.get(code, code) if language() == "pt_BR" else code


def show_findings(findings: Iterable[Finding]) -> None:
    """Print findings, one a line, the severity first."""
    for finding in findings:
        console.print(f"[{word(finding.severity.value)}] {finding.message(language())}", soft_wrap=True, markup=False)


def number(value: float | None, digits: int = 4) -> str:
    """Return a number for a table; a dash where there is none."""
    return "-" if value is None else _decimal(f"{value:.{digits}f}")


def fail(error: BancadaError) -> int:
    """Print an error to standard error, as JSON where `--json` was asked, and return its exit code."""
    if "--json" in sys.argv:
        facts = orjson.loads(orjson.dumps(error.facts, default=_fact, option=orjson.OPT_PASSTHROUGH_DATACLASS))
        body = {"error": {"code": error.code, "message": error.message(language()), "facts": facts}}
        sys.stderr.write(_escaped(orjson.dumps(body, option=orjson.OPT_INDENT_2)) + "\n")
    else:
        _errors.print(error.message(language()), soft_wrap=True, markup=False)
    return error.exit_code


def _fact(value: object) -> object:
    if isinstance(value, Finding):
        return {"code": value.code, "column": value.column, "message": value.message(language()), "facts": value.facts}
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return _decimal(f"{value:.4f}")
    return str(value).replace("[", r"\[")


def _decimal(text: str) -> str:
    return text.replace(".", ",") if language() == "pt_BR" else text


def _column(rows: Iterable[Sequence[object]], index: int) -> list[object]:
    return [row[index] for row in rows]
