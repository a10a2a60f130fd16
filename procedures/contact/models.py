"""An enquiry: a question or a message somebody sent, with who answers it and by when.

It is no request: it has a number of its own, no key and no legal term. What was written, and who
wrote it, is one sealed text; after some months it is erased and the number and the dates stay.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.requests.models import ServiceRequest


class Kind(models.TextChoices):
    """How a channel brings what it brings."""

    FORM = "form", _("Formulario del sitio")
    MAILBOX = "mailbox", _("Correo electrónico")
    PHONE = "phone", _("Teléfono")


class ContactChannel(models.Model):
    """A way to write or call, and its protocol: which area answers, in how long, with what."""

    key = models.SlugField(_("clave"), max_length=40, unique=True)
    name = models.CharField(_("nombre"), max_length=80)
    kind = models.CharField(_("tipo"), max_length=8, choices=Kind.choices)
    area = models.CharField(_("área que responde"), max_length=40)
    days = models.PositiveSmallIntegerField(_("días hábiles para responder"))
    active = models.BooleanField(_("en uso"), default=True)
    # Ids of the prepared replies offered here; empty: those of the area, as in a request.
    replies = models.JSONField(_("respuestas preparadas"), default=list, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = _("canal de contacto")
        verbose_name_plural = _("canales de contacto")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(days__gt=0), name="channel_has_days"),
        ]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    OPEN = "open", _("Por responder")
    ANSWERED = "answered", _("Respondida")
    FILED = "filed", _("Pasó a ser solicitud")
    CLOSED = "closed", _("Cerrada sin respuesta")


class Reason(models.TextChoices):
    """Why one is closed without an answer."""

    UNREACHABLE = "unreachable", _("No dejó cómo responderle, o no contesta")
    ELSEWHERE = "elsewhere", _("No le toca al organismo")
    REPEATED = "repeated", _("Ya estaba en otra consulta o solicitud")
    NOT_AN_ENQUIRY = "not_an_enquiry", _("No es una consulta: publicidad o correo no deseado")
    OTHER = "other", _("Otro motivo")


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def open(self) -> EnquiryQuerySet:
        """Those that wait for an answer."""
        return self.filter(state=State.OPEN)

    def overdue(self, today: dt.date) -> EnquiryQuerySet:
        """Those that wait although their day passed."""
        return self.open().filter(due_on__lt=today)

    def ended(self) -> EnquiryQuerySet:
        return self.exclude(state=State.OPEN)


class Enquiry(models.Model):
    """One of them; `procedures.contact.words` opens what is sealed."""

    number = models.CharField(_("número"), max_length=24, unique=True)
    channel = models.ForeignKey(ContactChannel, on_delete=models.PROTECT, related_name="enquiries")
    area = models.CharField(_("área que responde"), max_length=40)
    state = models.CharField(_("estado"), max_length=8, choices=State.choices, default=State.OPEN)
    received_at = models.DateTimeField(_("recibida"))
    due_on = models.DateField(_("responder antes de terminar el"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("a cargo de"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("terminada"), null=True, blank=True)
    reason = models.CharField(_("motivo"), max_length=16, choices=Reason.choices, blank=True)
    service_request = models.ForeignKey(
        ServiceRequest,
        verbose_name=_("solicitud"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiries",
    )
    privacy_notice = models.CharField(_("aviso de privacidad"), max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=1)
    sealed = models.TextField(blank=True)
    erased_at = models.DateTimeField(_("borrada"), null=True, blank=True)
    history = history(excluded_fields=["sealed"])  # erased once is erased

    objects: ClassVar[Any] = EnquiryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = _("consulta")
        verbose_name_plural = _("consultas")
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "due_on", "id"], name="enquiry_queue"),
            models.Index(fields=["owner", "state", "due_on", "id"], name="enquiry_mine"),
            models.Index(fields=["ended_at"], condition=Q(erased_at=None), name="enquiry_to_erase"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="enquiry_ends_once",
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & ~Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="enquiry_closed_for_a_reason",
                condition=(Q(state="closed") & ~Q(reason="")) | (~Q(state="closed") & Q(reason="")),
            ),
            models.CheckConstraint(
                name="enquiry_erased_whole", condition=Q(erased_at=None) | Q(sealed="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN


class EntryKind(models.TextChoices):
    RECEIVED = "received", _("Se recibió")
    MESSAGE = "message", _("La persona volvió a escribir")
    CLAIMED = "claimed", _("La tomó")
    ASSIGNED = "assigned", _("La asignó")
    MOVED = "moved", _("La pasó a otra área")
    NOTE = "note", _("Nota para el personal")
    ANSWER = "answer", _("Respuesta enviada por correo")
    TO_CALL = "to_call", _("Respuesta escrita, por decir en una llamada")
    CALL = "call", _("Llamada")
    FILED = "filed", _("Pasó a ser solicitud")
    CLOSED = "closed", _("Se cerró sin respuesta")
    REOPENED = "reopened", _("Se volvió a abrir")


class EnquiryEntry(models.Model):
    """A line of the story of an enquiry; written once, emptied when the enquiry is erased."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sealed = models.TextField(blank=True)
    # A keyed digest of what the sender's side calls this message: the same one comes in once.
    origin = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001

    class Meta:
        ordering: ClassVar = ["at", "id"]
        verbose_name = _("paso de una consulta")

    def __str__(self) -> str:
        return f"{self.enquiry_id}: {self.kind}"

    def save(self, *args: Any, **options: Any) -> None:
        """Written once.

        Raises:
            TypeError: it is there already.
        """
        if not self._state.adding:
            raise TypeError("a line of the story is not written again")
        super().save(*args, **options)


class EnquiryTerm(models.Model):
    """What an enquiry is found by, as a keyed digest (`contact.search`); erased with its words."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "enquiry"], name="enquiry_term_once"),
        ]

    def __str__(self) -> str:
        return f"term of {self.enquiry_id}"


class About(models.TextChoices):
    """What a call was about: fixed, since it is counted and not read."""

    PROCEDURE = "procedure", _("Un trámite: requisitos, costo, plazo")
    STATUS = "status", _("Cómo va una solicitud")
    BILL = "bill", _("Recibo, pago o adeudo")
    SUPPLY = "supply", _("Fuga, falta de agua o drenaje")
    COMPLAINT = "complaint", _("Queja por el servicio")
    OTHER = "other", _("Otra cosa")


class Result(models.TextChoices):
    ANSWERED = "answered", _("Se le respondió")
    FILED = "filed", _("Pasó a ser solicitud")
    ENQUIRY = "enquiry", _("Quedó como consulta, por responder")
    CALL_BACK = "call_back", _("Hay que volver a llamar")


class Call(models.Model):
    """One call that was taken: a light row, deleted after some months; nobody's name is asked."""

    extension = models.CharField(_("extensión"), max_length=10)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    about = models.CharField(_("asunto"), max_length=10, choices=About.choices)
    result = models.CharField(_("resultado"), max_length=10, choices=Result.choices)
    sealed = models.TextField(blank=True)  # the note
    call_back_on = models.DateField(_("volver a llamar el"), null=True, blank=True)
    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    enquiry = models.ForeignKey(
        Enquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )

    class Meta:
        ordering: ClassVar = ["-begun_at", "-id"]
        verbose_name = _("llamada")
        indexes: ClassVar = [
            models.Index(fields=["extension", "-begun_at"], name="call_of_an_extension"),
            models.Index(fields=["begun_at"], name="call_by_age"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="call_back_has_a_day",
                condition=(Q(result="call_back") & ~Q(call_back_on=None))
                | (~Q(result="call_back") & Q(call_back_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extension} {self.begun_at:%Y-%m-%d %H:%M}"
