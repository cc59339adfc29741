"""Statistics over the last n bars, in one pass, without running sums that drift."""
