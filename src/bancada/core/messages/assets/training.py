"""Sentences of daily assets: training."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "assets_options": (
        "These options of the forest cannot be used: {options}. Their limits stand in parentheses.",
        "Estas opções da floresta não podem ser usadas: {options}. Os limites estão entre parênteses.",
    ),
    "assets_one_action": (
        "The {n_rows} training rows hold one action alone ({absent} are absent), so there is nothing to tell apart. Choose a narrower threshold, or load more years.",
        "As {n_rows} linhas de treino têm uma só decisão (faltam {absent}); não há o que distinguir. Escolha um limiar mais estreito ou carregue mais anos.",
    ),
    "assets_action_absent": (
        "No training row calls for {absent}; the model never answers it. Choose a narrower threshold, or load more years.",
        "Nenhuma linha de treino pede {absent}; o modelo nunca responde isso. Escolha um limiar mais estreito ou carregue mais anos.",
    ),
    "assets_one_answer": (
        "The model names the same action, {action}, on all {n_rows} validation rows: what it learned does not move a probability past that of the most frequent action. Its probabilities and returns can still be read; its action says nothing.",
        "O modelo responde a mesma decisão, {action}, em todas as {n_rows} linhas de validação: o que aprendeu não leva uma probabilidade além da que tem a decisão mais frequente. As probabilidades e os retornos ainda podem ser lidos; a decisão não diz nada.",
    ),
    "assets_stratified_folds": (
        "Settings were judged on {folds} folds dealt by action and not by time, as was asked. Labels of neighbouring sessions overlap, so the scores of the search are too good; only those of the test part count.",
        "As configurações foram julgadas em {folds} dobras separadas por decisão e não pelo tempo, como pedido. Os rótulos de pregões vizinhos se sobrepõem, então as notas da busca são boas demais; só valem as da parte de teste.",
    ),
    "assets_not_calibrated": (
        "Probabilities are not calibrated: one of the {folds} purged folds does not know every action. Load more years.",
        "As probabilidades não estão calibradas: uma das {folds} dobras expurgadas não conhece todas as decisões. Carregue mais anos.",
    ),
    "assets_table_lacks_features": (
        "{n_missing} of the model's {n_features} features are not in the table: {missing}. Prepare the table with the model's own features.",
        "{n_missing} dos {n_features} atributos do modelo não estão na tabela: {missing}. Prepare a tabela com os atributos do modelo.",
    ),
}
