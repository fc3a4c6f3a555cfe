"""Takes that the artist has not decided on yet: shown, accepted, rejected."""
