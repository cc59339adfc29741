"""Sentences of the markets: features."""

SENTENCES: dict[str, tuple[str, str]] = {}

SENTENCES |= {
    "feature_not_found": (
        "There is no feature {name}.",
        "Não há a variável {name}.",
    ),
    "features_unknown": (
        "These features are not in the catalogue: {names}.",
        "Estas variáveis não estão no catálogo: {names}.",
    ),
    "feature_lacks_columns": (
        "{name} was left out: the bars have no {columns}.",
        "{name} ficou de fora: as barras não têm {columns}.",
    ),
    "feature_is_intraday": (
        "{name} was left out: daily bars have no time of day and no session inside them.",
        "{name} ficou de fora: barras diárias não têm hora do dia nem sessão dentro delas.",
    ),
    "features_out_misfit": (
        "The array given for the features has shape {found}; it must be a writable float64 array in C order of shape {expected}.",
        "A matriz dada para as variáveis tem a forma {found}; deve ser gravável, float64, em ordem C e de forma {expected}.",
    ),
    "feature_time_goes_back": (
        "The new bar opens at {ts} ns, not after the last one at {last} ns.",
        "A nova barra abre em {ts} ns, e não depois da última, em {last} ns.",
    ),
    "feature_state_unreadable": (
        "The saved state of the features cannot be read: {detail}.",
        "O estado salvo das variáveis não pode ser lido: {detail}.",
    ),
    "feature_state_of_another_catalogue": (
        "The saved state belongs to another catalogue of features; begin again from the history.",
        "O estado salvo é de outro catálogo de variáveis; comece de novo pelo histórico.",
    ),
}

SENTENCES |= {
    "features_cross_rolls": (
        "{name} goes {count} times from one contract to the next without adjustment, and features see each gap as a move: a momentum for as many bars as it looks back, averages until they settle. Labels do not cross these gaps.",
        "{name} passa {count} vezes de um contrato ao seguinte sem ajuste, e as variáveis veem cada degrau como movimento: um momentum por tantas barras quantas olha para trás, as médias até se acomodarem. Os rótulos não atravessam esses degraus.",
    ),
}
