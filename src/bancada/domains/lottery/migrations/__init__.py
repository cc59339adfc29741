"""Migrations of the lottery pack, run by Alembic after Bancada's own."""
