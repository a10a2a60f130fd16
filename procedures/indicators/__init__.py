"""What is counted, once: board, public page, API and open data read the same figure (rule 14).

`registry` holds the indicators, `figures` has one module for each, `scope` says what is counted,
`publication` hides what would point at somebody before a figure leaves the house.
"""

from .registry import Indicator, Measured, indicators, measure
from .results import Cell, Result
from .scope import DIMENSIONS, Scope

__all__ = [
    "DIMENSIONS",
    "Cell",
    "Indicator",
    "Measured",
    "Result",
    "Scope",
    "indicators",
    "measure",
]
