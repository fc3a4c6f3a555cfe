"""Control rigs: takes solved on what deforms, keyed on an animator's controls."""
