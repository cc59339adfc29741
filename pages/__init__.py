"""One thin file per page: read choices, call one cached use case, draw."""
