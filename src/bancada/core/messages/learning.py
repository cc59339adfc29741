"""Sentences of the learning floor."""

SENTENCES: dict[str, tuple[str, str]] = {
    # rows and fields
    "rows_do_not_fit": (
        "The rows do not fit what the model was trained on: {problems}",
        "As linhas não correspondem ao que o modelo aprendeu: {problems}",
    ),
    "column_missing": (
        "Column {column} is missing; add it, with empty cells where it is unknown.",
        "Falta a coluna {column}; inclua-a, com células vazias onde o valor for desconhecido.",
    ),
    "value_of_wrong_type": (
        "Column {column} expects {expected}, but row {row} holds {value}.",
        "A coluna {column} espera {expected}, mas a linha {row} contém {value}.",
    ),
    "row_of_wrong_length": (
        "Each row needs {expected} values in signature order, but one has {found}.",
        "Cada linha precisa de {expected} valores na ordem da assinatura, mas uma tem {found}.",
    ),
    "outside_training_range": (
        "{column} = {value} is outside the range seen in training, {minimum} to {maximum}.",
        "{column} = {value} está fora da faixa vista no treino, de {minimum} a {maximum}.",
    ),
    "unknown_category": (
        "{column} = {value} was never seen in training.",
        "{column} = {value} nunca apareceu no treino.",
    ),
    "missing_value": (
        "{column} is missing; what is usual in training stands in for it.",
        "{column} não foi informado; vale o habitual do treino.",
    ),
    "no_usable_feature": (
        "No column can be learned from: each one is empty or holds a single category. Choose other columns.",
        "Nenhuma coluna permite aprender: todas estão vazias ou têm uma única categoria. Escolha outras colunas.",
    ),
    # targets
    "target_missing": (
        "The target {target} is missing in {n_missing} rows. Fill them in or leave them out before fitting.",
        "O alvo {target} está vazio em {n_missing} linhas. Preencha-as ou retire-as antes do ajuste.",
    ),
    "single_class": (
        "The target {target} holds a single class ({label}), so there is nothing to tell apart. Choose another target or more rows.",
        "O alvo {target} tem uma única classe ({label}); não há o que distinguir. Escolha outro alvo ou mais linhas.",
    ),
}
