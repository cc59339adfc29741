"""Sentences of time-aware splits and of leak tests: what labels span, and what a battery found of a model and its folds."""

SENTENCES: dict[str, tuple[str, str]] = {
    "spans_differ_in_length": (
        "The labels have {n_starts} starts and {n_ends} ends; each row needs one of both.",
        "Os rótulos têm {n_starts} inícios e {n_ends} fins; cada linha precisa de um de cada.",
    ),
    "span_ends_before_it_starts": (
        "{n_rows} labels are known before their decision, the first at position {row}. Give the end as the instant when the outcome is known.",
        "{n_rows} rótulos são conhecidos antes de sua decisão, o primeiro na posição {row}. Informe como fim o instante em que o resultado é conhecido.",
    ),
    "spans_not_whole": (
        "Starts and ends of labels must be whole numbers (instants or positions), not {dtype}.",
        "Inícios e fins de rótulos devem ser números inteiros (instantes ou posições), não {dtype}.",
    ),
    "spans_of_other_rows": (
        "The splitter knows the labels of {n_spans} rows and was asked to split {n_rows}. Give it the spans of these rows.",
        "O divisor conhece os rótulos de {n_spans} linhas e recebeu {n_rows} para dividir. Informe os intervalos destas linhas.",
    ),
    "splitter_option_negative": (
        "These options of a splitter must be 0 or more: {options}.",
        "Estas opções do divisor devem ser 0 ou mais: {options}.",
    ),
    "splitter_option_wrong": (
        "These options of a splitter cannot be used: {options}. Sizes and folds are 1 or more; a window is expanding or rolling.",
        "Estas opções do divisor não podem ser usadas: {options}. Tamanhos e partições são 1 ou mais; a janela é expanding ou rolling.",
    ),
    "too_few_instants_to_split": (
        "{n_rows} rows cannot be cut into {n_blocks} blocks of whole instants. Ask for fewer folds.",
        "{n_rows} linhas não podem ser cortadas em {n_blocks} blocos de instantes inteiros. Peça menos partições.",
    ),
    "purging_leaves_nothing": (
        "Fold {fold} has nothing left to train on: {n_purged} rows went because their labels meet the test's. Ask for fewer folds, or for a shorter horizon, look-back or embargo.",
        "A partição {fold} ficou sem linhas de treino: {n_purged} linhas saíram porque seus rótulos encontram os de teste. Peça menos partições, ou horizonte, memória ou embargo menores.",
    ),
    "blocks_do_not_fit": (
        "{n_test_blocks} test blocks cannot be chosen among {n_blocks}: ask for at least 1, and fewer than there are.",
        "Não é possível escolher {n_test_blocks} blocos de teste entre {n_blocks}: peça ao menos 1, e menos do que o total.",
    ),
    "too_many_folds": (
        "These blocks make {n_folds} folds, each a fit; at most {most} are dealt. Choose fewer blocks.",
        "Estes blocos formam {n_folds} partições, cada uma um ajuste; no máximo {most} são feitas. Escolha menos blocos.",
    ),
    "answers_do_not_fit_folds": (
        "Paths need one answer for each test row of each of the {n_folds} folds; {n_answers} folds were given.",
        "Os caminhos precisam de uma resposta para cada linha de teste de cada uma das {n_folds} partições; foram dadas {n_answers}.",
    ),
    "walk_too_long": (
        "{n_splits} test blocks of {test_size} rows leave nothing to train on among {n_rows} rows.",
        "{n_splits} blocos de teste de {test_size} linhas não deixam o que treinar entre {n_rows} linhas.",
    ),
    "train_size_too_large": (
        "The first fold has {found} rows to train on after purging, fewer than the {train_size} asked for.",
        "A primeira partição tem {found} linhas de treino após o expurgo, menos do que as {train_size} pedidas.",
    ),
}
