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
    "threshold_needs_probabilities": (
        "{estimator} gives no probabilities to choose a threshold on. Calibrate it in the same step, or choose another candidate.",
        "{estimator} não dá probabilidades sobre as quais escolher um limiar. Calibre-o no mesmo passo ou escolha outro candidato.",
    ),
    "adjust_needs_earlier_folds": (
        "In time order a fold is adjusted by what earlier folds taught, and none of the {folds} folds has earlier ones with every class. Compare with more folds.",
        "Em ordem de tempo, um fold é ajustado pelo que os anteriores ensinaram, e nenhum dos {folds} folds tem anteriores com todas as classes. Compare com mais folds.",
    ),
    "adjust_needs_classes": (
        "Only models that answer one class can be calibrated or given a threshold; this problem is {problem}.",
        "Só modelos que respondem uma classe podem ser calibrados ou receber um limiar; este problema é {problem}.",
    ),
    "nothing_to_adjust": (
        "Nothing to adjust was asked for. Choose a calibration, or give the cost of both mistakes.",
        "Nenhum ajuste foi pedido. Escolha uma calibração ou informe o custo dos dois erros.",
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
    "gate_is_champion": (
        "{model} is the task's champion already; its inputs are the task's.",
        "{model} já é o campeão da tarefa; as entradas dele são as da tarefa.",
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
        "{metric} ({split}): {value:.4g} ({low:.4g} to {high:.4g}) cannot be told from the baseline's {baseline:.4g}. It does not show more than the baseline does; with these data that may be all there is.",
        "{metric} ({split}): {value:.4g} ({low:.4g} a {high:.4g}) não se distingue da referência, {baseline:.4g}. Não mostra mais que a referência; com estes dados, talvez não haja mais a mostrar.",
    ),
    "gate_not_worse_than_baseline": (
        "{metric} ({split}): {value:.4g} ({low:.4g} to {high:.4g}) cannot be told from the baseline's {baseline:.4g}, and this task asks for no more: its data have no known pattern to be better by.",
        "{metric} ({split}): {value:.4g} ({low:.4g} a {high:.4g}) não se distingue da referência, {baseline:.4g}, e esta tarefa não pede mais: em seus dados não há padrão conhecido que permita ser melhor.",
    ),
    "gate_worse_than_baseline": (
        "{metric} ({split}): {value:.4g} ({low:.4g} to {high:.4g}) is worse than the baseline's {baseline:.4g} beyond the interval. Serve the baseline, or a model that is no worse.",
        "{metric} ({split}): {value:.4g} ({low:.4g} a {high:.4g}) é pior que a referência, {baseline:.4g}, além do intervalo. Use a referência ou um modelo que não seja pior.",
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
    "gate_no_better_than_chance": (
        "{main} is above the baseline, but {metric} is not: its interval begins at {low:.4g}, and a model without skill has {baseline:.4g}. What looks like skill may be no more than how the answers are shared out.",
        "{main} supera a referência, mas {metric} não: o intervalo dele começa em {low:.4g}, e um modelo sem habilidade tem {baseline:.4g}. O que parece habilidade pode ser só a distribuição das respostas.",
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
        "The learning curve stops at {n_used} of {n_rows} training rows to stay quick.",
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
    # tasks and splits
    "columns_not_found": (
        "These columns are not in the table: {columns}. It has: {known}.",
        "Estas colunas não estão na tabela: {columns}. Ela tem: {known}.",
    ),
    "horizon_too_short": (
        "A forecast looks at least 1 row ahead, but the horizon is {horizon}.",
        "Uma previsão olha ao menos 1 linha à frente, mas o horizonte é {horizon}.",
    ),
    "horizon_without_forecast": (
        "A horizon of {horizon} rows was asked for, but the problem is {problem}. Ask for a forecast, or leave the horizon out.",
        "Um horizonte de {horizon} linhas foi pedido, mas o problema é {problem}. Peça uma previsão (forecast) ou omita o horizonte.",
    ),
    "target_not_first": (
        "The target {target} is not the first of the targets {targets}. Name it first, or name only one of them.",
        "O alvo {target} não é o primeiro dos alvos {targets}. Informe-o primeiro, ou informe apenas um deles.",
    ),
    "not_a_splitter": (
        "Folds are a number or a scikit-learn splitter, but a {splitter} was given, which has no split method.",
        "Os folds são um número ou um divisor do scikit-learn, mas foi dado um {splitter}, que não tem o método split.",
    ),
    "splitter_failed": (
        "The splitter {splitter} refused the training rows: {detail}",
        "O divisor {splitter} recusou as linhas de treino: {detail}",
    ),
    "splitter_overlaps": (
        "In fold {fold} the splitter {splitter} puts {n_rows} rows both into training and into the test. Use one that keeps them apart.",
        "No fold {fold} o divisor {splitter} põe {n_rows} linhas tanto no treino quanto no teste. Use um que as separe.",
    ),
    "splitter_empty_fold": (
        "In fold {fold} the splitter {splitter} leaves training or test without rows. Use fewer folds.",
        "No fold {fold} o divisor {splitter} deixa o treino ou o teste sem linhas. Use menos folds.",
    ),
    "splitter_looks_ahead": (
        "{n_folds} of {folds} folds train on rows that are later, by {column}, than rows they judge: their figures are likely too good.",
        "{n_folds} de {folds} folds treinam com linhas posteriores, segundo {column}, às que avaliam: seus números devem ser bons demais.",
    ),
    "target_cannot_be_learned": (
        "The target {target} holds {type} values, which are neither classes nor numbers. Choose another column.",
        "O alvo {target} contém valores do tipo {type}, que não são classes nem números. Escolha outra coluna.",
    ),
    "targets_do_not_fit": (
        "A {problem} problem does not go with {n_targets} target columns: multilabel takes several, the others one.",
        "Um problema {problem} não combina com {n_targets} colunas-alvo: multirrótulo usa várias, os demais usam uma.",
    ),
    "target_not_numeric": (
        "A {problem} problem needs a numeric target, and {target} is not. Choose another column or a classification problem.",
        "Um problema {problem} precisa de um alvo numérico, e {target} não é. Escolha outra coluna ou um problema de classificação.",
    ),
    "labels_not_binary": (
        "Each label of a multilabel problem must be 0 or 1; these columns hold other values: {columns}.",
        "Cada rótulo de um problema multirrótulo deve ser 0 ou 1; estas colunas têm outros valores: {columns}.",
    ),
    "labels_of_mixed_types": (
        "The target {target} mixes text and numbers. Write all its classes the same way.",
        "O alvo {target} mistura texto e números. Escreva todas as classes da mesma forma.",
    ),
    "not_binary": (
        "A binary problem needs two classes, but the target {target} holds {n_classes}. Choose multiclass.",
        "Um problema binário precisa de duas classes, mas o alvo {target} tem {n_classes}. Escolha multiclasse.",
    ),
    "positive_not_found": (
        "The target {target} has no class {label}; it has: {known}.",
        "O alvo {target} não tem a classe {label}; ele tem: {known}.",
    ),
    "forecast_needs_time": (
        "A forecast is judged in time order only. Name the time column and leave the split to time.",
        "Uma previsão só é avaliada em ordem de tempo. Informe a coluna de tempo e deixe a divisão por tempo.",
    ),
    "split_needs_column": (
        "A {split} split needs a {column} column, and none was named.",
        "A divisão {split} precisa de uma coluna ({column}), e nenhuma foi informada.",
    ),
    "split_does_not_fit": (
        "A {split} split does not fit this problem. Choose plain, group or time.",
        "A divisão {split} não serve para este problema. Escolha plain, group ou time.",
    ),
    "time_not_sortable": (
        "The column {column} cannot be read as instants, so rows cannot be put in time order. Choose another time column.",
        "A coluna {column} não pode ser lida como instantes, e as linhas não podem ser ordenadas no tempo. Escolha outra coluna de tempo.",
    ),
    "unknown_metric": (
        "{metric} is not a metric of {problem} problems. Choose one of: {known}.",
        "{metric} não é uma métrica de problemas {problem}. Escolha entre: {known}.",
    ),
    "too_few_folds": (
        "A comparison needs at least 2 folds, and {folds} was asked for.",
        "Uma comparação precisa de ao menos 2 partições, e foram pedidas {folds}.",
    ),
    "holdout_out_of_range": (
        "The holdout is a share of rows from 0 to 0.5, and {holdout} was asked for.",
        "A reserva final é uma fração das linhas entre 0 e 0,5, e foi pedido {holdout}.",
    ),
    "too_few_rows": (
        "There are {n_rows} usable rows; {folds} folds need at least {needed}. Use fewer folds or more rows.",
        "Há {n_rows} linhas utilizáveis; {folds} partições precisam de ao menos {needed}. Use menos partições ou mais linhas.",
    ),
    "too_few_groups": (
        "The column {column} has fewer groups than the {folds} folds asked for. Use fewer folds or another column.",
        "A coluna {column} tem menos grupos do que as {folds} partições pedidas. Use menos partições ou outra coluna.",
    ),
    "too_few_instants": (
        "The column {column} has too few different instants for {folds} folds in time order. Use fewer folds.",
        "A coluna {column} tem instantes distintos de menos para {folds} partições em ordem de tempo. Use menos partições.",
    ),
    "answers_not_finite": (
        "The model answered {n_rows} rows with something that is not a number.",
        "O modelo respondeu {n_rows} linhas com algo que não é um número.",
    ),
    # comparisons
    "candidates_not_found": (
        "These candidates do not exist here: {candidates}. There are: {known}.",
        "Estes candidatos não existem aqui: {candidates}. Existem: {known}.",
    ),
    "candidate_not_found": (
        "The candidate {candidate} does not exist.",
        "O candidato {candidate} não existe.",
    ),
    "invalid_task": (
        "The task cannot be learned: {detail}",
        "A tarefa não pode ser aprendida: {detail}",
    ),
    "pipeline_not_kept": (
        "The model of candidate {candidate} was not kept; these were: {kept}. Compare again with a larger selection.",
        "O modelo do candidato {candidate} não foi guardado; estes foram: {kept}. Compare de novo com uma seleção maior.",
    ),
    "leaderboard_without_store": (
        "This leaderboard was made without a model store. Save its pipeline with save_model.",
        "Esta tabela foi feita sem um repositório de modelos. Salve o modelo com save_model.",
    ),
    "nothing_selected": (
        "At least one of the best must be kept, and {n_select} was asked for.",
        "Ao menos um dos melhores deve ser guardado, e foi pedido {n_select}.",
    ),
    "engine_lacks_problem": (
        "The engine {engine} does not take {problem} problems here. Use the native engine.",
        "O motor {engine} não atende problemas {problem} aqui. Use o motor nativo.",
    ),
    "rows_without_target": (
        "{n_rows} rows have no value in {column}, the target; they were left out.",
        "{n_rows} linhas não têm valor em {column}, o alvo; elas ficaram de fora.",
    ),
    "rows_without_history": (
        "{n_rows} rows were left out: their lag features need {history} rows, each with a value of {column}. {n_future} more have no value {horizon} rows later.",
        "{n_rows} linhas ficaram de fora: suas defasagens exigem {history} linhas, todas com valor em {column}. Outras {n_future} não têm valor {horizon} linhas depois.",
    ),
    "rows_without_instant": (
        "{n_rows} rows have no value in {column}, the time column; they were left out.",
        "{n_rows} linhas não têm valor em {column}, a coluna de tempo; elas ficaram de fora.",
    ),
    "split_in_time_order": (
        "The table has a time column ({column}), so models learn from earlier rows and are judged on later ones. Shuffled rows would flatter them: neighbours in time resemble each other.",
        "A tabela tem uma coluna de tempo ({column}); por isso os modelos aprendem com linhas anteriores e são avaliados nas posteriores. Linhas embaralhadas os favoreceriam: vizinhas no tempo se parecem.",
    ),
    "shuffled_though_timed": (
        "Rows are shuffled although the table has a time column ({column}); the scores may be better than what the future brings.",
        "As linhas são embaralhadas embora a tabela tenha uma coluna de tempo ({column}); as notas podem ser melhores do que o futuro trará.",
    ),
    "holdout_small": (
        "The holdout has only {n_rows} rows; its figures are uncertain.",
        "A reserva final tem só {n_rows} linhas; seus números são incertos.",
    ),
    "rare_class": (
        "A class of {column} has only {n_rows} training rows, fewer than the {folds} folds; some folds do not see it.",
        "Uma classe de {column} tem só {n_rows} linhas de treino, menos que as {folds} partições; algumas partições não a veem.",
    ),
    "folds_of_one_class": (
        "{n_folds} of the {folds} folds hold a single class of {column}; {metrics} are undefined there and rest on {n_whole} folds. Rank by Accuracy, or use another number of folds, so that each holds both.",
        "{n_folds} das {folds} partições têm uma única classe de {column}; nelas {metrics} não são definidas e se apoiam em {n_whole} partições. Ordene por Accuracy ou use outro número de partições, para que cada uma tenha ambas.",
    ),
    "sort_on_few_folds": (
        "{n_folds} of the {folds} folds hold a single class of {column}; {metrics} are undefined there. The order by {sort} rests on {n_whole} fold(s), too few to tell candidates apart. Rank by Accuracy, or use another number of folds.",
        "{n_folds} das {folds} partições têm uma única classe de {column}; nelas {metrics} não são definidas. A ordem por {sort} se apoia em {n_whole} partição(ões), pouco para distinguir candidatos. Ordene por Accuracy ou use outro número de partições.",
    ),
    "holdout_of_one_class": (
        "The holdout holds a single class of {column}, so {metrics} are undefined on it. Judge by Accuracy there, or keep a larger holdout.",
        "A reserva final tem uma única classe de {column}; por isso {metrics} não são definidas nela. Avalie por Accuracy ou separe uma reserva maior.",
    ),
    "budget_ran_out": (
        "The time budget of {budget_s} s ran out; the candidates without a rank say so.",
        "O limite de tempo de {budget_s} s acabou; os candidatos sem posição dizem isso.",
    ),
    # why a fit is not ok
    "fit_failed": ("The fit failed: {detail}", "O ajuste falhou: {detail}"),
    "fit_died": ("The process of the fit ended by itself: {detail}", "O processo do ajuste terminou sozinho: {detail}"),
    "fit_timed_out": ("The fit took longer than {detail} s.", "O ajuste levou mais de {detail} s."),
    "fit_after_timeout": (
        "Not tried: this candidate had already run out of time on another fold.",
        "Não tentado: este candidato já havia estourado o tempo em outra partição.",
    ),
    "fit_out_of_budget": ("The time budget ran out before it.", "O limite de tempo acabou antes dele."),
    "fit_too_many_rows": (
        "Not tried: beyond {detail} training rows it would take time or memory out of proportion.",
        "Não tentado: acima de {detail} linhas de treino, tomaria tempo ou memória fora de proporção.",
    ),
    "fit_in_progress": ("Folds done so far: {detail}.", "Partes concluídas até agora: {detail}."),
    "metric_undefined": (
        "{detail} is not defined for it, so it has no place in this order.",
        "{detail} não é definida para ele; por isso não tem posição nesta ordem.",
    ),
}
