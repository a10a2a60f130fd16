"""Finding an enquiry by its number, or by who asks: name, mail, telephone.

All of that is sealed, so what is kept is a keyed digest of each whole mail and telephone, and of
each word of the name as it sounds: accents, b for v and a plural make no difference, and nobody
who reads the table learns a name. A slip of the fingers finds nothing: there is nothing to compare
it with.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from procedures.catalogue.spelling import words_of as pieces_of
from procedures.definition.fields.phone import national_digits
from procedures.requests.crypto import search_digest
from procedures.requests.folios import BadFolio
from procedures.requests.search import key

from .models import Enquiry, EnquiryTerm
from .numbers import parse_number
from .words import Words, words_of

LONGEST = 120  # letters of what is typed that are read
MOST_WORDS = 8  # of a name


def put_down(enquiry: Enquiry, words: Words) -> None:
    """Keep what an enquiry is found by, in the transaction that receives it."""
    found = {_digest("name", key(word)) for word in pieces_of(words.name)}
    found |= {_digest("email", words.email.casefold())} if words.email else set()
    found |= {_digest("phone", words.phone)} if words.phone else set()
    EnquiryTerm.objects.bulk_create(
        [EnquiryTerm(enquiry=enquiry, term=term) for term in sorted(found)], ignore_conflicts=True
    )


def put_down_again(enquiry: Enquiry) -> None:
    """The same of one received before: after an upgrade, or a new key."""
    with transaction.atomic():
        row = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
        row.terms.all().delete()
        put_down(row, words_of(row))


def narrow(rows: QuerySet[Enquiry], typed: str) -> QuerySet[Enquiry]:
    """Those of a queryset that are meant; none where nothing was typed that may be looked for."""
    typed = typed.replace("\x00", " ").strip()[:LONGEST]
    if "@" in typed:
        return rows.filter(_with("email", typed.casefold()))
    meant = Q(pk__in=[])
    if digits := national_digits(typed):
        meant |= _with("phone", digits)
    try:
        meant |= Q(number=parse_number(typed))
    except BadFolio:
        pass
    named = Q()
    for word in pieces_of(typed)[:MOST_WORDS]:
        named &= _with("name", key(word))
    return rows.filter(meant | named if named else meant)


def _with(kind: str, value: str) -> Q:
    here = EnquiryTerm.objects.filter(term=_digest(kind, value))
    return Q(pk__in=here.values("enquiry"))


def _digest(kind: str, value: str) -> str:
    return search_digest(f"enquiry {kind}", value)
