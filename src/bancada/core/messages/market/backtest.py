"""Sentences of the markets: backtest."""

SENTENCES: dict[str, tuple[str, str]] = {}

# settings, positions and rules
SENTENCES |= {
    "backtest_settings": (
        "These settings of the backtest cannot be used: {settings}.",
        "Estes ajustes do backtest não podem ser usados: {settings}.",
    ),
    "backtest_positions_length": (
        "There are {positions} positions for {bars} bars; one is needed for each bar.",
        "Há {positions} posições para {bars} barras; é preciso uma para cada barra.",
    ),
    "backtest_positions_infinite": (
        "The positions hold an infinite number.",
        "As posições contêm um número infinito.",
    ),
    "backtest_rolls_outside": (
        "A roll of contract points outside the {bars} bars: {rolls}.",
        "Uma rolagem de contrato aponta para fora das {bars} barras: {rolls}.",
    ),
    "backtest_sessions_length": (
        "There are {sessions} session numbers for {bars} bars; one is needed for each bar.",
        "Há {sessions} números de pregão para {bars} barras; é preciso um para cada barra.",
    ),
    "backtest_needs_sessions": (
        "Closing at the end of the session needs the session of each bar.",
        "Zerar ao fim do pregão exige saber o pregão de cada barra.",
    ),
}

# what a backtest earned, and what that proves
SENTENCES |= {
    "performance_capital_not_positive": (
        "A backtest's returns are taken on a stated capital above 0; {capital} was given.",
        "Os retornos de um backtest são calculados sobre um capital declarado acima de 0; foi dado {capital}.",
    ),
    "performance_lengths_differ": (
        "Two series that belong together differ in length: {first} and {second} values.",
        "Duas séries que andam juntas têm comprimentos diferentes: {first} e {second} valores.",
    ),
    "performance_days_not_ascending": (
        "The sessions are not in order of time, each once.",
        "Os pregões não estão em ordem de tempo, cada um uma vez.",
    ),
    "performance_variance_not_positive": (
        "{count} of {rows} pairs hold a variance that this loss does not allow: a forecast must be above 0, a realised one not below 0 (and above 0 in the normalised form).",
        "{count} de {rows} pares contêm uma variância que esta perda não admite: a prevista deve ficar acima de 0, a realizada não pode ficar abaixo de 0 (e deve ficar acima de 0 na forma normalizada).",
    ),
    "performance_trials_wrong": (
        "The number of trials must be at least 1 and the variance of their Sharpe ratios at least 0; {n_trials} and {variance} were given.",
        "O número de tentativas deve ser ao menos 1, e a variância dos índices de Sharpe delas, ao menos 0; foram dados {n_trials} e {variance}.",
    ),
    "performance_blocks_wrong": (
        "The probability of overfitting needs at least two rules, an even number of blocks and two sessions a block; there are {rules} rules, {blocks} blocks and {rows} sessions.",
        "A probabilidade de sobreajuste exige ao menos duas regras, um número par de blocos e dois pregões por bloco; há {rules} regras, {blocks} blocos e {rows} pregões.",
    ),
    "performance_too_short": (
        "The test of the best rule needs at least {least} sessions and a rule that differs from the benchmark; there are {rows} sessions and {rules} such rules.",
        "O teste da melhor regra exige ao menos {least} pregões e uma regra que difira da referência; há {rows} pregões e {rules} regras assim.",
    ),
}
