"""The demonstration: people, papers and a year of requests, all made by the operations.

Nothing is inserted: every row comes from the operation a person would use, with the clock moved, so
that what is shown is what the system does. Tests play cases with the same functions.
"""
