"""The face: one folder per audience, no table of its own."""
