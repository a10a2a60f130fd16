"""The desk of those who work here: inbox, case, counter, visits."""
