"""Ratios, moves and states of one bar and the one before."""
