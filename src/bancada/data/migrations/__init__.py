"""Alembic's folder: env.py is run by `bancada.data.migrate`, never by a command of its own."""
