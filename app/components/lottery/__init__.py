"""Pieces of the lottery page, a module a view."""
