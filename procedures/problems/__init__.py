"""The problem log: what goes wrong with a procedure, digital or in person, and what solved it.

Phase 6 of the utility's plan: what staff put down here is what its improvement plan is made from.
It is about procedures, never about a person; the case it was seen in is named by folio alone.
"""
