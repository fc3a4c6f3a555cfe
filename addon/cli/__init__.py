"""The command line of batch.py."""
