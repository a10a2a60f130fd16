"""Who is accredited to visit: number, photo, in force or not (LNETB 108-112; DOMAIN §12.1)."""

from __future__ import annotations

import re
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
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
            active=True, user__is_active=True, user__memberships__role=Role.INSPECTOR
        )
        .distinct()
        .select_related("user")
    )


@transaction.atomic
def put_down(
    *, actor: Actor, user: User, number: str, photo: UploadedFile | None, active: bool
) -> InspectorCredential:
    """Give somebody a credential, or change theirs; without a new photo the one before stays.

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
    row.number, row.active = clean, active
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
