"""The HTTP API: a door over Bench, with no logic of its own. See docs/reference/api.md."""
