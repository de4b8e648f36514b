"""Builds the set-up programs for Windows, on Linux: `python -m scripts.packaging build`."""
