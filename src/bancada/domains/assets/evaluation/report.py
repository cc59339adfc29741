"""The report as Markdown, in words of two languages. It reckons nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation.values import AssetEvaluation

__all__ = ["render_report"]


def render_report(evaluation: AssetEvaluation, language: str) -> str:
    """Return the report for people, in "en" or "pt_BR"."""
    return "\n".join(f"- {one.message(language)}" for one in evaluation.findings)
