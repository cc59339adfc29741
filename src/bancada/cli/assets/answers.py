"""`bancada assets tickers | predict | history | rollback`: what there is to ask about, answers, champions."""

from __future__ import annotations

from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.assets import typed
from bancada.cli.output import JsonFlag, number, say, show_findings, show_json, show_table, word
from bancada.cli.shown import decimal, one_of, reasons, reign, with_messages
from bancada.core.values import to_json
from bancada.services.assets.requests import model_type_of

__all__ = ["history", "predict", "rollback", "tickers"]

_ACTIONS = {"sell": "vender", "hold": "manter", "buy": "comprar"}
_MOST_IMPORTANT = 5


def tickers(
    search: Annotated[str, typer.Argument(help="Part of a ticker; omitted: all.")] = "", json: JsonFlag = False
) -> None:
    """List the tickers that have daily bars."""
    found = default_bench().assets.predictions.tickers(search)
    if json:
        show_json([to_json(one) for one in found])
        return
    if not found:
        say(
            "No daily bars here. Import some: bancada market import FILE",
            "Não há barras diárias aqui. Importe-as: bancada market import ARQUIVO",
        )
        return
    show_table(
        ("symbol", "basis", "rows", "from", "to", "source"),
        [
            (
                s.key.symbol,
                word(s.key.basis.value),
                s.rows,
                f"{s.first:%Y-%m-%d}",
                f"{s.last:%Y-%m-%d}",
                word(s.source.value),
            )
            for s in found
        ],
    )


def predict(
    ticker: Annotated[str, typer.Argument(help="As the exchange writes it: PETR4.")],
    model: Annotated[str, typer.Option("--model", help="rf or lstm; omitted: the forest's champion first.")] = "",
    collection: typed.CollectionOption = "b3",
    name: Annotated[str, typer.Option("--name", help="A saved model, in place of the collection's.")] = "",
    json: JsonFlag = False,
) -> None:
    """Ask a saved model about the last session of a ticker."""
    answer = default_bench().assets.predictions.predict(
        ticker,
        model_type=model_type_of(model) if model else None,
        collection=collection,
        model=name or None,
        origin="cli",
    )
    if json:
        show_json(with_messages(answer, answer.findings))
        return
    action = one_of(answer.action, _ACTIONS[answer.action])
    expected, close, price = (
        decimal(100 * answer.expected_return, 2),
        decimal(answer.last_close, 2),
        decimal(answer.price, 2),
    )
    say(
        f"{answer.ticker}, {answer.data_date:%Y-%m-%d}: {action}. Expected from the next open to the close {answer.horizon} sessions ahead: {expected}%. If it opens at the last close, {close}, and nothing is paid out, that is {price}.",
        f"{answer.ticker}, {answer.data_date:%d/%m/%Y}: {action}. Esperado da próxima abertura ao fechamento {answer.horizon} pregões à frente: {expected}%. Se abrir no último fechamento, {close}, e nada for pago, isso dá {price}.",
    )
    show_table(
        (one_of("action", "decisão"), one_of("probability", "probabilidade")),
        [(one_of(which, _ACTIONS[which]), share) for which, share in answer.probabilities.items()],
    )
    show_table(
        ("feature", one_of("importance", "importância")),
        [(which, fall) for which, fall, _ in answer.importance[:_MOST_IMPORTANT]],
    )
    say(
        f"Model: {answer.model} (answered in {number(answer.latency_ms, 0)} ms, bars and features included)",
        f"Modelo: {answer.model} (respondeu em {number(answer.latency_ms, 0)} ms, com barras e variáveis)",
    )
    show_findings(answer.findings)


def history(collection: typed.CollectionOption = "b3", model: typed.ModelOption = "rf", json: JsonFlag = False) -> None:
    """Show every champion of a collection's kind, the first one first."""
    reigns = default_bench().assets.predictions.history(collection, model_type_of(model))
    if json:
        show_json([to_json(one) for one in reigns])
        return
    if not reigns:
        say("No model has become champion here yet.", "Nenhum modelo se tornou campeão aqui ainda.")
        return
    show_table(
        ("model", "since", "previous", one_of("how", "como"), "reason"),
        [(r.name, f"{r.since:%Y-%m-%d %H:%M}", r.previous, reign(r), reasons(r)) for r in reigns],
    )


def rollback(
    collection: typed.CollectionOption = "b3",
    model: typed.ModelOption = "rf",
    reason: Annotated[str, typer.Option("--reason", help="Why; journalled.")] = "",
    json: JsonFlag = False,
) -> None:
    """Give a collection's kind back to the champion before."""
    record = default_bench().assets.predictions.rollback(collection, model_type_of(model), reason=reason)
    if json:
        show_json(to_json(record))
    else:
        say(f"Champion again: {record.name}", f"Campeão de novo: {record.name}")
