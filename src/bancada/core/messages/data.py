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

SENTENCES |= {
    "no_rows": (
        "There are no rows. Import rows before training.",
        "Não há linhas. Importe linhas antes de treinar.",
    ),
    "few_rows": (
        "There are only {count} rows: whatever is learned is uncertain. Collect at least 100, better a thousand.",
        "Há apenas {count} linhas: o que se aprender será incerto. Reúna ao menos 100, de preferência mil.",
    ),
    "duplicate_rows": (
        "{count} rows ({percent}%) repeat an earlier row in every column. Copies on both sides of a split are answers seen beforehand: remove them unless they are real repetitions.",
        "{count} linhas ({percent}%) repetem outra linha em todas as colunas. Cópias nos dois lados de uma divisão são respostas vistas de antemão: remova-as, a menos que sejam repetições reais.",
    ),
    "missing_values": (
        "{column} is missing in {count} rows ({percent}%). Find out why: a gap is filled in training, and what it meant is lost.",
        "{column} está ausente em {count} linhas ({percent}%). Descubra o motivo: a lacuna é preenchida no treino, e o que ela significava se perde.",
    ),
    "missing_target": (
        "The target {column} is missing in {count} rows ({percent}%). These rows teach nothing and are left out of training.",
        "O alvo {column} está ausente em {count} linhas ({percent}%). Essas linhas não ensinam nada e ficam fora do treino.",
    ),
    "constant_target": (
        "The target {column} never changes: there is nothing to learn. Choose another target or import rows with other answers.",
        "O alvo {column} nunca muda: não há o que aprender. Escolha outro alvo ou importe linhas com outras respostas.",
    ),
    "constant_column": (
        "{column} is always {value}. It cannot help any model and can be left out.",
        "{column} é sempre {value}. Não ajuda nenhum modelo e pode ficar de fora.",
    ),
    "near_constant_column": (
        "{column} is {value} in {percent}% of the rows. What the rare other values do is learned from very few rows.",
        "{column} é {value} em {percent}% das linhas. O efeito dos outros valores, raros, é aprendido com muito poucas linhas.",
    ),
    "identifier_column": (
        "{column} has its own value in nearly every row ({distinct} values): it names rows instead of describing them. Leave it out.",
        "{column} tem um valor próprio em quase toda linha ({distinct} valores): identifica as linhas em vez de descrevê-las. Deixe-a de fora.",
    ),
    "mixed_spellings": (
        "{column} has values that differ only in case or spaces: {values}. They count as different categories: write them alike.",
        "{column} tem valores que diferem apenas em maiúsculas ou espaços: {values}. Contam como categorias diferentes: uniformize a grafia.",
    ),
    "numbers_as_text": (
        "{column} is nearly all numbers but is read as text because of values such as {values}. Correct these and import again.",
        "{column} é quase toda de números, mas foi lida como texto por causa de valores como {values}. Corrija-os e importe de novo.",
    ),
    "outliers": (
        "{column} has {count} values ({percent}%) far from the others: outside {low} to {high}; the extremes are {minimum} and {maximum}. Check whether they are real.",
        "{column} tem {count} valores ({percent}%) longe dos demais: fora de {low} a {high}; os extremos são {minimum} e {maximum}. Verifique se são reais.",
    ),
    "impossible_values": (
        "{column} has {count} values ({percent}%) outside what is declared possible ({low} to {high} {unit}). Correct or remove them.",
        "{column} tem {count} valores ({percent}%) fora do que se declarou possível ({low} a {high} {unit}). Corrija ou remova esses valores.",
    ),
    "infinite_values": (
        "{column} has {count} infinite values ({percent}%), usually from a division by zero. Most models refuse them: correct them or leave them empty.",
        "{column} tem {count} valores infinitos ({percent}%), em geral de uma divisão por zero. A maioria dos modelos os recusa: corrija-os ou deixe-os vazios.",
    ),
    "placeholder_values": (
        "{column} holds {value} in {count} rows ({percent}%), far from its other values: it looks like a mark for a missing value. Import it as missing.",
        "{column} contém {value} em {count} linhas ({percent}%), longe dos outros valores: parece marca de valor ausente. Importe como ausente.",
    ),
    "tiny_classes": (
        "These classes of {column} have fewer than {fewest} rows: {classes}. Folds cannot share them out: collect more rows or merge classes.",
        "Estas classes de {column} têm menos de {fewest} linhas: {classes}. Não é possível reparti-las entre as partições: reúna mais linhas ou junte classes.",
    ),
    "class_imbalance": (
        "The class {rarest} of {column} is only {percent}% of the rows, {majority} is {majority_percent}%. Accuracy flatters here: compare by F1 or MCC.",
        "A classe {rarest} de {column} tem apenas {percent}% das linhas; {majority} tem {majority_percent}%. A acurácia engana aqui: compare por F1 ou MCC.",
    ),
    "leaking_column": (
        "{column} alone predicts {target} in {score}% of {sample_rows} rows (always answering the majority: {base}%). If it is only known after the answer, leave it out.",
        "{column} sozinha acerta {target} em {score}% de {sample_rows} linhas (responder sempre a maioria: {base}%). Se só é conhecida depois da resposta, deixe-a de fora.",
    ),
    "leaking_number": (
        "{column} alone explains {score}% of the variance of {target}, judged on {sample_rows} rows. If it is only known after the answer, leave it out.",
        "{column} sozinha explica {score}% da variância de {target}, medida em {sample_rows} linhas. Se só é conhecida depois da resposta, deixe-a de fora.",
    ),
    "drift_in_time": (
        "{column} is different in the last fifth of the time than in the first (stability index {psi}; from 0.25 it is a shift). Judge models in time order.",
        "{column} é diferente no último quinto do tempo em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). Avalie os modelos em ordem de tempo.",
    ),
    "drift_in_rows": (
        "{column} is different in the last fifth of the rows than in the first (stability index {psi}; from 0.25 it is a shift). Find out what orders the rows.",
        "{column} é diferente no último quinto das linhas em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). Descubra o que ordena as linhas.",
    ),
    "target_drift_in_time": (
        "The target {column} is shared out differently in the last fifth of the time than in the first (stability index {psi}; from 0.25 it is a shift). What was true may no longer hold: judge models in time order.",
        "O alvo {column} se distribui de outra forma no último quinto do tempo em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). O que valia pode não valer mais: avalie os modelos em ordem de tempo.",
    ),
    "target_drift_in_rows": (
        "The target {column} is shared out differently in the last fifth of the rows than in the first (stability index {psi}; from 0.25 it is a shift). The rows may be sorted by the answer.",
        "O alvo {column} se distribui de outra forma no último quinto das linhas em relação ao primeiro (índice de estabilidade {psi}; a partir de 0,25 há mudança). As linhas podem estar ordenadas pela resposta.",
    ),
}
