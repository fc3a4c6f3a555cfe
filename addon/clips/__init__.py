"""Blender's Actions: curves, sampled clips, and keys of a take."""
