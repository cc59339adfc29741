"""Words of features, labels and folds in the session's language."""

from __future__ import annotations

from app.i18n import _
from bancada.core.leaks import LeakCode
from bancada.markets.selection.values import Verdict
from bancada.services.market.requests import LabelKind, SplitterKind

__all__ = [
    "feature_group",
    "label_class",
    "label_kind",
    "label_rule",
    "leak",
    "leak_meaning",
    "splitter",
    "splitter_rule",
    "unit",
    "verdict",
]


def feature_group(code: str) -> str:
    """Return the family that a feature is listed under."""
    return {
        "momentum": _("momentum"),
        "volatility": _("volatility"),
        "oscillator": _("oscillators"),
        "composite": _("composites"),
        "trend": _("trend"),
        "channel": _("channels"),
        "microstructure": _("microstructure"),
        "range": _("ranges"),
        "volume": _("volume"),
        "regime": _("per regime"),
        "time": _("time of day and season"),
        "session": _("session"),
    }.get(code, code)


def unit(code: str) -> str:
    """Return the unit of a feature; as the catalogue has it where it is the same in every language."""
    return {
        "price": _("price"),
        "fraction": _("fraction"),
        "log return a bar": _("log return a bar"),
        "log return": _("log return"),
        "-1 to 1": _("-1 to 1"),
        "0 to 100": _("0 to 100"),
        "0 to 1": _("0 to 1"),
        "ratio": _("ratio"),
        "ATRs": _("ATRs"),
        "percent": _("percent"),
        "volume": _("volume"),
        "-100 to 100": _("-100 to 100"),
        "standard deviations": _("standard deviations"),
        "0 or 1": _("0 or 1"),
        "price a bar": _("price a bar"),
        "-100 to 0": _("-100 to 0"),
        "none": _("no unit"),
        "price x volume": _("price × volume"),
        "return a unit of money": _("return a unit of money"),
        "price a unit of volume": _("price a unit of volume"),
        "minutes": _("minutes"),
        "-1, 0 or 1": _("-1, 0 or 1"),
    }.get(code, code)


def label_kind(code: LabelKind | str) -> str:
    """Return how a way to label is called."""
    return {
        LabelKind.RETURNS: _("return ahead"),
        LabelKind.MAGNITUDE: _("size of the return ahead"),
        LabelKind.THRESHOLD: _("trade by a fixed threshold"),
        LabelKind.VOLATILITY: _("trade by volatility"),
        LabelKind.TRIPLE_BARRIER: _("triple barrier"),
    }[LabelKind(code)]


def label_rule(kind: LabelKind) -> str:
    """Return what a label says of a bar."""
    return {
        LabelKind.RETURNS: _("From the open of the next bar to the close at the horizon, as a number, before costs."),
        LabelKind.MAGNITUDE: _("Five classes, parted at the fifths of the returns that were known at that bar."),
        LabelKind.THRESHOLD: _(
            "Buy where the return ahead is over the threshold, sell where it is under its negative."
        ),
        LabelKind.VOLATILITY: _(
            "Buy where the return ahead is over a threshold that follows the volatility of the bars before, sell where it is under its negative."
        ),
        LabelKind.TRIPLE_BARRIER: _(
            "What a purchase at the next open meets first: profit, loss or the end of its time. A bar that touches both counts as a loss."
        ),
    }[kind]


def label_class(name: str) -> str:
    """Return how a class of labels is called."""
    return {
        "sell": _("sell"),
        "hold": _("hold"),
        "buy": _("buy"),
        "loss": _("loss"),
        "time": _("time out"),
        "profit": _("profit"),
        "strong_fall": _("strong fall"),
        "fall": _("fall"),
        "flat": _("flat"),
        "rise": _("rise"),
        "strong_rise": _("strong rise"),
    }.get(name, name)


def splitter(code: SplitterKind | str) -> str:
    """Return how a way to deal bars is called."""
    return {
        SplitterKind.WALK_FORWARD: _("walk-forward, all the past"),
        SplitterKind.ROLLING: _("walk-forward, rolling window"),
        SplitterKind.PURGED: _("purged k-fold with embargo"),
        SplitterKind.COMBINATORIAL: _("combinatorial purged"),
    }[SplitterKind(code)]


def splitter_rule(kind: SplitterKind) -> str:
    """Return how a splitter deals bars."""
    return {
        SplitterKind.WALK_FORWARD: _("Each block is judged by what was learned from all bars before it."),
        SplitterKind.ROLLING: _(
            "Each block is judged by what was learned from the same number of bars right before it."
        ),
        SplitterKind.PURGED: _(
            "Each block is judged once; bars on both sides teach, but for those whose labels meet it and those right after it."
        ),
        SplitterKind.COMBINATORIAL: _(
            "Every pair of blocks is judged by the others, which gives several whole histories."
        ),
    }[kind]


def verdict(code: Verdict, beside: str = "") -> str:
    """Return what became of a feature in a selection, and why."""
    return {
        Verdict.KEPT: _("kept"),
        Verdict.FILLED: _("fills up the least number"),
        Verdict.MISSING: _("missing in too many bars"),
        Verdict.CONSTANT: _("never changes"),
        Verdict.NOISE: _("tells no more than chance"),
        Verdict.REDUNDANT: _("runs along with {name}", name=beside),
        Verdict.UNSTABLE: _("chosen in too few folds"),
        Verdict.BEYOND: _("enough better ones"),
        Verdict.LEVEL: _("left aside: in units of price"),
    }[code]


def leak(code: LeakCode) -> str:
    """Return how a leak test is called."""
    return {
        LeakCode.FUTURE: _("Changed future"),
        LeakCode.NULL_TARGET: _("Shuffled labels"),
        LeakCode.GOLDEN: _("One feature alone"),
        LeakCode.OVERLAP: _("Labels that overlap"),
        LeakCode.FITTED: _("Fitted on training bars only"),
        LeakCode.PLAUSIBLE: _("Skill that can be"),
    }[code]


def leak_meaning(code: LeakCode) -> str:
    """Return what a leak test asks, in plain words."""
    return {
        LeakCode.FUTURE: _("Do features stay the same when what comes later is changed?"),
        LeakCode.NULL_TARGET: _("Is nothing learned where there is nothing to learn?"),
        LeakCode.GOLDEN: _("Does no single feature answer too well to be true?"),
        LeakCode.OVERLAP: _("Do no training labels look into the bars that are judged?"),
        LeakCode.FITTED: _("Do steps that learn from data, such as scaling, see training bars alone?"),
        LeakCode.PLAUSIBLE: _("Is the skill no greater than such data can give?"),
    }[code]
