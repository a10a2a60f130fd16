"""What left the house: which message, by which way, and what became of it."""
