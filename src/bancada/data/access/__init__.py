"""Who may call the HTTP API, in SQL: keys, the chain of what was done, whose runs are whose."""
