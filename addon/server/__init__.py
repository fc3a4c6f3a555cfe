"""A server of motion for other programs, docs/server.md."""
