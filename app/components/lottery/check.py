"""Tickets held against draws."""


def draw() -> None:
    """Draw the view."""
