"""Who is accredited to visit: number, photo, in force or not (LNETB 108-112; DOMAIN §12.1)."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.accounts.models import User
from backend.accounts.people import may_administer
from backend.accounts.roles import Role
from procedures.documents.images import redraw
from procedures.documents.kinds import PDF, sniff
from procedures.documents.rejections import Rejected
from procedures.requests.errors import Invalid, NotAllowed

from .models import InspectorCredential

NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{1,28}[0-9A-Z]")
SIDE = 360  # pixels: enough to know a face by on a telephone
HEAVIEST = 8 * 1024 * 1024  # bytes of the photo as it comes


def inspectors() -> QuerySet[User]:
    """Everybody with the function, by name: with or without a credential."""
    found = User.objects.filter(is_active=True, memberships__role=Role.INSPECTOR)
    return found.distinct().select_related("credential").order_by("full_name", "pk")


def in_force() -> QuerySet[InspectorCredential]:
    """The credentials anybody may check: in force, and of somebody who still inspects."""
    return (
        InspectorCredential.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=timezone.localdate()),
            active=True,
            user__is_active=True,
            user__memberships__role=Role.INSPECTOR,
        )
        .distinct()
        .select_related("user")
    )


def inspectors_of(area: str) -> QuerySet[User]:
    """Those of an area, or of all, with or without a credential."""
    here = Q(memberships__area__key=area) | Q(memberships__area=None)
    return inspectors().filter(here, memberships__role=Role.INSPECTOR)


def of_area(area: str) -> QuerySet[User]:
    """Those of an area who may be sent on a visit: with a credential in force today (§12.1)."""
    return inspectors_of(area).filter(credential__in=in_force())


def check_day(user: User, day: str, today: dt.date) -> None:
    """Nobody is sent to a door without a credential in force on that day (LNETB 108-112).

    Args:
        day: of the visit, ISO.

    Raises:
        Invalid: it is past, or they have no credential, or one that was taken back or ends before.
    """
    if day < today.isoformat():
        raise Invalid({"fecha_visita": [("past", _("Elija hoy o un día posterior."))]})
    on = dt.date.fromisoformat(day)
    card = InspectorCredential.objects.filter(user=user).first()
    if card is not None and card.in_force(on):
        return
    if card is not None and card.in_force(today):
        sentence = _(
            "La credencial de %(name)s vence antes de la visita. Elija otro día u otra persona."
        )
    else:
        sentence = _(
            "%(name)s no tiene una credencial vigente. Elija a otra persona, o pida a la "
            "administración que la registre en Credenciales."
        )
    raise Invalid({"inspector": [("credential", sentence % {"name": user.get_full_name()})]})


@transaction.atomic
def put_down(
    *,
    actor: Actor,
    user: User,
    number: str,
    photo: UploadedFile | None,
    active: bool,
    valid_until: dt.date | None = None,
) -> InspectorCredential:
    """Give somebody a credential, or change theirs; without a new photo the one before stays.

    Args:
        valid_until: its last day; None where it has no end.

    Raises:
        NotAllowed: not an administrator.
        Invalid: not an inspector, a number that is not one or is somebody else's, no usable photo.
    """
    if not may_administer(actor):
        raise NotAllowed(_("Su función no incluye la administración."))
    row = InspectorCredential.objects.select_for_update().filter(user=user).first()
    row = row or InspectorCredential(user=user)
    clean = number.strip().upper()
    wrong: dict[str, list[tuple[str, str]]] = {}
    if not user.memberships.filter(role=Role.INSPECTOR).exists():
        wrong["user"] = [("role", _("Primero dele la función de inspección."))]
    if not NUMBER.fullmatch(clean):
        sentence = _("Use de 3 a 30 letras, números y guiones.")
        wrong["number"] = [("number", sentence)]
    elif InspectorCredential.objects.filter(number=clean).exclude(pk=row.pk).exists():
        wrong["number"] = [("taken", _("Otra persona tiene ese número."))]
    if photo is not None:
        try:
            row.photo = face(photo)
        except Rejected as refused:
            wrong["photo"] = [(refused.code, refused.sentence)]
    if wrong:
        raise Invalid(wrong)
    row.number, row.active, row.valid_until = clean, active, valid_until
    with acting(actor.label):
        row.save()
    return row


def face(file: UploadedFile) -> bytes:
    """The photo as it is kept: a small JPEG of the pixels alone.

    Raises:
        Rejected: it is no picture, or one that cannot be drawn.
    """
    content = file.read(HEAVIEST + 1)
    if len(content) > HEAVIEST:
        raise Rejected("too_large", megabytes=HEAVIEST // 1024 // 1024)
    kind = sniff(content)
    if kind is None or kind is PDF:
        raise Rejected("kind")
    with Image.open(BytesIO(redraw(content, kind))) as image:
        small = image.convert("RGB")
        small.thumbnail((SIDE, SIDE))
        out = BytesIO()
        small.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()
