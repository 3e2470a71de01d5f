"""Loads real servers with what infracc emits for them, and compares with its figures: `make load`."""
