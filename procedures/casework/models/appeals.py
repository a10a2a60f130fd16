"""Recursos handed in against a resolution, and what became of them (DOMAIN R29; LFPA 83-96)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.requests.models import Event

from .papers import Resolution


class AppealChannel(models.TextChoices):
    """How the writing came in; an appeal is never made by telephone."""

    COUNTER = "counter", _("En ventanilla")
    LETTER = "letter", _("Por correo postal o mensajería")
    EMAIL = "email", _("Por correo electrónico")


class BroughtBy(models.TextChoices):
    APPLICANT = "applicant", _("La persona solicitante")
    REPRESENTATIVE = "representative", _("Quien la representa")
    THIRD = "third", _("Otra persona a la que le afecta")


class AppealStatus(models.TextChoices):
    """Where it stands. What an ending means for the resolution is done apart, by a person."""

    RECEIVED = "received", _("Recibido")
    ADMITTED = "admitted", _("Admitido")
    REJECTED = "rejected", _("Desechado")
    DISMISSED = "dismissed", _("Sobreseído")
    CONFIRMED = "confirmed", _("Se confirmó la resolución")
    MODIFIED = "modified", _("Se modificó la resolución")
    REVOKED = "revoked", _("Se dejó sin efecto la resolución")


PENDING = (AppealStatus.RECEIVED, AppealStatus.ADMITTED)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def pending(self) -> AppealQuerySet:
        return self.filter(status__in=PENDING)

    def ended(self) -> AppealQuerySet:
        return self.exclude(status__in=PENDING)

    def with_its_request(self) -> AppealQuerySet:
        """With what a list or a message tells of the request."""
        case = "resolution__service_request"
        return self.select_related(f"{case}__procedure", f"{case}__version")


class Appeal(models.Model):
    """One recurso: received always, decided by the direction (DOMAIN R1, R29).

    Who brought it and what they ask is one sealed text. `last_day` and `decide_by` are as they were
    worked out on reception; a resolution may have several.
    """

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="appeals")
    received_in = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="appeal")
    number = models.CharField(_("número"), max_length=24, unique=True)
    received_at = models.DateTimeField(_("recibido"))
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(_("cómo llegó"), max_length=8, choices=AppealChannel.choices)
    brought_by = models.CharField(_("quién lo presenta"), max_length=14, choices=BroughtBy.choices)
    sealed = models.TextField(blank=True)
    # The day its notice took effect and the last one to appeal; None where nothing tells.
    notified_on = models.DateField(_("notificada el"), null=True, blank=True)
    last_day = models.DateField(_("último día para presentarlo"), null=True, blank=True)
    decide_by = models.DateField(_("resolver antes de terminar el"))
    status = models.CharField(
        _("estado"), max_length=10, choices=AppealStatus.choices, default=AppealStatus.RECEIVED
    )
    ended_on = models.DateField(_("resuelto el"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = models.TextField(_("qué se resolvió"), blank=True, default="")
    history = history(excluded_fields=["sealed"])  # erased once is erased

    objects: ClassVar[Any] = AppealQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = _("recurso")
        verbose_name_plural = _("recursos")
        indexes: ClassVar = [
            models.Index(
                fields=["decide_by", "id"],
                condition=Q(status__in=["received", "admitted"]),
                name="appeal_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appeal_ends_with_a_day",
                condition=Q(status__in=["received", "admitted"], ended_on=None)
                | (~Q(status__in=["received", "admitted"]) & ~Q(ended_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_pending(self) -> bool:
        return self.status in PENDING

    @property
    def of_the_person(self) -> bool:
        """Whether the request's own person brought it; a third one's is not theirs to read."""
        return self.brought_by != BroughtBy.THIRD
