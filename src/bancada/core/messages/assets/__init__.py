"""The sentences of daily assets, one module a subject."""

from __future__ import annotations

from bancada.core.messages.assets import evaluation, loading, networks, pipelines, saving, training

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    **loading.SENTENCES,
    **training.SENTENCES,
    **networks.SENTENCES,
    **evaluation.SENTENCES,
    **saving.SENTENCES,
    **pipelines.SENTENCES,
}
