"""One module a format: whether a file is of it, and how its records are read."""
