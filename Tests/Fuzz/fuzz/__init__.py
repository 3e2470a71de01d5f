"""Feeds infracc what nobody means: `make fuzz`."""
