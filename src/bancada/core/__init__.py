"""Values, errors and ports. No I/O, no engine, no user interface."""
