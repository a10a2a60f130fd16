"""What an account of a resident holds: requests it was shown the key of, and what it may reuse."""
