"""What a message may hold only when it is delivered: keys and links (ARCHITECTURE rule 10).

The rooms above register a resolver for each name. Stored and displayed texts keep the placeholder
`{{name}}`; `fill` is called by the delivery alone, between reading a row and sending it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

Resolver = Callable[[str], str]
NAMES = (
    "tracking_link",
    "staff_link",
    "inbox_link",
    "survey_link",
    "draft_link",
    "key",
    "sign_in_code",
    "enquiry_link",
    "enquiry_address",
    "choices_link",
    "unsubscribe_link",  # of an address, not of a reference: `preferences.link` makes it
)
RESOLVERS: dict[str, Resolver] = {}
PAPER: dict[str, Resolver] = {}
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
OPENING = re.compile(r"\{(?=\{|\Z)")


def secret(name: str) -> Callable[[Resolver], Resolver]:
    """Register the decorated function as the maker of the secret `name` from a reference.

    Raises:
        LookupError: no message may hold a secret of that name.
    """
    if name not in NAMES:
        raise LookupError(name)

    def register(resolver: Resolver) -> Resolver:
        RESOLVERS[name] = resolver
        return resolver

    return register


def on_paper(name: str) -> Callable[[Resolver], Resolver]:
    """Register the decorated function as what a letter says in the place of the secret `name`.

    A letter goes through other hands than the person's, and so may a message that somebody sends to
    another address: it says where to get the secret, and never the secret. A message with one that
    paper has no words for is never a letter, nor goes to another address.
    """

    def register(resolver: Resolver) -> Resolver:
        PAPER[name] = resolver
        return resolver

    return register


def fits_paper(text: str) -> bool:
    """Whether a letter can be made of a stored text."""
    return PAPER.keys() >= set(PLACEHOLDER.findall(text))


def fill_on_paper(text: str, reference: str, *, made_safe: Callable[[str], str] = str) -> str:
    """`text` with every placeholder replaced by what a letter says in its place.

    Args:
        made_safe: escapes those words for the place they go to (HTML).

    Raises:
        LookupError: there are no such words for one of them.
    """
    return PLACEHOLDER.sub(lambda found: made_safe(PAPER[found[1]](reference)), text)


def placeholder(name: str) -> str:
    """What stands for the secret `name` in a text that is stored."""
    return "{{" + name + "}}"


def harmless(text: str) -> str:
    """`text`, which somebody typed, unable to ask for a secret by writing a placeholder: no brace
    stands beside another, nor last, where one of the words that follow could join it."""
    return OPENING.sub("{ ", text)


def fill(
    text: str,
    reference: str,
    *,
    made_safe: Callable[[str], str] = str,
    known: Mapping[str, str] | None = None,
) -> str:
    """`text` with every placeholder replaced by its secret.

    Args:
        text: a stored text.
        reference: what the secrets belong to (a folio, the id of a draft).
        made_safe: escapes a secret for the place it goes to (HTML).
        known: secrets that are made from something else, by name.

    Raises:
        LookupError: nobody registered a resolver for one of them.
    """
    given = known or {}

    def secret_for(found: re.Match[str]) -> str:
        name = found[1]
        return made_safe(given[name] if name in given else RESOLVERS[name](reference))

    return PLACEHOLDER.sub(secret_for, text)


def address(stored: str, reference: str) -> str:
    """Where a message goes: the address itself, or the one a placeholder alone stands for.

    What people type is never one: an address has an @ and a placeholder none.
    """
    return fill(stored, reference) if PLACEHOLDER.fullmatch(stored) else stored


def blank(text: str) -> str:
    """`text` as it may be shown on a screen: each secret is said to be one."""
    return PLACEHOLDER.sub(_("(dato privado)"), text)
