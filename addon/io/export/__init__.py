"""What makes exchange files right: what is prepared before the export, and what is
checked after it."""
