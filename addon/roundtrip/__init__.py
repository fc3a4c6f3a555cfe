"""Recovers an existing clip from its own pose maps, and measures the error."""
