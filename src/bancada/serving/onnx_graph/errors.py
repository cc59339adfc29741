"""What a translation refuses, with the reason a certificate records. It is never raised past `serving.onnx_export`."""

from __future__ import annotations

__all__ = ["Untranslatable"]


class Untranslatable(Exception):  # internal: turned into a certificate that says why
    """A part of a model that the graph cannot express; the text names it."""
