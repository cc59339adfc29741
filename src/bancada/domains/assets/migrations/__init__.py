"""Migrations of the pack of daily assets, run by Alembic after Bancada's own."""
