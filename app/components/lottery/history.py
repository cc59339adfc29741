"""The record of draws beside what a fair game gives."""


def draw() -> None:
    """Draw the view."""
