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
    "leak_future": ("future mutation", "mutação do futuro"),
    "leak_future_passed": (
        "Changing or cutting off later rows, at {n_places} places, changed none of the {n_features} features before them.",
        "Mudar ou cortar linhas posteriores, em {n_places} pontos, não mudou nenhuma das {n_features} variáveis antes deles.",
    ),
    "leak_future_failed": (
        "Features look ahead: changing or cutting off rows after position {row} changed {features} at or before it.",
        "Variáveis olham à frente: mudar ou cortar linhas após a posição {row} mudou {features} nela ou antes dela.",
    ),
    "leak_null_target": ("null target", "alvo nulo"),
    "leak_null_target_passed": (
        "On shuffled targets nothing is learned: skill {skill:.3f}, between {low:.3f} and {high:.3f} over {n_draws} draws.",
        "Com alvos embaralhados nada se aprende: habilidade {skill:.3f}, entre {low:.3f} e {high:.3f} em {n_draws} sorteios.",
    ),
    "leak_null_target_failed": (
        "Skill appears on shuffled targets, where there is none to find: {skill:.3f}, between {low:.3f} and {high:.3f} over {n_draws} draws.",
        "Aparece habilidade com alvos embaralhados, onde não há o que achar: {skill:.3f}, entre {low:.3f} e {high:.3f} em {n_draws} sorteios.",
    ),
    "leak_golden": ("single-feature score", "nota de uma só variável"),
    "leak_golden_passed": (
        "No feature alone answers implausibly well: the best of {n_features}, {feature}, has a skill of {skill:.3f}; the limit is {limit:.3f}.",
        "Nenhuma variável sozinha responde bem demais: a melhor de {n_features}, {feature}, tem habilidade {skill:.3f}; o limite é {limit:.3f}.",
    ),
    "leak_golden_failed": (
        "Alone, {features} answers implausibly well: skill {skill:.3f}, above the limit of {limit:.3f}. It may hold the target itself.",
        "Sozinha, {features} responde bem demais: habilidade {skill:.3f}, acima do limite de {limit:.3f}. Pode conter o próprio alvo.",
    ),
    "leak_overlap": ("overlap of labels", "sobreposição de rótulos"),
    "leak_overlap_passed": (
        "No training label meets a test label of its fold; without purging {before} would.",
        "Nenhum rótulo de treino encontra um de teste de sua partição; sem expurgo {before} encontrariam.",
    ),
    "leak_overlap_failed": (
        "{after} training labels meet a test label of their fold, in {n_folds} folds; without any purging {before} would.",
        "{after} rótulos de treino encontram um de teste de sua partição, em {n_folds} partições; sem expurgo seriam {before}.",
    ),
    "leak_fitted": ("fitted on training rows only", "ajuste só nas linhas de treino"),
    "leak_fitted_passed": (
        "What is fitted before the estimator knows training rows only: changing other rows changed nothing, in {n_folds} folds.",
        "O que é ajustado antes do estimador só conhece linhas de treino: mudar as outras não mudou nada, em {n_folds} partições.",
    ),
    "leak_fitted_failed": (
        "What is fitted before the estimator saw rows that it is judged on: {features} of the training rows changed with them.",
        "O que é ajustado antes do estimador viu linhas em que é avaliado: {features} das linhas de treino mudaram com elas.",
    ),
    "leak_plausible": ("skill that can be", "habilidade possível"),
    "leak_plausible_passed": (
        "The figures on test are within what such data can give: {figures}.",
        "Os números do teste estão dentro do que estes dados podem dar: {figures}.",
    ),
    "leak_plausible_failed": (
        "Too good to be true: {figures} on test, more than such data have ever been known to give. Look for a leak, or for made-up or smoothed data.",
        "Bom demais para ser verdade: {figures} no teste, mais do que se sabe que estes dados já deram. Procure um vazamento, ou dados inventados ou suavizados.",
    ),
    "leak_plausible_figure": (
        "{metric} {value} (at most {most})",
        "{metric} {value} (no máximo {most})",
    ),
    "leak_no_test_figures": (
        "there are no figures of a test part.",
        "não há números de uma parte de teste.",
    ),
    "leak_skipped": ("Not run, {check}: {why}", "Não executado, {check}: {why}"),
    "leak_no_features": (
        "the features came with the data, and nothing computed them here.",
        "as variáveis vieram com os dados, e nada as calculou aqui.",
    ),
    "leak_no_estimator": ("no estimator was given.", "nenhum estimador foi informado."),
    "leak_no_late_folds": (
        "no fold trains and judges within the latest {n_rows} rows.",
        "nenhuma partição treina e julga dentro das últimas {n_rows} linhas.",
    ),
    "leak_no_folds": ("no folds were given.", "nenhuma partição foi informada."),
    "leak_no_spans": (
        "it is not known what the labels span.",
        "não se sabe o intervalo de cada rótulo.",
    ),
    "leak_no_transform": (
        "nothing is fitted before the estimator.",
        "nada é ajustado antes do estimador.",
    ),
    "leak_no_target": (
        "the target has no order or classes to score one feature by.",
        "o alvo não tem ordem nem classes para avaliar uma só variável.",
    ),
    "leak_own_past": (
        "every feature is the target's own past, computed here.",
        "toda variável é o passado do próprio alvo, calculado aqui.",
    ),
    "leak_estimator_refused": (
        "the estimator refused a shuffled target: {detail}",
        "o estimador recusou um alvo embaralhado: {detail}",
    ),
    "leak_too_few_rows": (
        "no fold has enough rows to train and judge on: {n_rows} rows in all.",
        "nenhuma partição tem linhas bastantes para treinar e julgar: {n_rows} linhas ao todo.",
    ),
    "leak_too_few_draws": (
        "{n_draws} draws were made in the time allowed, too few to tell.",
        "{n_draws} sorteios couberam no tempo permitido, poucos para concluir.",
    ),
    "leak_features_of_other_rows": (
        "The features function gave {found} rows for {expected}; it must give one for each.",
        "A função de variáveis deu {found} linhas para {expected}; deve dar uma para cada.",
    ),
    "gate_leaks_found": (
        "The leak tests of {model} failed: {checks}",
        "Os testes de vazamento de {model} falharam: {checks}",
    ),
    "gate_leaks_none": (
        "The leak tests of {model} found nothing: {n_passed} passed, {n_skipped} did not apply.",
        "Os testes de vazamento de {model} nada encontraram: passaram: {n_passed}; não se aplicam: {n_skipped}.",
    ),
    "gate_leaks_not_run": (
        "No leak tests were run on {model}.",
        "Nenhum teste de vazamento foi feito em {model}.",
    ),
}
