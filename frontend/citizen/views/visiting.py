"""The day of a visit for the calendar of whoever is visited."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.accounts.actors import Actor
from frontend.calendars import calendar_response
from frontend.citizen.views.requests import of_its_citizen
from procedures.casework.ics import Entry
from procedures.casework.models import VisitStatus
from procedures.casework.visiting import window_in_words
from procedures.catalogue.institution import institution
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest


@of_its_citizen
@require_safe
def visit_day(request: HttpRequest, actor: Actor, row: ServiceRequest) -> HttpResponse:
    """`visita.ics`: the planned visit, with the code to check it by."""
    visit = row.visits.filter(status=VisitStatus.PLANNED).last()
    if visit is None:
        raise NotFound(_("No encontramos esa visita."))
    who = institution().short_name
    entry = Entry(
        uid=f"{visit.code}@{settings.SITE_URL.partition('//')[2].partition(':')[0]}",
        on=visit.on,
        summary=_("Visita de %(who)s: %(window)s") % {"who": who, "window": window_in_words(visit)},
        description=_("Solicitud %(folio)s. Código para comprobar quién le visita: %(code)s.")
        % {"folio": row.folio, "code": visit.code},
        url=f"{settings.SITE_URL}{reverse('verify-code', args=[visit.code])}",
        sequence=visit.times_moved,
        stamp=timezone.now(),
    )
    return calendar_response([entry], name=_("Visita de %s") % who, file="visita")
