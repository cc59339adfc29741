"""Sentences of daily assets: pipelines, and asking saved models."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "pipeline_step_missing": (
        "The step {step} needs steps that are not done: {missing}. Do these first, in this order.",
        "A etapa {step} depende de etapas que não foram concluídas: {missing}. Execute-as antes, nesta ordem.",
    ),
    "pipeline_commands_missing": (
        "The command {command} needs steps that are not done. Do these first, in this order: {missing}.",
        "O comando {command} depende de etapas que não foram concluídas. Execute antes, nesta ordem: {missing}.",
    ),
    "pipeline_busy": (
        "The pipeline has a run in progress: {run_id}. Wait for its end, or cancel it.",
        "O pipeline tem uma execução em andamento: {run_id}. Espere o fim dela ou cancele-a.",
    ),
    "pipeline_request_wrong": (
        "What was asked of the step {step} belongs to another step; it takes {expected}.",
        "O que foi pedido à etapa {step} pertence a outra etapa; ela recebe {expected}.",
    ),
    "assets_force_without_reason": (
        "{column} is empty: a promotion against the gate needs a reason, which is kept in the journal.",
        "{column} está vazio: uma promoção contra o portão precisa de um motivo, que fica no diário.",
    ),
    "pipeline_run_lost": (
        "The run {run_id} is not known any more, so the step did not end. Start the step again.",
        "A execução {run_id} não é mais conhecida, portanto a etapa não terminou. Inicie a etapa de novo.",
    ),
    "pipeline_taken_over": (
        "The pipeline {pipeline} was begun anew or cleared since the run {run_id} was asked for; the run changes nothing in it.",
        "O pipeline {pipeline} foi reiniciado ou limpo depois que a execução {run_id} foi pedida; ela não altera nada nele.",
    ),
    "pipeline_bars_changed": (
        "The bars of {tickers} are others than when they were loaded. Load them again, then go on.",
        "As barras de {tickers} mudaram desde que foram carregadas. Carregue-as de novo e prossiga.",
    ),
    "pipeline_folder_lost": (
        "What an earlier step left is gone ({what}). Start again from the step load.",
        "O que uma etapa anterior deixou não está mais lá ({what}). Recomece pela etapa load.",
    ),
    "assets_no_model": (
        "The collection {collection} has no saved model of {model_type}. Collections with models: {known}. Run a pipeline, or name a model.",
        "A coleção {collection} não tem modelo salvo de {model_type}. Coleções com modelos: {known}. Execute um pipeline ou informe um modelo.",
    ),
    "assets_no_models": (
        "The collection {collection} has no saved model of {model_type}, and no other has one. Run a pipeline, or name a model.",
        "A coleção {collection} não tem modelo salvo de {model_type}, e nenhuma outra tem. Execute um pipeline ou informe um modelo.",
    ),
    "assets_too_few_bars": (
        "{ticker} has {bars} bars at its end that the model {model} can look at, which is not enough for its features. Import older bars.",
        "{ticker} tem {bars} barras no fim que o modelo {model} pode usar, o que não basta para as variáveis dele. Importe barras mais antigas.",
    ),
    "assets_model_not_champion": (
        "{model} is not the champion of {task}; that is {champion}.",
        "{model} não é o campeão de {task}; o campeão é {champion}.",
    ),
    "assets_no_champion": (
        "{task} has no champion: no model has passed the gate there. {model} is only the latest one saved, and nothing shows that it beats its baseline.",
        "{task} não tem campeão: nenhum modelo passou pelo portão ali. {model} é apenas o último salvo, e nada mostra que supera a referência.",
    ),
    "assets_champion_forced": (
        "{model} became champion although the gate refused it. Reason given: {reason}",
        "{model} tornou-se campeão embora o portão o tenha recusado. Motivo informado: {reason}",
    ),
    "assets_bars_stale": (
        "The last bar of {ticker} is of {date}; {sessions} sessions have ended since. Import newer bars.",
        "A última barra de {ticker} é de {date}; {sessions} pregões terminaram desde então. Importe barras mais novas.",
    ),
    "assets_ticker_not_learned": (
        "{model} did not learn from {ticker} but from {tickers}; how good it is on other tickers was not measured.",
        "{model} não aprendeu com {ticker}, e sim com {tickers}; seu desempenho em outros ativos não foi medido.",
    ),
    "assets_values_unusual": (
        "The last session of {ticker} lies outside what training rows held: {names}.",
        "O último pregão de {ticker} está fora do que havia nas linhas de treino: {names}.",
    ),
    "assets_model_type_unknown": (
        "There is no kind of model {model_type}. Kinds: {known}; lstm is taken for lstm_mtl.",
        "Não há tipo de modelo {model_type}. Tipos: {known}; lstm vale por lstm_mtl.",
    ),
    "pipeline_not_evaluated": (
        "The pipeline {pipeline} has no report: its step evaluate is not done.",
        "O pipeline {pipeline} não tem relatório: a etapa evaluate dele não foi concluída.",
    ),
}
