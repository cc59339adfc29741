"""Quantiles of all that was known before: expanding, by group, never of what comes later."""
