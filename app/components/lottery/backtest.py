"""Models and rules on past draws."""


def draw() -> None:
    """Draw the view."""
