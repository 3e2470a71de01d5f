"""Links and their checks."""
