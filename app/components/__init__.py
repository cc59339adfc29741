"""Pieces that pages are drawn from. They are handed values and draw; they ask the bench through `app.cache` alone."""
