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
    # calibration and threshold
    "threshold_costs": (
        "The costs {costs} cannot rank thresholds. Give two costs that are not negative and not both 0.",
        "Os custos {costs} não permitem comparar limiares. Informe dois custos não negativos, pelo menos um maior que 0.",
    ),
    "threshold_probabilities": (
        "A threshold needs one finite probability for each label; there are {n_labels} labels and {n_probabilities} probabilities. Give both for the same rows.",
        "O limiar precisa de uma probabilidade finita para cada rótulo; há {n_labels} rótulos e {n_probabilities} probabilidades. Informe ambos para as mesmas linhas.",
    ),
    "threshold_needs_both": (
        "A threshold needs rows of both classes; {n_positive} of {n_rows} rows are positive. Give rows of both.",
        "O limiar precisa de linhas das duas classes; {n_positive} de {n_rows} linhas são positivas. Informe linhas das duas.",
    ),
    "threshold_needs_binary": (
        "A threshold belongs to a problem with two classes; this one is {problem}. Leave the threshold out.",
        "O limiar vale para problemas de duas classes; este é {problem}. Deixe o limiar de fora.",
    ),
    "calibration_needs_each_class": (
        "Calibration needs rows of each class the model knows, and of no other; in these {n_rows} rows it did not find: {absent} (? means an unknown label). Give other rows.",
        "A calibração precisa de linhas de cada classe que o modelo conhece, e de nenhuma outra; nestas {n_rows} linhas não se encontrou: {absent} (? indica um rótulo desconhecido). Informe outras linhas.",
    ),
    "calibration_of_multilabel": (
        "A model with several labels is not calibrated as one. Calibrate one model per label.",
        "Um modelo de vários rótulos não se calibra como um só. Calibre um modelo por rótulo.",
    ),
    "calibration_needs_scores": (
        "{estimator} gives neither probabilities nor scores, so there is nothing to calibrate. Choose another candidate.",
        "{estimator} não fornece probabilidades nem escores; não há o que calibrar. Escolha outro candidato.",
    ),
    # gate of a promotion
    "gate_files_verified": (
        "The files of {model} are the ones that were signed.",
        "Os arquivos de {model} são os que foram assinados.",
    ),
    "gate_files_refused": (
        "The files of {model} do not verify: {problems} Restore the model or save it anew.",
        "Os arquivos de {model} não passam na verificação: {problems} Restaure o modelo ou salve-o de novo.",
    ),
    "gate_legacy": (
        "{model} is from before signatures and cannot serve. Adopt it first, if you trust where it comes from.",
        "{model} é anterior às assinaturas e não pode atender. Adote-o antes, se confia na origem.",
    ),
    "gate_not_legacy": (
        "{model} is in the store's present format.",
        "{model} está no formato atual do repositório.",
    ),
    "gate_signature_same": (
        "{model} takes the same inputs as the champion {champion}.",
        "{model} recebe as mesmas entradas que o campeão {champion}.",
    ),
    "gate_signature_first": (
        "There is no champion yet; the inputs of {model} become the task's inputs.",
        "Ainda não há campeão; as entradas de {model} passam a ser as da tarefa.",
    ),
    "gate_signature_changes": (
        "The inputs change from the champion {champion} to {model}: {changed}. Whoever sends rows must send the new ones.",
        "As entradas mudam do campeão {champion} para {model}: {changed}. Quem envia linhas precisa enviar as novas.",
    ),
    "gate_signature_unknown": (
        "It is not known which inputs {models} takes, so they cannot be compared with the champion's. Save the model with a sample of rows.",
        "Não se sabe quais entradas {models} recebe, portanto não dá para compará-las com as do campeão. Salve o modelo com uma amostra de linhas.",
    ),
    "gate_signature_missing": (
        "{model} was saved without a sample of rows: it has no signature, so its inputs cannot be checked. Save it with one.",
        "{model} foi salvo sem amostra de linhas: não tem assinatura e suas entradas não podem ser conferidas. Salve-o com uma amostra.",
    ),
    "gate_beats_baseline": (
        "{metric} ({split}): {value:.4g} ({low:.4g} to {high:.4g}) is better than the baseline's {baseline:.4g} beyond the interval.",
        "{metric} ({split}): {value:.4g} ({low:.4g} a {high:.4g}) é melhor que a referência, {baseline:.4g}, além do intervalo.",
    ),
    "gate_within_baseline": (
        "{metric} ({split}): {value:.4g} ({low:.4g} to {high:.4g}) cannot be told from the baseline's {baseline:.4g}. Train with more rows or other columns.",
        "{metric} ({split}): {value:.4g} ({low:.4g} a {high:.4g}) não se distingue da referência, {baseline:.4g}. Treine com mais linhas ou outras colunas.",
    ),
    "gate_metric_unknown": (
        "{model} has no main metric with its interval and baseline, so it is not shown to beat the baseline. Save it from a comparison.",
        "{model} não tem métrica principal com intervalo e referência, portanto não se mostra que supera a referência. Salve-o a partir de uma comparação.",
    ),
    "gate_certified": (
        "The ONNX export of {model} answers as the original on {n_rows} rows.",
        "A versão ONNX de {model} responde como o original em {n_rows} linhas.",
    ),
    "gate_without_certificate": (
        "{model} has no accepted ONNX export ({reason}); the native model will serve, more slowly.",
        "{model} não tem versão ONNX aceita ({reason}); o modelo nativo vai atender, mais devagar.",
    ),
    "gate_below_champion": (
        "{metric} on the same rows: {value:.4g}, and the champion {champion} has {champion_value:.4g}. Promote only with a reason beyond the metric.",
        "{metric} nas mesmas linhas: {value:.4g}, e o campeão {champion} tem {champion_value:.4g}. Promova só com um motivo além da métrica.",
    ),
    "gate_not_below_champion": (
        "{metric} on the same rows: {value:.4g}, and the champion {champion} has {champion_value:.4g}.",
        "{metric} nas mesmas linhas: {value:.4g}, e o campeão {champion} tem {champion_value:.4g}.",
    ),
    # evaluation
    "evaluation_without_holdout": (
        "There is no holdout, so what each column is worth was not measured: on training rows it would flatter.",
        "Não há linhas reservadas; por isso não se mediu quanto vale cada coluna: nas linhas de treino o resultado seria otimista.",
    ),
    "evaluation_without_probabilities": (
        "This model gives no probabilities, so there are no curves over them.",
        "Este modelo não fornece probabilidades; por isso não há curvas sobre elas.",
    ),
    "evaluation_class_absent": (
        "The class {label} does not come on these rows, or nothing else does; its curves were left out.",
        "A classe {label} não aparece nestas linhas, ou só ela aparece; suas curvas ficaram de fora.",
    ),
    "evaluation_capped": (
        "The learning curve stops at {n_used} of {n_rows} training rows to stay cheap.",
        "A curva de aprendizado vai até {n_used} de {n_rows} linhas de treino, para não demorar.",
    ),
    "evaluation_without_rows": (
        "There is neither a holdout nor an out-of-fold answer, so there are no rows to evaluate on. Keep a holdout.",
        "Não há linhas reservadas nem respostas fora do treino; não há onde avaliar. Reserve uma parte das linhas.",
    ),
    "evaluation_metric_unknown": (
        "The metric {metric} does not belong to {problem} problems. Choose one of the leaderboard's columns.",
        "A métrica {metric} não pertence a problemas do tipo {problem}. Escolha uma das colunas da classificação.",
    ),
    "evaluation_metric_undefined": (
        "{metric} is undefined on the holdout, so neither columns nor training sizes were judged by it.",
        "{metric} não é definida nas linhas reservadas; por isso não se julgaram colunas nem tamanhos de treino por ela.",
    ),
    "evaluation_unknown_labels": (
        "{n_rows} of {n_holdout} holdout rows have a class that never came in training; they were left out of the figures, which flatters them.",
        "{n_rows} de {n_holdout} linhas reservadas têm uma classe que nunca veio no treino; ficaram fora dos números, o que os torna otimistas.",
    ),
    "evaluation_point_failed": (
        "The model could not be fitted on {n_rows} rows ({reason}); that point of the learning curve is missing.",
        "O modelo não pôde ser ajustado com {n_rows} linhas ({reason}); falta esse ponto da curva de aprendizado.",
    ),
    "evaluation_few_rows": (
        "With {n_rows} rows the learning curve would say nothing; it was left out.",
        "Com {n_rows} linhas a curva de aprendizado não diria nada; ficou de fora.",
    ),
}
