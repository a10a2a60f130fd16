"""One working day of the office: who works, what comes in, and how each request ends."""
