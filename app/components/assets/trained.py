"""How a model was trained: its epochs or the settings that were tried, as its log tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.charts.assets import epochs, settings
from app.components import plots
from app.components.market import written
from app.i18n import _, format_number, ngettext

__all__ = ["draw"]


def draw(log: Mapping[str, Any]) -> None:  # Any: JSON, as `TrainedAssets.log` lays it out; likewise below
    """Draw the log of a training: of an LSTM its epochs, of a forest its search."""
    if log.get("epochs"):
        _epochs(log)
    elif log.get("settings"):
        _settings(log)
    else:
        st.caption(_("No log of this training is kept."))


def _epochs(log: Mapping[str, Any]) -> None:
    rows, best = log["epochs"], int(log["best_epoch"])
    ran = ngettext("{n} epoch ran", "{n} epochs ran", len(rows))
    plots.plot(
        epochs(
            [(row["epoch"], row["loss"], row["val_loss"]) for row in rows],
            best=best,
            epoch_title=_("Epoch"),
            loss_title=_("Loss, both heads weighted"),
            training_name=_("Training"),
            validation_name=_("Validation"),
            best_name=_("kept"),
            **plots.look(),
        ),
        _(
            "{ran}; the weights of epoch {best} were kept, whose loss on validation is the smallest. Validation rows thereby chose the "
            "weights: judge the model by its figures on test.",
            ran=ran,
            best=format_number(best),
        ),
        data=written.frame(list(rows)),
        name="assets-epochs",
    )


def _settings(log: Mapping[str, Any]) -> None:
    tried = log["settings"]
    plots.plot(
        settings(
            [(_told(one["params"]), one["mean"], one["std"]) for one in tried],
            score_title=_("Balanced accuracy over folds"),
            setting_title=_("Setting tried, best first"),
            chance_name=_("chance"),
            **plots.look(),
        ),
        ngettext(
            "{n} setting was tried on folds of the training rows alone; bars are one standard deviation over {folds} folds. What lies within "
            "them is not told apart.",
            "{n} settings were tried on folds of the training rows alone; bars are one standard deviation over {folds} folds. What lies within "
            "them is not told apart.",
            len(tried),
            folds=format_number(log["folds"]),
        ),
        data=written.frame([{**one["params"], "mean": one["mean"], "std": one["std"]} for one in tried]),
        name="assets-settings",
    )
    st.caption(_("The setting kept: {setting}.", setting=_told(log["best"])))


def _told(params: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(params.items()))
