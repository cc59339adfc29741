"""Features that run from the first bar of the session."""
