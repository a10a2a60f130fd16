"""What keeps people's data to themselves: encryption, sessions, policies, scrubbed logs."""
