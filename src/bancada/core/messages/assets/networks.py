"""Sentences of daily assets: networks."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "assets_lstm_options_wrong": (
        "These options of the LSTM cannot be used: {names}. Counts are at least 1, rates and weights are positive and at most 1,000,000, dropout lies in [0, 1).",
        "Estas opções da LSTM não podem ser usadas: {names}. Contagens são de ao menos 1, taxas e pesos são positivos e de no máximo 1.000.000, dropout fica em [0, 1).",
    ),
    "assets_windows_too_few": (
        "Only {found} rows of the part {part} have {lookback} complete rows of their ticker up to them; at least {needed} are needed. Load more sessions or choose a smaller lookback.",
        "Apenas {found} linhas da parte {part} têm {lookback} linhas completas do ativo até elas; são necessárias ao menos {needed}. Carregue mais pregões ou escolha um lookback menor.",
    ),
    "assets_training_diverged": (
        "The loss is no finite number any more in epoch {epoch}. Choose a smaller learning rate.",
        "A perda deixou de ser um número finito na época {epoch}. Escolha uma taxa de aprendizado menor.",
    ),
    "assets_training_failed": (
        "The training of the network ended without a model: {detail}",
        "O treinamento da rede terminou sem modelo: {detail}",
    ),
    "assets_features_differ": (
        "The model was trained on features that this table lacks or has in another order: {names}.",
        "O modelo foi treinado com variáveis que esta tabela não tem ou tem em outra ordem: {names}.",
    ),
}
