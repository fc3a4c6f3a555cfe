"""Cameras around a rig, renders of it, previews of a take."""
