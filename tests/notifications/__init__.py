"""The voice: what is said, and that it is said once."""
