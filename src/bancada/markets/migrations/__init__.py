"""Migrations of what the market packs share, run by Alembic after Bancada's own."""
