"""Cameras of the artist's own through which the model sees a rig."""
