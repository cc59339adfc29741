"""Sentences of the markets: labels, regimes, selection of features."""

SENTENCES: dict[str, tuple[str, str]] = {}

# labels
SENTENCES |= {
    "labels_need_intraday": (
        "{symbol} has bars of {timeframe}: labels within sessions need several bars a session.",
        "{symbol} tem barras de {timeframe}: rótulos dentro do pregão precisam de várias barras por pregão.",
    ),
    "labels_lengths_differ": (
        "There are {rows} bars and {given} values given with them; one value a bar is wanted.",
        "Há {rows} barras e {given} valores dados com elas; é preciso um valor por barra.",
    ),
    "labels_rolls": (
        "Rolls are positions among the {rows} bars that rise from one to the next.",
        "Rolagens são posições entre as {rows} barras, em ordem crescente.",
    ),
    "labels_horizon": (
        "A label looks at least one bar ahead; the horizon given is {horizon}.",
        "Um rótulo olha ao menos uma barra adiante; o horizonte dado é {horizon}.",
    ),
    "labels_window": (
        "A volatility needs a window of two returns or more; the window given is {window}.",
        "Uma volatilidade precisa de uma janela de dois retornos ou mais; a janela dada é {window}.",
    ),
    "labels_threshold": (
        "A threshold is zero or more; the one given is {threshold}.",
        "Um limiar é zero ou mais; o dado é {threshold}.",
    ),
    "labels_barrier": (
        "A barrier lies at a positive distance from the entry, or is None; the distance given is {distance}.",
        "Uma barreira fica a uma distância positiva da entrada, ou é None; a distância dada é {distance}.",
    ),
    "labels_edges": (
        "Thresholds of classes are finite and rise; given are: {edges}.",
        "Os limiares das classes são finitos e crescentes; foram dados: {edges}.",
    ),
    "labels_shares": (
        "Quantiles of classes lie between 0 and 1; given are: {shares}.",
        "Os quantis das classes ficam entre 0 e 1; foram dados: {shares}.",
    ),
    "labels_not_numbers": (
        "Only returns are put into classes; {name} holds classes already.",
        "Só retornos são divididos em classes; {name} já contém classes.",
    ),
    "labels_not_classes": (
        "Only classes are balanced; {name} holds numbers.",
        "Só classes são equilibradas; {name} contém números.",
    ),
}

# regimes
SENTENCES |= {
    "regimes_lengths_differ": (
        "There are {rows} bars and regimes of {given}; they belong to another series.",
        "Há {rows} barras e regimes de {given}; são de outra série.",
    ),
}

# selection of features
SENTENCES |= {
    "selection_lengths_differ": (
        "Features, labels and names do not fit one another: {rows} on one side, {given} on the other.",
        "Variáveis, rótulos e nomes não combinam: {rows} de um lado, {given} do outro.",
    ),
    "selection_few_rows": (
        "Fold {fold} has {rows} labelled training rows; selecting features needs {needed} or more.",
        "A partição {fold} tem {rows} linhas de treino com rótulo; selecionar variáveis exige {needed} ou mais.",
    ),
    "selection_nothing_left": (
        "None of the {n_features} features can be used: each is missing too often or constant in the training rows.",
        "Nenhuma das {n_features} variáveis pode ser usada: cada uma falta demais ou é constante nas linhas de treino.",
    ),
    "selection_shifts": (
        "Noise is measured by two shifts of the label in time or more; given are {n_shifts}.",
        "O ruído é medido por dois deslocamentos do rótulo no tempo ou mais; foram dados {n_shifts}.",
    ),
    "selection_blocks": (
        "Features are selected over one period or more; given are {n_blocks}.",
        "As variáveis são selecionadas em um período ou mais; foram dados {n_blocks}.",
    ),
}

# cache of features
SENTENCES |= {
    "feature_cache_bound": (
        "A cache of features holds zero bytes or more; the bound given is {max_bytes}.",
        "Um cache de variáveis guarda zero bytes ou mais; o limite dado é {max_bytes}.",
    ),
}
