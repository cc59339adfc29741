"""The sentences of daily assets, one module a subject."""

from __future__ import annotations

from bancada.core.messages.assets import evaluation, loading, pipelines, saving, training

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    **loading.SENTENCES,
    **training.SENTENCES,
    **evaluation.SENTENCES,
    **saving.SENTENCES,
    **pipelines.SENTENCES,
}
