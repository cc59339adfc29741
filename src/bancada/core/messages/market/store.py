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

SENTENCES |= {
    "bars_source_name": (
        "{source} cannot name an import: letters, digits, hyphens and underscores, with at most one ending.",
        "{source} não pode nomear uma importação: letras, algarismos, hífens e sublinhados, com no máximo uma terminação.",
    ),
    "bars_file_unreadable": (
        "The file {file} in the folder of bars cannot be read: {detail}.",
        "O arquivo {file} na pasta de barras não pode ser lido: {detail}.",
    ),
    "bars_file_not_ours": (
        "{file} is your own file: Bancada reads it and never changes it. Remove it from the folder yourself.",
        "{file} é um arquivo seu: a Bancada o lê e nunca o altera. Remova-o da pasta você mesmo.",
    ),
    "bars_store_busy": (
        "Someone else has been writing bars for ten minutes ({lock} is held). Try again when it is done.",
        "Outro processo está gravando barras há dez minutos ({lock} está em uso). Tente de novo quando ele terminar.",
    ),
    "bars_store_failed": (
        "The store of bars {store} could not do it: {detail}.",
        "O armazém de barras {store} não conseguiu: {detail}.",
    ),
    "bars_url_unknown": (
        "BANCADA_BARS_URL names a kind that keeps no bars: {kind}. Known: a folder, sql, sqlite, postgresql, duckdb, md.",
        "BANCADA_BARS_URL nomeia um tipo que não guarda barras: {kind}. Conhecidos: uma pasta, sql, sqlite, postgresql, duckdb, md.",
    ),
    "motherduck_token_missing": (
        "{database} is a database of MotherDuck, which asks for a token: set MOTHERDUCK_TOKEN.",
        "{database} é um banco do MotherDuck, que pede um token: defina MOTHERDUCK_TOKEN.",
    ),
}
