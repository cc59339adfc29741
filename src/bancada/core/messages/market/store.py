"""Sentences of the markets: store."""

SENTENCES: dict[str, tuple[str, str]] = {}

# bars in memory
SENTENCES |= {
    "bars_not_numbers": (
        "The bars of {symbol} hold what is no number: {detail}.",
        "As barras de {symbol} contêm o que não é número: {detail}.",
    ),
    "bars_lengths_differ": (
        "The columns of {symbol} differ in length: {rows} instants, columns of {lengths} values.",
        "As colunas de {symbol} têm comprimentos diferentes: {rows} instantes, colunas de {lengths} valores.",
    ),
}
