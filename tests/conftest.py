"""What every test may count on; factories live in tests/factories.py."""
