"""Contact channels: the enquiries to answer, and the screen of the call centre."""
