"""Sentences of the data floor."""

SENTENCES: dict[str, tuple[str, str]] = {}

SENTENCES |= {
    "column_not_in_dataset": (
        "The dataset {dataset} has no column {column}. Choose one of: {columns}.",
        "O conjunto de dados {dataset} não tem a coluna {column}. Escolha uma destas: {columns}.",
    ),
    "column_not_numeric": (
        "The column {column} of the dataset {dataset} does not hold numbers. Choose a numeric column.",
        "A coluna {column} do conjunto de dados {dataset} não contém números. Escolha uma coluna numérica.",
    ),
}
