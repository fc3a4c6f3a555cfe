"""What is done to a take before it becomes keys. Plain NumPy: no bpy."""
