"""The panel, the Animate button, properties and preferences."""
