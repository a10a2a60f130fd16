"""Who sees what, and who may do what: one queryset and one function (ARCHITECTURE rule 12).

Not yours is `NotFound`; yours but not your role's is `NotAllowed`. A restricted procedure (DOMAIN
§8) is seen by its audience and by nobody else, whatever their rank.
"""

from __future__ import annotations

from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, citizen_of
from backend.accounts.roles import Role

from . import folios, keys
from .errors import NotAllowed, NotFound
from .models import CaseAccess, ServiceRequest
from .models.request import ServiceRequestQuerySet

# The window answers "how is my request going?" for everybody; the direction looks at all.
SEES_EVERYTHING = frozenset({Role.COUNTER, Role.DIRECTOR})
# Within their area they see whatever the area has a part in, not only their own role's turn.
SEES_THE_AREA = frozenset({Role.REVIEWER, Role.SUPERVISOR})

TALKERS = frozenset(
    {Role.COUNTER, Role.REVIEWER, Role.TECHNICAL, Role.SUPERVISOR, Role.TRANSPARENCY, Role.OIC}
)
OWNERS = TALKERS | {Role.SIGNER, Role.CASHIER, Role.INSPECTOR, Role.CREW}

# What staff do beside the workflow, and the roles that may (holding one anywhere on a case you
# see).
STAFF_ACTIONS: dict[str, frozenset[Role]] = {
    "claim": frozenset(OWNERS),
    "assign": frozenset({Role.SUPERVISOR, Role.OIC, Role.TRANSPARENCY}),
    "note": frozenset(OWNERS | {Role.DIRECTOR}),
    "label": frozenset(OWNERS | {Role.DIRECTOR}),
    "watch": frozenset(OWNERS | {Role.DIRECTOR}),
    "message": frozenset(TALKERS),
    "correct_answers": frozenset({Role.COUNTER, Role.REVIEWER, Role.OIC, Role.TRANSPARENCY}),
    "renew_key": frozenset({Role.COUNTER, Role.OIC, Role.TRANSPARENCY}),
    # Who has the person before them puts down how they want to be told.
    "choose_notices": frozenset({Role.COUNTER, Role.OIC, Role.TRANSPARENCY}),
    "review_document": frozenset(TALKERS),
    # Who has the person and the original before them (R26).
    "collate_document": frozenset(
        {Role.COUNTER, Role.REVIEWER, Role.SUPERVISOR, Role.TRANSPARENCY, Role.OIC}
    ),
    "reveal_sensitive": frozenset(TALKERS | {Role.SIGNER}),
    "certify_silence": frozenset(
        {Role.REVIEWER, Role.SUPERVISOR, Role.SIGNER, Role.OIC, Role.TRANSPARENCY}
    ),
    # Whose account it is and where: who judges the case compares it with what was written.
    "see_register": frozenset(TALKERS | {Role.SIGNER}),
    # Who checks identities puts down that somebody proved to hold the account.
    "recognise_holder": frozenset({Role.COUNTER, Role.REVIEWER, Role.SUPERVISOR}),
    "draft_paper": frozenset(
        {Role.REVIEWER, Role.TECHNICAL, Role.SUPERVISOR, Role.SIGNER, Role.OIC, Role.TRANSPARENCY}
    ),
    "revoke_resolution": frozenset({Role.SIGNER, Role.SUPERVISOR, Role.DIRECTOR}),
    "receive_appeal": frozenset({Role.COUNTER, Role.OIC, Role.TRANSPARENCY}),
    # It names who brought it: whoever goes to a door does not need it.
    "read_appeal": frozenset(TALKERS | {Role.SIGNER, Role.DIRECTOR}),
    # What its messages became, and what is done with one of them (issue 5.6).
    "handle_messages": frozenset({Role.SUPERVISOR, Role.OIC, Role.TRANSPARENCY}),
    # The superior of who signed (R29; LFPA 86); of a restricted procedure, its own body.
    "decide_appeal": frozenset({Role.DIRECTOR, Role.OIC}),
}
# An area that is only asked for its opinion reads what the question needs (R22): it neither talks
# with the person nor opens what is reserved, and changes nothing but its answer.
BEYOND_AN_OPINION = frozenset(
    {
        "label",
        "watch",
        "message",
        "correct_answers",
        "renew_key",
        "choose_notices",
        "review_document",
        "collate_document",
        "reveal_sensitive",
        "see_register",
        "recognise_holder",
        "certify_silence",
        "revoke_resolution",
        "draft_paper",
        "receive_appeal",
        "read_appeal",
        "decide_appeal",
        "handle_messages",
    }
)
# Types of field that say how to find or reach somebody: no opinion needs them. The name stays, to
# tell a conflict of interest (R24).
ACCESS_TO_A_PERSON = frozenset({"curp", "rfc", "email", "phone"})
# What is left to whoever stepped aside for an interest in it (R24): to read, and to leave a note.
DESPITE_AN_INTEREST = frozenset({"note"})
OPINION = "opinion"  # the reason of the rows that let such an area in
CITIZEN_ACTIONS = frozenset(
    {"message", "withdraw", "answer_correction", "renew_key", "choose_notices"}
)
FILERS = frozenset({Role.COUNTER, Role.OIC, Role.TRANSPARENCY})
MANAGERS = frozenset({Role.DIRECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR})


def visible_to(queryset: ServiceRequestQuerySet, actor: Actor) -> ServiceRequestQuerySet:
    """The requests this actor may see, as a queryset to filter further.

    Args:
        queryset: any queryset of requests.
        actor: who asks; a citizen sees the one request its key opened.
    """
    if actor.kind == "system":
        return queryset
    if actor.kind == "citizen":
        return queryset.filter(folio=actor.folio)
    if actor.kind != "staff" or actor.user is None:
        return queryset.none()

    explicit = Q(user=actor.user)
    for grant in actor.grants:
        role, _at, area = grant.partition("@")
        explicit |= Q(role=role) if area == "*" else Q(role=role, area=area)
    of_this = CaseAccess.objects.filter(service_request=OuterRef("pk"))
    ordinary = (
        Q()
        if _sees_everything(actor)
        else Q(Exists(of_this.filter(_rows_of(actor)))) | Q(assignee=actor.user)
    ) & Q(procedure__audience=[])
    opened = ~Q(procedure__audience=[]) & Q(Exists(of_this.filter(explicit & Q(explicit=True))))
    return queryset.filter(ordinary | _of_the_audience(actor) | opened)


def _sees_everything(actor: Actor) -> bool:
    told = (grant.partition("@") for grant in actor.grants)
    return any(
        role in SEES_EVERYTHING or (area == "*" and role in SEES_THE_AREA)
        for role, _at, area in told
    )


def _rows_of(actor: Actor) -> Q:
    """The rows of `CaseAccess` that speak of somebody of the staff.

    A row without area speaks of a role anywhere, one without role of anybody in the area; a row
    with neither is one person's.
    """
    mine = Q(user=actor.user)
    for grant in actor.grants:
        role, _at, area = grant.partition("@")
        held = Q(role=role) | Q(role="", user=None)
        mine |= held if area == "*" else held & (Q(area=area) | Q(area="", role=role))
        if role in SEES_THE_AREA and area != "*":
            mine |= Q(area=area)
    return mine


def only_asked(actor: Actor, service_request: ServiceRequest) -> bool:
    """Whether this actor sees the request for no other reason than that its opinion was asked.

    One query; being given the case to answer it (`assignee`) does not make it more.
    """
    if not actor.is_staff or actor.user is None or _sees_everything(actor):
        return False
    if {f"role:{role}" for role in actor.roles} & set(service_request.procedure.audience):
        return False
    rows = service_request.accesses.filter(_rows_of(actor))
    return set(rows.values_list("reason", flat=True)) == {OPINION}


def beyond_an_opinion(queryset: ServiceRequestQuerySet, actor: Actor) -> ServiceRequestQuerySet:
    """Of requests this actor may see, those it sees for more than its opinion (`only_asked`)."""
    if not actor.is_staff or actor.user is None or _sees_everything(actor):
        return queryset
    mine = CaseAccess.objects.filter(_rows_of(actor), service_request=OuterRef("pk"))
    only = Exists(mine.filter(reason=OPINION)) & ~Exists(mine.exclude(reason=OPINION))
    return queryset.exclude(Q(only) & ~_of_the_audience(actor))


def _of_the_audience(actor: Actor) -> Q:
    audience = Q(pk__in=[])
    for role in actor.roles:
        audience |= Q(procedure__audience__icontains=f'"role:{role}"')
    return audience


def find(actor: Actor, folio: str) -> ServiceRequest:
    """The request with this folio, if the actor may see it.

    Raises:
        NotFound: it does not exist, or is not this actor's to see; the two look the same.
    """
    found = (
        visible_to(ServiceRequest.objects.all(), actor)
        .filter(folio=folio.replace("\x00", "?"))  # a character PostgreSQL does not even compare
        .select_related("procedure", "version", "assignee")
        .first()
    )
    if found is None:
        raise NotFound(_("No encontramos esa solicitud."))
    return found


def open_with_key(folio: str, key: str) -> Actor | None:
    """The citizen who holds a folio and its key, or None; both failures take the same path."""
    try:
        clean = str(folios.parse_folio(folio))
    except folios.BadFolio:
        clean = ""
    row = ServiceRequest.objects.filter(folio=clean).only("folio", "key_nonce").first()
    nonce = row.key_nonce if row else "0" * 32
    held = keys.matches(clean or "-", nonce, key)
    return citizen_of(row.folio) if row and held else None


class Part:
    """What an actor has to do with a request it can see: asked once, to make one page and no more.

    An operation asks anew (`may`, `require`).
    """

    def __init__(self, actor: Actor, row: ServiceRequest) -> None:
        self.actor, self.row = actor, row

    @cached_property
    def only_asked(self) -> bool:
        """Whether the request is theirs for an opinion and nothing else (R22)."""
        return only_asked(self.actor, self.row)

    @cached_property
    def stepped_aside(self) -> bool:
        """Whether they excused themself from it (R24)."""
        return stepped_aside(self.actor, self.row)

    def may(self, action: str) -> bool:
        """Whether this actor may do `action`, one beside the workflow."""
        if self.actor.kind == "system":
            return True
        if self.actor.kind == "citizen":
            return action in CITIZEN_ACTIONS and self.actor.folio == self.row.folio
        if not has_role_for(self.actor, action):
            return False
        if action in BEYOND_AN_OPINION and self.only_asked:
            return False
        return action in DESPITE_AN_INTEREST or not self.stepped_aside


def may(actor: Actor, action: str, service_request: ServiceRequest) -> bool:
    """Whether this actor may do `action` (one beside the workflow) on a request it can see."""
    return Part(actor, service_request).may(action)


def stepped_aside(actor: Actor, service_request: ServiceRequest) -> bool:
    """Whether this actor excused themself from the request (R24); one query, of staff alone."""
    return actor.is_staff and service_request.excuses.filter(user=actor.user).exists()


def require_no_interest(actor: Actor, service_request: ServiceRequest) -> None:
    """Refuse whoever excused themself.

    Raises:
        NotAllowed: they did.
    """
    if stepped_aside(actor, service_request):
        raise NotAllowed(_("Usted se excusó de esta solicitud: debe atenderla otra persona."))


def has_role_for(actor: Actor, action: str) -> bool:
    """Whether a function of somebody of the staff includes `action`, on whatever request."""
    return actor.is_staff and bool(STAFF_ACTIONS.get(action, frozenset()) & actor.roles)


def require(actor: Actor, action: str, service_request: ServiceRequest) -> None:
    """`may`, or NotAllowed with a sentence."""
    if action not in DESPITE_AN_INTEREST:
        require_no_interest(actor, service_request)
    if not may(actor, action, service_request):
        raise NotAllowed(_("Su función no permite hacer esto en la solicitud."))


def may_file_for_others(actor: Actor) -> bool:
    """Counter, telephone and letter intake (DOMAIN §5.6)."""
    return actor.kind == "staff" and bool(FILERS & actor.roles)


def may_see_figures(actor: Actor) -> bool:
    """The management board (EXPERIENCE, Management)."""
    return actor.kind == "staff" and bool(MANAGERS & actor.roles)
