"""Sentences of the markets: series that look made up."""

SENTENCES: dict[str, tuple[str, str]] = {}

# the verdict
SENTENCES |= {
    "synthetic_condemned": (
        "This series looks made up, not traded: {share}% of {n_windows} windows are condemned by the joint rule. {reasons} It may be looked at and experimented with; a model for production is not trained on it.",
        "Esta série parece inventada, não negociada: {share}% de {n_windows} janelas são condenadas pela regra conjunta. {reasons} Pode ser examinada e usada em experimentos; um modelo para produção não é treinado com ela.",
    ),
    "synthetic_not_condemned": (
        "Nothing speaks for a made-up series: its {n_bars} bars have the marks of a record of trades (windows examined: {n_windows}). That is no proof.",
        "Nada indica uma série inventada: suas {n_bars} barras têm as marcas de um registro de negócios (janelas examinadas: {n_windows}). Isso não é prova.",
    ),
    "synthetic_cannot_tell": (
        "Whether the series was made up cannot be told from {n_bars} bars: at least {needed} bars whose prices move are needed.",
        "Não é possível dizer se a série foi inventada com {n_bars} barras: são necessárias ao menos {needed} barras cujos preços se movam.",
    ),
}

# what speaks against a series
SENTENCES |= {
    "synthetic_range_persistence": (
        "The range of its bars does not persist (mean rank autocorrelation {value}, threshold {threshold}; no real window that was measured lay below 0.065).",
        "A amplitude das barras não persiste (autocorrelação média dos postos {value}, limite {threshold}; nenhuma janela real medida ficou abaixo de 0,065).",
    ),
    "synthetic_excess_kurtosis": (
        "Its returns have no fatter tails than a Gaussian (excess kurtosis {value}; real series have at least {threshold}).",
        "Os retornos não têm caudas mais pesadas que as de uma gaussiana (curtose excedente {value}; séries reais têm ao menos {threshold}).",
    ),
    "synthetic_return_persistence": (
        "The size of its returns does not persist (mean rank autocorrelation {value}).",
        "O tamanho dos retornos não persiste (autocorrelação média dos postos {value}).",
    ),
    "synthetic_volume_follows_range": (
        "Its volume does not move with the range of its bars (rank correlation of changes {value}; real series have 0.4 and more).",
        "O volume não acompanha a amplitude das barras (correlação de postos das variações {value}; séries reais têm 0,4 ou mais).",
    ),
    "synthetic_repeated_blocks": (
        "Stretches of bars occur more than once (share of bars {value}).",
        "Há trechos de barras que ocorrem mais de uma vez (fração das barras {value}).",
    ),
}
