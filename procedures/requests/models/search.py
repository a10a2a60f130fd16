"""What requests are found by: words as they sound, the misspellings that lead to each word, and
the answers a list may be narrowed by.

Two narrow tables with ordinary indexes instead of a text search of the database's own: SQLite and
PostgreSQL answer alike, nobody needs to install an extension, and every look-up is an equality or
the beginning of a word. They are derived from the answers (`manage.py reindex_requests`): no row
of theirs is a record, so none has a history.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import connection, models
from django.db.models import Q

from procedures.catalogue.models import Procedure

from .request import ServiceRequest

LONGEST_WORD = 40
LONGEST_VALUE = 80


class SearchTerm(models.Model):
    """A word a request is found by, as `procedures.requests.search` spells it.

    A sealed answer (CURP, RFC) stands here as `#` and its keyed digest, and in no other way.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="search_terms", db_index=False
    )
    term = models.CharField(max_length=65)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service_request", "term"], name="search_term_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["term", "service_request"], name="search_term"),
            # PostgreSQL finds beginnings in this one whatever the language of the database.
            models.Index(
                fields=["term"], opclasses=["varchar_pattern_ops"], name="search_term_beginning"
            ),
        ]

    def __str__(self) -> str:
        return f"term of {self.service_request_id}"


class SearchNeighbour(models.Model):
    """A way to mistype a word that some request is found by: see `search.neighbours`."""

    near = models.CharField(max_length=LONGEST_WORD + 1)
    word = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["near", "word"], name="search_neighbour_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["word"], name="search_neighbour_word")]

    def __str__(self) -> str:
        return "a neighbour of a word"


class FilterValue(models.Model):
    """An answer to a question that is `filterable`, in the shape its filter compares.

    One column of three says it, by the type's `filtered`; of several options chosen, a row each.
    Kept only for those questions (ARCHITECTURE rule 5), none of which is ever sensitive.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="filter_values", db_index=False
    )
    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=60)
    text = models.CharField(max_length=LONGEST_VALUE, blank=True, default="")
    number = models.DecimalField(max_digits=22, decimal_places=6, null=True)
    day = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request", "key", "text"], name="filter_value_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["procedure", "key", "text"], name="filter_text"),
            models.Index(
                fields=["procedure", "key", "number"],
                condition=Q(number__isnull=False),
                name="filter_number",
            ),
            models.Index(
                fields=["procedure", "key", "day"],
                condition=Q(day__isnull=False),
                name="filter_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.service_request_id}"


def begins(beginning: str, column: str = "term") -> Q:
    """Rows whose column begins so; each database by the index it has for it."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": beginning})
    return Q(**{f"{column}__gte": beginning, f"{column}__lt": beginning + "\U0010ffff"})
