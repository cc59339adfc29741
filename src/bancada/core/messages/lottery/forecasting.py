"""Sentences of the lottery: forecasting."""

SENTENCES: dict[str, tuple[str, str]] = {
    "forecaster_unknown": (
        "There is no forecaster {kind}. There are: {known}.",
        "Não existe o previsor {kind}. Existem: {known}.",
    ),
    "window_too_short": (
        "A window of {window} draws cannot be used; it takes at least 1.",
        "Uma janela de {window} concursos não pode ser usada; é preciso ao menos 1.",
    ),
    "draws_not_indicators": (
        "Draws are a table of 0 and 1 with 25 columns, one a number; this one has the shape {shape}.",
        "Os concursos são uma tabela de 0 e 1 com 25 colunas, uma por dezena; esta tem a forma {shape}.",
    ),
    "draws_not_fifteen": (
        "A draw holds 15 of 25 numbers, as 15 ones among zeros; {n_rows} rows do not, the first of them row {row}.",
        "Um concurso tem 15 de 25 dezenas, isto é, 15 uns entre zeros; {n_rows} linhas não têm, a primeira é a linha {row}.",
    ),
    "draws_too_few": (
        "Training takes at least {needed} draws and there are {found}. Import more draws or choose a shorter window.",
        "O treino precisa de ao menos {needed} concursos, e há {found}. Importe mais concursos ou escolha uma janela menor.",
    ),
    "training_options_wrong": (
        "These training options cannot be used: {names}. Counts start at 1, the learning rate and the weight are above 0, and the validation share lies above 0 and at most at 0.5.",
        "Estas opções de treino não podem ser usadas: {names}. Contagens começam em 1, a taxa de aprendizado e o peso são maiores que 0, e a parte de validação é maior que 0 e no máximo 0,5.",
    ),
}
