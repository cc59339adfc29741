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

# parts and stores
SENTENCES |= {
    "bars_part_unreadable": (
        "The staged file {file} cannot be read as Parquet: {detail}.",
        "O arquivo preparado {file} não pode ser lido como Parquet: {detail}.",
    ),
    "bars_part_columns": (
        "The staged file {file} is no part of bars: these columns are missing or of another type: {columns}.",
        "O arquivo preparado {file} não é uma parte de barras: estas colunas faltam ou são de outro tipo: {columns}.",
    ),
}
