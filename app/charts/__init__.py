"""Charts as pure functions, values or small frames to a Plotly figure. They know neither Streamlit nor languages.

Every function takes `theme` ("light" or "dark") and `separators` (decimal and thousands characters; ",." for pt-BR); texts come in
as keyword arguments, translated by the caller, with an English default. Draw them with `st.plotly_chart(figure, theme=None)`.
"""

from app.charts.board import contributions, leaderboard, probabilities
from app.charts.classes import calibration, confusion, precision_recall, roc, threshold
from app.charts.explore import correlation, distribution, relation, series
from app.charts.models import importance, learning_curve, predicted_actual, residuals
from app.charts.template import Theme, palette, template
from app.charts.tiny import tiny_histograms

__all__ = [
    "Theme",
    "calibration",
    "confusion",
    "contributions",
    "correlation",
    "distribution",
    "importance",
    "leaderboard",
    "learning_curve",
    "palette",
    "precision_recall",
    "predicted_actual",
    "probabilities",
    "relation",
    "residuals",
    "roc",
    "series",
    "template",
    "threshold",
    "tiny_histograms",
]
