"""The revisions of Bancada's own tables, oldest first."""
