"""People, papers, procedures and requests for tests, made as they are made in life."""

from tests.factories.cases import CONTACT, examples, filed, papers_for, somebody, take
from tests.factories.catalogue import catalogue, definition, published
from tests.factories.papers import paper, upload
from tests.factories.people import person, staff
from tests.factories.residents import ask_for_code, code_in, signed_in

__all__ = [
    "CONTACT",
    "ask_for_code",
    "catalogue",
    "code_in",
    "definition",
    "examples",
    "filed",
    "paper",
    "papers_for",
    "person",
    "published",
    "signed_in",
    "somebody",
    "staff",
    "take",
    "upload",
]
