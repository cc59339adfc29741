"""Sentences of the HTTP API: daily assets."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "b3_model_dir_is_path": (
        "model_dir names a collection of the store, and {found!r} reads as a path. Use 1 to 64 letters, digits, '.', '_' or '-', such as b3.",
        "model_dir dá nome a uma coleção do repositório, e {found!r} parece um caminho. Use de 1 a 64 letras, dígitos, '.', '_' ou '-', como b3.",
    ),
    "b3_days_reversed": (
        "start_date ({start}) comes after end_date ({end}). Swap them.",
        "start_date ({start}) vem depois de end_date ({end}). Troque as duas.",
    ),
    "b3_shares_too_large": (
        "test_size and val_size together are {found}, more than {limit}: too little is left to train on.",
        "test_size e val_size somam {found}, mais que {limit}: sobra pouco para treinar.",
    ),
    "b3_force_without_reason": (
        "A promotion against the gate needs a reason, which the journal keeps. Fill in `reason`.",
        "Uma promoção contra o portão precisa de um motivo, que fica no diário. Preencha `reason`.",
    ),
    "b3_prediction_note": (
        "Daily returns are close to unpredictable: hold this answer against the majority class and persistence in the model's card. A price near the last close is what persistence answers too.",
        "Retornos diários são quase imprevisíveis: compare esta resposta com a classe majoritária e a persistência na ficha do modelo. Um preço perto do último fechamento é o que a persistência também responde.",
    ),
}
