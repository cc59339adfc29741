"""Sentences of daily assets: saving."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "not_an_assets_model": (
        "The model {name!r} is no model of daily assets. Choose one that a pipeline of daily assets saved.",
        "O modelo {name!r} não é de ativos diários. Escolha um que um pipeline de ativos diários salvou.",
    ),
    "assets_not_promoted": (
        "The model {name!r} is saved and does not become champion of {task}: {checks}",
        "O modelo {name!r} está salvo e não se torna campeão de {task}: {checks}",
    ),
    "assets_archived": (
        "The champion of {task} before, {name!r}, is archived: it stays in the store, and a rollback brings it back.",
        "O campeão anterior de {task}, {name!r}, está arquivado: continua no repositório, e desfazer a promoção o traz de volta.",
    ),
}
