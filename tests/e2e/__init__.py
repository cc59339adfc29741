"""End to end: a real installation, driven through Chromium only, judged by what its store and database hold afterwards."""
