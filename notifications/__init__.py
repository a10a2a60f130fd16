"""The voice: knows people and messages, nothing of procedures."""
