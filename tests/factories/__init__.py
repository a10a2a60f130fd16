"""People, papers, procedures and requests for tests, made as they are made in life."""

from tests.factories.cases import CONTACT, examples, filed, papers_for, somebody, take
from tests.factories.catalogue import catalogue, definition, published
from tests.factories.papers import paper, upload
from tests.factories.people import person, staff

__all__ = [
    "CONTACT",
    "catalogue",
    "definition",
    "examples",
    "filed",
    "paper",
    "papers_for",
    "person",
    "published",
    "somebody",
    "staff",
    "take",
    "upload",
]
