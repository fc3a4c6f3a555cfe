"""What importers get wrong or leave out, mended after they have run."""
