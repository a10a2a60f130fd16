"""Finding a request by what people type of it: folio, account, meter, name, telephone, address.

A word is kept as it sounds (`catalogue.spelling`), so accents, b for v, s for z and a plural make
no difference. What nobody wrote that way is looked for among the words one slip of the fingers
away: each word is kept with all its spellings of one letter less and with its consonants alone,
and two words that share one of these are compared. Sealed answers are found only whole, by keyed
digest.

The slips are forgiven only where nothing this person may see is written as asked: who types
«Marín» wants no list of every «Martín», and what others file in secret never changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from rapidfuzz.distance import OSA

from backend.accounts.actors import Actor
from procedures.catalogue.spelling import sound, words_of
from procedures.definition.fields.base import Field
from procedures.definition.file_questions import rows_of

from .access import visible_to
from .crypto import search_digest
from .models import Applicant, SearchNeighbour, SearchTerm, ServiceRequest
from .models.request import ServiceRequestQuerySet
from .models.search import LONGEST_WORD, begins

LONGEST = 120  # letters of what is typed that are read
MOST_WORDS = 8  # of them
MOST_TERMS = 300  # of one request
MOST_CANDIDATES = 2000  # words that are compared with what was typed
BEGINNING = 3  # letters that are taken for the beginning of a word
MISTAKABLE = 4  # letters of a word in which one may be wrong
LONG = 6  # letters of a word in which two vowels may be
DIGITS_OF_A_NUMBER = 4  # digits typed with spaces or dashes between them are one number
TELEPHONE = 10  # digits; pieces of a number that together are as many are one
SEALED_LENGTHS = frozenset({12, 13, 18})  # of an RFC (company, person) and a CURP
SEALED_KINDS = ("curp", "rfc")
# What people say of a thing, which is not written in it; looked for only when nothing else is.
SAID_OF_IT = (
    "a al av avenida c calle cel celular col colonia contrato cuenta curp de del e el en "
    "fraccionamiento folio la las los medidor no num numero rfc sr sra tel telefono y"
)


def key(word: str) -> str:
    """A normal word as it is kept: by its sound and in the singular; a number without its zeros."""
    if any(c.isdigit() for c in word):
        return (word.lstrip("0") or "0")[:LONGEST_WORD]
    heard = sound(word)
    if len(heard) > MISTAKABLE and heard[-1] == "s" and heard[-2] in "aeiou":
        heard = heard[:-1]
    return heard[:LONGEST_WORD]


def neighbours(word: str) -> frozenset[str]:
    """What a kept word shares with whoever mistypes it: itself, less a letter, its consonants.

    Two spellings share one exactly when a letter was added, lost, changed or swapped with the next
    one, or when only vowels differ; numbers have none, one of their digits is another number.
    """
    if len(word) < MISTAKABLE or not word.isalpha():
        return frozenset()
    less = {word[:at] + word[at + 1 :] for at in range(len(word))}
    bones = _consonants(word)
    return frozenset({word, *less, *([f"%{bones}"] if len(word) >= LONG and bones else [])})


def put_down(
    service_request: ServiceRequest, answers: Mapping[str, Any], people: Iterable[Applicant]
) -> None:
    """Keep what the request is found by, in the transaction that changed it.

    Args:
        answers: as they were given, sealed ones open.
        people: those of the request; none of an anonymous one.
    """
    wanted = set(sorted(_terms(service_request, answers, people))[:MOST_TERMS])
    held = set(service_request.search_terms.values_list("term", flat=True))
    if gone := held - wanted:
        service_request.search_terms.filter(term__in=gone).delete()
    new = sorted(wanted - held)  # in one order: two filings never wait for each other in a circle
    SearchTerm.objects.bulk_create(
        [SearchTerm(service_request=service_request, term=term) for term in new]
    )
    SearchNeighbour.objects.bulk_create(
        [
            SearchNeighbour(near=near, word=word)
            for word in new
            for near in sorted(neighbours(word))
        ],
        ignore_conflicts=True,
    )


def forget_unused_words() -> int:
    """Drop the misspellings of words no request is found by any more; how many."""
    used = SearchTerm.objects.filter(term=OuterRef("word"))
    return SearchNeighbour.objects.filter(~Exists(used)).delete()[0]


@dataclass(frozen=True)
class Asked:
    """A word that was typed: the terms it stands for, and the beginning of others ("" for none)."""

    terms: frozenset[str]
    beginning: str = ""

    @property
    def rows(self) -> Q:
        """Which terms it is."""
        return Q(term__in=self.terms) | (begins(self.beginning) if self.beginning else Q())


@dataclass(frozen=True)
class Sought:
    """What was typed in the search box, understood.

    Attributes:
        words: each must be found.
        whole: all of it as one number, where it may be one: «951 123 45 67», «SOAPA-2026-00».
        similar: nothing was written that way, so these are words like those.
    """

    words: tuple[Asked, ...] = ()
    whole: Asked | None = None
    similar: bool = False

    def narrow(self, queryset: ServiceRequestQuerySet) -> ServiceRequestQuerySet:
        """The requests of a queryset that are meant."""
        if not self.words:
            return queryset.none()
        every = Q()
        for word in self.words:
            every &= Q(pk__in=_requests(word))
        return queryset.filter(every | Q(pk__in=_requests(self.whole)) if self.whole else every)


def look_for(actor: Actor, typed: str) -> Sought:
    """Understand what was typed: as it is written or, where the actor may see nothing written so,
    as it may have been meant. Two queries at most, however many words."""
    sought = read(typed)
    seen = visible_to(ServiceRequest.objects.all(), actor)
    if not sought.words or sought.narrow(seen).exists():
        return sought
    return _forgive(sought)


def read(typed: str) -> Sought:
    """What was typed, taken at its word."""
    typed = typed.replace("\x00", " ")[:LONGEST]
    words = _joined(words_of(typed))
    telling = [word for word in words if word not in _SAID_OF_IT] or words
    return Sought(
        tuple(_asked(word) for word in telling[:MOST_WORDS]),
        _number(words_of(typed)),
    )


_SAID_OF_IT = frozenset(SAID_OF_IT.split())


def _consonants(word: str) -> str:
    return "".join(letter for letter in word if letter not in "aeiou")


def _token(kind: str, value: str) -> str:
    return f"#{search_digest(kind, value.strip().upper())}"


def _asked(word: str) -> Asked:
    kept = key(word)
    sealed = {_token(kind, word) for kind in SEALED_KINDS if len(word) in SEALED_LENGTHS}
    return Asked(frozenset({kept, *sealed}), kept if len(kept) >= BEGINNING else "")


def _number(words: list[str]) -> Asked | None:
    whole = "".join(words)
    if len(words) < 2 or sum(c.isdigit() for c in whole) < DIGITS_OF_A_NUMBER:
        return None
    return Asked(frozenset({key(whole)}), key(whole))


def _joined(words: list[str]) -> list[str]:
    """The words, with the pieces of a telephone put together."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if word.isdigit():
            run.append(word)
            continue
        joined += ["".join(run)] if len("".join(run)) == TELEPHONE else run
        run = []
        if word:
            joined.append(word)
    return joined


def _forgive(sought: Sought) -> Sought:
    """The same, with each word also standing for those it may have been mistyped for."""
    typed = [next(term for term in word.terms if term[:1] != "#") for word in sought.words]
    near = {one for word in typed for one in neighbours(word)}
    known = list(
        SearchNeighbour.objects.filter(near__in=near)
        .values_list("word", flat=True)
        .distinct()[:MOST_CANDIDATES]
    )
    words = tuple(
        replace(asked, terms=asked.terms | {one for one in known if _alike(word, one)})
        for asked, word in zip(sought.words, typed, strict=True)
    )
    return replace(sought, words=words, similar=True)


def _alike(one: str, other: str) -> bool:
    """Whether a slip makes one of the other: one letter, or two vowels of a long word."""
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance > 1:
        return (
            distance == 2
            and min(len(one), len(other)) >= LONG
            and _consonants(one) == _consonants(other)
        )
    return min(len(one), len(other)) >= MISTAKABLE


def _requests(asked: Asked) -> Any:
    return SearchTerm.objects.filter(asked.rows).values("service_request")


def _terms(
    service_request: ServiceRequest, answers: Mapping[str, Any], people: Iterable[Applicant]
) -> Iterator[str]:
    prefix, *digits = words_of(service_request.folio)
    yield key(prefix + "".join(digits))
    yield key("".join(digits))
    yield key(digits[-2])  # its number in the year, as it is read aloud
    for person in people:
        yield from _terms_of(person.name)
        yield from _terms_of(person.phone)
    for field in service_request.definition.form.fields:
        yield from _answered(field, answers.get(field.key))
        inner = [one for one in field.fields if one.searchable]
        if inner:
            for _name, row in rows_of(field, answers):
                for one in inner:
                    yield from _answered(one, row.get(one.key))


def _answered(field: Field, value: Any) -> Iterator[str]:
    if not field.searchable or value in (None, "", [], {}):
        return
    if field.sensitive:
        yield _token(field.type.name, str(value))
    elif isinstance(value, Mapping):
        for part in value.values():
            if isinstance(part, str):
                yield from _terms_of(part)
    else:
        yield from _terms_of(str(value))


def _terms_of(text: str) -> Iterator[str]:
    """The terms of one thing: its words and, where it has a number, all of it in one piece."""
    words = words_of(text)
    yield from (key(word) for word in words)
    if any(c.isdigit() for c in text):
        yield key("".join(words))
