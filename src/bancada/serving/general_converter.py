"""skl2onnx with the LightGBM and XGBoost converters of onnxmltools: the way of estimators without a translation of our own.

float32 throughout, so its certificate is refused more often.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from bancada.serving.onnx_graph import INPUT, Untranslatable
from bancada.serving.onnx_graph.graph import ML_OPSET, OPSET

__all__ = ["convert"]


# Any in this module: fitted estimators and ONNX protobufs, which ship no types.
def convert(model: Any, *, n_inputs: int) -> bytes:
    """Return the converted model, its only output named as what it is; whatever the converters raise passes through."""
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType
    from skl2onnx.common.exceptions import MissingConverter, MissingShapeCalculator

    _register()
    options = {id(model): {"zipmap": False}} if hasattr(model, "classes_") else None
    try:
        proto = convert_sklearn(
            model,
            initial_types=[(INPUT, FloatTensorType([None, n_inputs]))],
            options=options,
            target_opset={"": OPSET, "ai.onnx.ml": ML_OPSET},
        )
    except (MissingConverter, MissingShapeCalculator) as error:
        raise Untranslatable(f"skl2onnx has no converter for {type(model).__name__}") from error
    return _with_one_output(
        proto, is_classifier=hasattr(model, "classes_"), gives_shares=hasattr(model, "predict_proba")
    )


@cache
def _register() -> None:
    import lightgbm
    import xgboost
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    from skl2onnx import update_registered_converter
    from skl2onnx.common.shape_calculator import (
        calculate_linear_classifier_output_shapes,
        calculate_linear_regressor_output_shapes,
    )

    classifier = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    shapes = (calculate_linear_classifier_output_shapes, calculate_linear_regressor_output_shapes)
    lightgbm_regressor = {"split": None}
    for cls, name, shape, converter, options in (
        (lightgbm.LGBMClassifier, "LightGbmLGBMClassifier", shapes[0], convert_lightgbm, classifier),
        (lightgbm.LGBMRegressor, "LightGbmLGBMRegressor", shapes[1], convert_lightgbm, lightgbm_regressor),
        (xgboost.XGBClassifier, "XGBoostXGBClassifier", shapes[0], convert_xgboost, classifier),
        (xgboost.XGBRegressor, "XGBoostXGBRegressor", shapes[1], convert_xgboost, None),
    ):
        update_registered_converter(cls, name, shape, converter, options=options)


def _with_one_output(proto: Any, *, is_classifier: bool, gives_shares: bool) -> bytes:
    """Return the model with its label output dropped, and the other one called `probabilities`, `scores` or `values`."""
    from onnx import TensorProto, helper

    old = proto.graph.output[1 if is_classifier else 0].name
    name = "probabilities" if gives_shares else "scores" if is_classifier else "values"
    if old != name:
        proto.graph.node.append(helper.make_node("Identity", [old], [name], name="bancada_answer"))
    del proto.graph.output[:]
    proto.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, None]))
    content: bytes = proto.SerializeToString()
    return content
