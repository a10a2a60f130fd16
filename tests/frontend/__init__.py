"""The face, tested."""
