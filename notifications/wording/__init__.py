"""How each message is worded: the shipped files, and the editions the office publishes."""
