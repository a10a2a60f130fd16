"""What requests are found by: words as they sound, and the misspellings that lead to each word.

Two narrow tables with ordinary indexes instead of a text search of the database's own: SQLite and
PostgreSQL answer alike, nobody needs to install an extension, and every look-up is an equality or
the beginning of a word. They are derived from the answers (`manage.py reindex_requests`): no row
of theirs is a record, so none has a history.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import connection, models
from django.db.models import Q

from .request import ServiceRequest

LONGEST_WORD = 40


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


def begins(beginning: str) -> Q:
    """Terms that begin so; each database by the index it has for it."""
    if connection.vendor == "postgresql":
        return Q(term__startswith=beginning)
    return Q(term__gte=beginning, term__lt=beginning + "\U0010ffff")
