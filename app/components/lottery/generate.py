"""Tickets for the next contest."""


def draw() -> None:
    """Draw the view."""
