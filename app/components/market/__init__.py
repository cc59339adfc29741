"""Pieces of the market page, one module a view or a part of one."""
