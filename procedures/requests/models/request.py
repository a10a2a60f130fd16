"""A service request: a set of answers and a position in the workflow it was filed under."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definition import Definition, Outcome, Phase, State, Workflow


class Source(models.TextChoices):
    """How a request came in; every channel is the same operation with another source."""

    ONLINE = "online", _("En línea")
    COUNTER = "counter", _("Ventanilla")
    PHONE = "phone", _("Teléfono")
    LETTER = "letter", _("Escrito")
    EMAIL = "email", _("Correo electrónico")
    FORM = "form", _("Formulario de contacto")


class PhaseChoices(models.TextChoices):
    RECEIVED = Phase.RECEIVED, _("Recibida")
    IN_REVIEW = Phase.IN_REVIEW, _("En revisión")
    WAITING_CITIZEN = Phase.WAITING_CITIZEN, _("Espera a la persona solicitante")
    WAITING_PAYMENT = Phase.WAITING_PAYMENT, _("Espera el pago")
    IN_PROGRESS = Phase.IN_PROGRESS, _("En atención")
    DECIDING = Phase.DECIDING, _("Por resolver")
    CLOSED = Phase.CLOSED, _("Concluida")


class OutcomeChoices(models.TextChoices):
    """How a request ended; reports must never merge them (DOMAIN R31)."""

    FAVOURABLE = Outcome.FAVOURABLE, _("Favorable")
    CONDITIONAL = Outcome.CONDITIONAL, _("Condicionada")
    UNFAVOURABLE = Outcome.UNFAVOURABLE, _("Negada")
    DISMISSED = Outcome.DISMISSED, _("Desechada")
    NOT_FILED = Outcome.NOT_FILED, _("No presentada")
    WITHDRAWN = Outcome.WITHDRAWN, _("Desistida")
    LAPSED = Outcome.LAPSED, _("Caducada")
    FORWARDED = Outcome.FORWARDED, _("Canalizada")
    INADMISSIBLE = Outcome.INADMISSIBLE, _("Improcedente")


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def open(self) -> ServiceRequestQuerySet:
        return self.exclude(phase=Phase.CLOSED)

    def closed(self) -> ServiceRequestQuerySet:
        return self.filter(phase=Phase.CLOSED)

    def waiting_for_citizen(self) -> ServiceRequestQuerySet:
        return self.filter(phase__in=[Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT])

    def overdue(self, on: dt.date) -> ServiceRequestQuerySet:
        return self.open().filter(due_on__lt=on)

    def due_between(self, first: dt.date, last: dt.date) -> ServiceRequestQuerySet:
        return self.open().filter(due_on__gte=first, due_on__lte=last)

    def of_area(self, *areas: str) -> ServiceRequestQuerySet:
        return self.filter(area__in=areas)

    def for_lists(self) -> ServiceRequestQuerySet:
        """With all that a row of a list shows, so that a list costs one query."""
        return self.select_related("procedure", "version", "assignee").defer(
            "answers", "case", "version__source_text", "version__document", "version__changes"
        )


class ServiceRequest(models.Model):
    """What one person asked of the utility, pinned for life to the version it was filed under."""

    folio = models.CharField(_("folio"), max_length=32, unique=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="requests")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("estado"), max_length=60)
    phase = models.CharField(_("fase"), max_length=20, choices=PhaseChoices.choices)
    outcome = models.CharField(
        _("resultado"), max_length=20, blank=True, default="", choices=OutcomeChoices.choices
    )
    revision = models.PositiveIntegerField(default=1)
    area = models.CharField(_("área"), max_length=40, blank=True, default="")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona asignada"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    source = models.CharField(_("canal"), max_length=10, choices=Source.choices)
    received_on = models.DateField(_("recibida el"))
    filed_at = models.DateTimeField(_("registrada"))
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("capturó"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    identity_check = models.CharField(_("identidad"), max_length=40, blank=True, default="")
    anonymous = models.BooleanField(_("anónima"), default=False)
    privacy_notice = models.CharField(_("aviso de privacidad"), max_length=20, blank=True)
    key_nonce = models.CharField(max_length=64)

    answers = models.JSONField(_("respuestas"), default=dict)
    case = models.JSONField(_("datos del expediente"), default=dict)

    promised_on = models.DateField(_("fecha anunciada"), null=True, blank=True)
    due_on = models.DateField(_("vence"), null=True, blank=True)
    due_confirmed = models.BooleanField(default=False)
    target_on = models.DateField(_("meta"), null=True, blank=True)
    correction_limit_on = models.DateField(_("límite para prevenir"), null=True, blank=True)
    citizen_due_on = models.DateField(_("plazo de la persona"), null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField(default=0)
    silence = models.BooleanField(_("silencio"), default=False)
    corrections_used = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(_("concluida"), null=True, blank=True)
    survey_declined = models.BooleanField(_("sin encuesta"), default=False)
    reminders_declined = models.BooleanField(_("sin recordatorios"), default=False)

    unread_by_staff = models.PositiveIntegerField(_("mensajes sin leer"), default=0)
    unread_by_citizen = models.PositiveIntegerField(default=0)

    event_count = models.PositiveIntegerField(default=0)
    event_head = models.CharField(max_length=64, blank=True, default="")
    history = history()

    objects: ClassVar[Any] = ServiceRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("solicitud")
        verbose_name_plural = _("solicitudes")
        indexes: ClassVar = [
            models.Index(fields=["phase", "due_on", "id"], name="request_due"),
            models.Index(fields=["area", "phase", "id"], name="request_area"),
            models.Index(fields=["assignee", "phase", "id"], name="request_assignee"),
            models.Index(fields=["procedure", "phase", "id"], name="request_procedure"),
            models.Index(fields=["received_on"], name="request_received"),
            models.Index(
                fields=["procedure", "area", "state", "received_on", "id"],
                condition=models.Q(assignee=None),
                name="request_in_line",
            ),
            models.Index(
                fields=["unread_by_staff"],
                condition=models.Q(unread_by_staff__gt=0),
                name="request_unread",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="request_closed_has_outcome",
                condition=(
                    models.Q(phase="closed", closed_at__isnull=False) & ~models.Q(outcome="")
                )
                | (~models.Q(phase="closed") & models.Q(closed_at__isnull=True, outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def workflow(self) -> Workflow:
        """The workflow it was filed under; without one nothing can be filed."""
        return cast(Workflow, self.definition.workflow)

    @property
    def current_state(self) -> State:
        return self.workflow.state(self.state)

    @property
    def is_open(self) -> bool:
        return self.phase != Phase.CLOSED


class ApplicantRole(models.TextChoices):
    APPLICANT = "applicant", _("Persona solicitante")
    REPRESENTATIVE = "representative", _("Representante")
    CO_APPLICANT = "co_applicant", _("Persona cosolicitante")


class Channel(models.TextChoices):
    """How a person wants to be told (DOMAIN R18: electronic notice only when accepted)."""

    EMAIL = "email", _("Correo electrónico")
    SMS = "sms", _("Mensaje de texto")
    WHATSAPP = "whatsapp", _("WhatsApp")
    LETTER = "letter", _("Carta a domicilio")
    COUNTER = "counter", _("En ventanilla")


LONGEST_POSTAL = 240  # letters, with its line breaks


class Applicant(models.Model):
    """A person of a request; one of them is told (R28), see `procedures.requests.people`."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="applicants"
    )
    role = models.CharField(max_length=16, choices=ApplicantRole.choices)
    person_kind = models.CharField(max_length=8, blank=True, default="")
    # The row of the block `cosolicitantes` that names this person: it names their papers too.
    row_name = models.CharField(max_length=16, blank=True, default="")
    name = models.CharField(_("nombre"), max_length=200)
    email = models.EmailField(_("correo"), blank=True, default="")
    phone = models.CharField(_("teléfono"), max_length=20, blank=True, default="")
    # Where a letter goes, line by line: their own, which need not be that of the service.
    postal = models.CharField(_("domicilio"), max_length=LONGEST_POSTAL, blank=True, default="")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.COUNTER)
    accepts_electronic_notice = models.BooleanField(default=False)
    is_contact = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request"],
                condition=models.Q(is_contact=True),
                name="one_contact_per_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.service_request_id}"

    @property
    def reachable(self) -> bool:
        """Whether they may be told electronically: asked for, with an address for it, and accepted
        (R18)."""
        to = {Channel.EMAIL: self.email, Channel.SMS: self.phone, Channel.WHATSAPP: self.phone}
        return bool(to.get(Channel(self.channel)) and self.accepts_electronic_notice)

    @property
    def takes_mail(self) -> bool:
        """Whether a mail may be sent to them: only a mail carries a key."""
        return bool(self.reachable and self.email)
