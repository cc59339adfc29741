"""Sentences of the serving floor."""

SENTENCES: dict[str, tuple[str, str]] = {
    # drafts
    "model_without_predict": (
        "A {kind} cannot be saved as a model: it has no predict. Hand over a fitted estimator.",
        "Um objeto {kind} não pode ser salvo como modelo: não tem predict. Informe um estimador já ajustado.",
    ),
    "model_not_picklable": (
        "The {kind} cannot be written to a file: {detail}. Define its classes and functions in a module, not inside a function.",
        "O {kind} não pode ser gravado em arquivo: {detail}. Defina suas classes e funções em um módulo, não dentro de uma função.",
    ),
    "sample_refused": (
        "The {kind} does not take the sample rows: {detail}. Give rows like those it was fitted on.",
        "O {kind} não aceita as linhas de amostra: {detail}. Informe linhas como as do ajuste.",
    ),
    # predictions
    "model_without_signature": (
        "The model {model} has no signature, so its inputs are unknown. Save it again with a sample of rows.",
        "O modelo {model} não tem assinatura; suas entradas são desconhecidas. Salve-o de novo com uma amostra de linhas.",
    ),
    "forecast_needs_history": (
        "The model {model} forecasts from what came before, so one row alone says nothing. It needs a file with the last {rows} rows: {columns}.",
        "O modelo {model} faz previsões a partir do que veio antes; uma linha sozinha não diz nada. Ele precisa de um arquivo com as últimas {rows} linhas: {columns}.",
    ),
    "history_too_short": (
        "Row {row} has no forecast: {history} rows of its series, itself included, are needed with a value of {column} in each.",
        "A linha {row} não tem previsão: são necessárias {history} linhas da sua série, ela incluída, todas com valor em {column}.",
    ),
    "history_unreadable": (
        "{n_rows} rows of the file cannot be read, the first in row {row}; a forecast rests on the rows before it, so none may be left out. Correct them.",
        "{n_rows} linhas do arquivo não podem ser lidas, a primeira na linha {row}; uma previsão se apoia nas linhas anteriores, e nenhuma pode faltar. Corrija-as.",
    ),
    "model_without_probabilities": (
        "The model {model} gives classes or values, but no probabilities. Ask for predict, or calibrate the model.",
        "O modelo {model} dá classes ou valores, mas não probabilidades. Use predict ou calibre o modelo.",
    ),
    "model_without_artefact": (
        "The model {name} holds nothing that can answer; its files are {files}. Save it again.",
        "O modelo {name} não tem nada que possa responder; seus arquivos são {files}. Salve-o de novo.",
    ),
    "value_not_finite": (
        "Column {column} holds an infinite or far too large number in row {row}. Correct it or leave it empty.",
        "A coluna {column} tem um número infinito ou grande demais na linha {row}. Corrija-o ou deixe a célula vazia.",
    ),
    "value_may_not_be_missing": (
        "Column {column} is empty in row {row}, and the model takes no empty values. Fill it in.",
        "A coluna {column} está vazia na linha {row}, e o modelo não aceita valores vazios. Preencha-a.",
    ),
}
