"""Forecasters compared, trained and kept."""


def draw() -> None:
    """Draw the view."""
