"""Reads a rig, and keeps inverse kinematics in step with a take."""
