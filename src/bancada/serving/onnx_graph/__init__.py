"""Fitted estimators as ONNX graphs in double precision, built by hand: exact where a general converter rounds to float32."""

from __future__ import annotations

from bancada.serving.onnx_graph.errors import Untranslatable
from bancada.serving.onnx_graph.graph import INPUT
from bancada.serving.onnx_graph.translation import is_multilabel, translate

__all__ = ["INPUT", "Untranslatable", "is_multilabel", "translate"]
