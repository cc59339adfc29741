"""Features that carry something from bar to bar: averages without an end, and what runs from a session's open."""
