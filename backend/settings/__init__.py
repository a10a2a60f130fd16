"""Settings: base.py is production, everything it needs comes from the environment."""
