"""The words and numbers of the report in two languages. They know no figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

from bancada.core.naming import DECISIONS, METRICS, PARTS

if TYPE_CHECKING:
    from bancada.core.leaderboard import Interval

__all__ = ["Words"]

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Evaluation of a model of assets", "Avaliação de um modelo de ativos"),
    "rf": ("Random forest", "Floresta aleatória"),
    "lstm_mtl": ("Two-headed LSTM", "LSTM de duas saídas"),
    "intro": (
        "{model}; {tickers}; horizon of {horizon}. A position is decided at a close and entered at the next open. Intervals are of 95%, by resampling blocks of whole sessions ({blocks}), {resamples} resamples, seed {seed}, widened for how few blocks there are and cut to what a figure can be; a share of fewer than 10 rows has none. A figure without its baseline says nothing; a difference is the model less the baseline on the same resamples.",
        "{model}; {tickers}; horizonte de {horizon}. A posição é decidida no fechamento e tomada na abertura seguinte. Os intervalos são de 95%, por reamostragem de blocos de pregões inteiros ({blocks}), {resamples} reamostras, semente {seed}, alargados pelo pequeno número de blocos e cortados no que um número pode ser; uma parcela de menos de 10 linhas não tem intervalo. Um número sem sua referência nada diz; a diferença é o modelo menos a referência nas mesmas reamostras.",
    ),
    "session": ("{n} session", "{n} pregão"),
    "sessions": ("{n} sessions", "{n} pregões"),
    "first": ("To be read first", "Para ler primeiro"),
    "train": ("training", PARTS["train"]),
    "validation": ("validation", PARTS["validation"]),
    "test": ("test", PARTS["test"]),
    "part": ("Figures on {part}", "Números de {part}"),
    "rows": (
        "{rows} rows of {sessions}, from {first} to {last}.",
        "{rows} linhas de {sessions}, de {first} a {last}.",
    ),
    "action": ("Action", "Decisão"),
    "returns": ("Return over the horizon", "Retorno no horizonte"),
    "price": ("Implied price at the horizon", "Preço implícito no horizonte"),
    "price_note": (
        "Close times 1 + expected return, beside saying that the price stays where it is. A high R2 of a price level is what persistence gets; the returns above are what a model can be judged by. Prices are on the basis that returns are reckoned on.",
        "Fechamento vezes 1 + retorno esperado, ao lado de dizer que o preço fica onde está. Um R2 alto do nível do preço é o que a persistência obtém; um modelo se julga pelos retornos acima. Os preços estão na base em que os retornos são calculados.",
    ),
    "measure_head": (
        "Measure | Value | 95% interval | Baseline | Its value | Difference, 95%",
        "Medida | Valor | Intervalo de 95% | Referência | Valor dela | Diferença, 95%",
    ),
    "action_note": (
        "The AUC of the direction decides: of two rows, one that called for buying and one for selling, how often the first was given the higher probability of buying less that of selling; 0.5 is chance. MCC and accuracy rise above their baselines also where only the size of moves is known, and not their direction.",
        "A AUC da direção decide: de duas linhas, uma que pedia compra e outra que pedia venda, quantas vezes a primeira recebeu a maior probabilidade de comprar menos a de vender; 0,5 é o acaso. MCC e acurácia sobem acima de suas referências também quando se conhece só o tamanho dos movimentos, e não a direção.",
    ),
    "confusion": (
        "Confusion: a row what came, a column what was answered",
        "Confusão: na linha o ocorrido, na coluna a resposta",
    ),
    "came": ("Came", "Ocorrido"),
    "calibration": ("Calibration", "Calibração"),
    "calibration_note": (
        "The calibration error (ECE) is above 0 by chance alone; its baseline is what right probabilities would show on as many rows, erring together in a session as these do.",
        "O erro de calibração (ECE) fica acima de 0 já por acaso; sua referência é o que probabilidades corretas mostrariam no mesmo número de linhas, errando juntas num pregão como estas.",
    ),
    "bin_head": (
        "Action | Probability | Rows | Mean probability | Share that came",
        "Decisão | Probabilidade | Linhas | Probabilidade média | Parcela que ocorreu",
    ),
    "gaps": ("Training against the rest", "Treino diante do resto"),
    "gaps_note": (
        "How much better the model looks on the rows it was trained on. A forest remembers its training rows, so a gap of training is no defect by itself; it says that training figures are not what to expect.",
        "Quanto o modelo parece melhor nas linhas em que foi treinado. Uma floresta lembra suas linhas de treino, e a diferença em si não é defeito: diz que os números de treino não são o que se deve esperar.",
    ),
    "gap_head": (
        "Measure | Against | Gap | 95% interval | Large",
        "Medida | Diante de | Diferença | Intervalo de 95% | Grande",
    ),
    "equity": ("What the signals would have earned on test", "O que os sinais teriam rendido no teste"),
    "equity_note": (
        "{horizon_parts}, each kept for the horizon; {short}. Each ticker has the same capital to begin with. Costs of {cost} bps a side, payouts counted, from {first} to {last}; what is held at the end is sold. Cash stays at 1 and earns nothing here.",
        "{horizon_parts}, cada uma mantida pelo horizonte; {short}. Cada papel começa com o mesmo capital. Custos de {cost} pontos-base por lado, proventos incluídos, de {first} a {last}; o que se tem no fim é vendido. O caixa fica em 1 e nada rende aqui.",
    ),
    "one_part": ("One part a session", "Uma parte por pregão"),
    "many_parts": ("{n} equal parts, one decided each session", "{n} partes iguais, uma decidida a cada pregão"),
    "short": ('"sell" opens a short position', '"vender" abre uma posição vendida'),
    "long": ('"sell" and "hold" mean holding nothing', '"vender" e "manter" significam não ter posição'),
    "track_head": (
        "Measure | Signals | 95% interval | Holding | 95% interval",
        "Medida | Sinais | Intervalo de 95% | Comprar e manter | Intervalo de 95%",
    ),
    "excess": ("Yearly return over holding", "Retorno anual a mais"),
    "chance": (
        "Of {n} draws of the same positions at other times, a share of {p} earned at least as much.",
        "De {n} sorteios das mesmas posições em outros momentos, uma parcela de {p} ganhou ao menos tanto.",
    ),
    "executed": (
        "On prices as traded, in lots of 100 shares, with R$ {capital} dealt to {tickers} tickers: R$ {net} after costs of R$ {costs}, before income tax of R$ {tax} by the months' rules; payouts left out, and so are {left} tickers without raw prices or with a split.",
        "Em preços negociados, em lotes de 100 ações, com R$ {capital} divididos entre {tickers} papéis: R$ {net} após custos de R$ {costs}, antes do imposto de renda de R$ {tax} pelas regras mensais; proventos ficam de fora, assim como {left} papéis sem preços brutos ou com desdobramento.",
    ),
    "conditions": ("What an advantage asks for", "O que uma vantagem exige"),
    "holds": ("yes", "sim"),
    "fails": ("no", "não"),
    "tickers": ("By ticker, on test", "Por papel, no teste"),
    "ticker_head": (
        "Ticker | Rows | AUC of the direction | 95% interval | Accuracy | 95% interval | Majority | MCC | 95% interval | Signals | Holding",
        "Papel | Linhas | AUC da direção | Intervalo de 95% | Acurácia | Intervalo de 95% | Majoritária | MCC | Intervalo de 95% | Sinais | Comprar e manter",
    ),
    "importance": ("Importance by permutation, on validation", "Importância por permutação, na validação"),
    "importance_head": (
        "Feature | Fall of balanced accuracy of the action raised most | Standard deviation",
        "Variável | Queda da acurácia balanceada da decisão que mais sobe | Desvio padrão",
    ),
    "importance_note": (
        "How much the balanced accuracy falls when a feature is shuffled, each row answered by the action whose probability is raised most above its mean over these rows (not by the most probable one, which faint knowledge never moves).",
        "Quanto a acurácia balanceada cai quando a variável é embaralhada, cada linha respondida pela decisão cuja probabilidade mais sobe acima de sua média nestas linhas (e não pela mais provável, que um saber tênue nunca muda).",
    ),
    "to": ("to", "a"),
    "sell": ("sell", DECISIONS["sell"]),
    "hold": ("hold", DECISIONS["hold"]),
    "buy": ("buy", DECISIONS["buy"]),
    "macro": ("macro", "macro"),
    "weighted": ("weighted", "ponderada"),
    "AUC (direction)": ("AUC of the direction", METRICS["AUC (direction)"]),
    "MCC": ("MCC", "MCC"),
    "Accuracy": ("Accuracy", METRICS["Accuracy"]),
    "Balanced Accuracy": ("Balanced accuracy", METRICS["Balanced Accuracy"]),
    "Prec.": ("Precision", METRICS["Prec."]),
    "Recall": ("Recall", METRICS["Recall"]),
    "F1": ("F1", "F1"),
    "Log Loss": ("Log loss", METRICS["Log Loss"]),
    "Brier": ("Brier score", METRICS["Brier"]),
    "MAE": ("Mean absolute error", "Erro absoluto médio"),
    "RMSE": ("Root mean squared error", "Raiz do erro quadrático médio"),
    "R2": ("R2 against the training mean", "R2 contra a média de treino"),
    "R2 (zero)": ("R2 against zero", "R2 contra zero"),
    "Price MAE": ("Mean absolute error, R$", "Erro absoluto médio, R$"),
    "Price RMSE": ("Root mean squared error, R$", "Raiz do erro quadrático médio, R$"),
    "Price R2": ("R2 of the level", "R2 do nível"),
    "ECE": ("Calibration error, most probable action", "Erro de calibração, decisão mais provável"),
    "ECE (sell)": ("Calibration error (sell)", "Erro de calibração (vender)"),
    "ECE (hold)": ("Calibration error (hold)", "Erro de calibração (manter)"),
    "ECE (buy)": ("Calibration error (buy)", "Erro de calibração (comprar)"),
    "Sharpness": ("Mean of the largest probability", "Média da maior probabilidade"),
    "Return": ("Return of the span", "Retorno do período"),
    "Sharpe": ("Sharpe ratio, yearly", "Índice de Sharpe anual"),
    "Volatility": ("Volatility, yearly", "Volatilidade anual"),
    "Max. drawdown": ("Greatest drawdown", "Maior queda"),
    "Hit rate": ("Sessions that gained", "Pregões com ganho"),
    "Exposure": ("Exposure", "Exposição"),
    "Turnover": ("Turnover, times capital a year", "Giro, vezes o capital por ano"),
    "Costs": ("Costs paid, of capital", "Custos pagos, do capital"),
    "Trades": ("Trades", "Operações"),
    "baseline.chance": ("chance", "acaso"),
    "baseline.majority": ("majority class of training", "classe majoritária do treino"),
    "baseline.shares": ("class shares of training", "parcelas das classes do treino"),
    "baseline.persistence": ("persistence", "persistência"),
    "baseline.zero": ("zero", "zero"),
    "baseline.mean": ("training mean", "média de treino"),
    "baseline.calibrated": ("right probabilities", "probabilidades corretas"),
    "baseline.cash": ("cash", "caixa"),
}

_PERCENT = frozenset(
    {"Return", "Volatility", "Max. drawdown", "Hit rate", "Exposure", "Costs", "Excess", "MAE", "RMSE"}
)
"""Fractions that people read as percentages."""
_WHOLE = frozenset({"Trades"})


@dataclass(frozen=True, slots=True)
class Words:
    """Words and numbers as one language writes them."""

    language: str

    @property
    def is_portuguese(self) -> bool:
        """Whether it is Portuguese; anything else is English."""
        return self.language.lower().startswith("pt")

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][self.is_portuguese]

    def sessions(self, n: int) -> str:
        """Return a number of sessions, in words."""
        return self["session" if n == 1 else "sessions"].format(n=self.count(n))

    def measure(self, name: str) -> str:
        """Return a measure's name; that of an action or a mean is put together: "Prec. (buy)"."""
        if name in _WORDS:
            return self[name]
        kind, _, which = name.removesuffix(")").partition(" (")
        return f"{self[kind]} ({self[which]})"

    def value(self, name: str, value: float | None) -> str:
        """Return a measure's value in its unit; a dash for what is undefined."""
        if value is None or not isfinite(value):
            return "–"
        if name in _WHOLE:
            return self.count(int(value))
        if name in _PERCENT:
            return self.number(100 * value, 2) + "%"
        return self.number(value, 4)

    def interval(self, name: str, interval: Interval | None) -> str:
        """Return both ends of an interval; a dash where there is none."""
        if interval is None:
            return "–"
        return f"{self.value(name, interval.low)} {self['to']} {self.value(name, interval.high)}"

    def number(self, value: float, decimals: int) -> str:
        """Return a number with so many decimals."""
        return self._localised(f"{value:z,.{decimals}f}")

    def count(self, n: int) -> str:
        """Return a whole number."""
        return self._localised(f"{n:,}")

    def day(self, on: date) -> str:
        """Return a date."""
        return f"{on:%d/%m/%Y}" if self.is_portuguese else on.isoformat()

    def _localised(self, text: str) -> str:
        return text.translate(str.maketrans(",.", ".,")) if self.is_portuguese else text
