"""The ledger of sealed tickets."""


def draw() -> None:
    """Draw the view."""
