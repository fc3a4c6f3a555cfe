"""Files: scenes of several formats, and the report."""
