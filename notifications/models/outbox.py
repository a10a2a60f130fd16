"""The outbox: the queue of record. The broker only says "look now" (LIBRARIES, facts measured)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from notifications.channels import on_paper
from notifications.messages import Priority
from notifications.problems import Problem
from notifications.states import UNFINISHED as UNFINISHED
from notifications.states import State as State
from notifications.states import moments_of

PAPER_LIFE = dt.timedelta(days=15)  # of a letter: until it is posted; the house's, no law's
LIFE = dt.timedelta(hours=72)  # since it may go: after that it says nothing worth reading


def in_its_life() -> dt.datetime:
    """When a message that may go now has had its time."""
    return timezone.now() + LIFE


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Chains that read as adjectives."""

    def unfinished(self) -> OutboxQuerySet:
        """Neither sent, nor failed, nor expired, nor cancelled."""
        return self.filter(UNFINISHED)

    def free(self, at: dt.datetime) -> OutboxQuerySet:
        """Unfinished and in nobody's hands: a lost lease counts as nobody's."""
        return self.unfinished().filter(Q(leased_until=None) | Q(leased_until__lte=at))

    def due(self, at: dt.datetime) -> OutboxQuerySet:
        """Free, their time come and not over, and not for people to carry."""
        due = self.free(at).filter(due_at__lte=at, expires_at__gt=at)
        return due.exclude(channel__in=on_paper())

    def overdue(self, at: dt.datetime) -> OutboxQuerySet:
        """Free, and their time is over: nothing of them may go any more."""
        return self.free(at).filter(expires_at__lte=at)

    def unreachable(self) -> OutboxQuerySet:
        """Whose last channel failed too, and of which nobody was told yet."""
        return self.filter(unreachable_at__isnull=False, taken_up_at=None)

    def in_state(self, state: State, at: dt.datetime) -> OutboxQuerySet:
        """Those whose `state` is this one."""
        return self.filter(moments_of(state, at))

    def troubled(self) -> OutboxQuerySet:
        """That ended badly, and nothing else went in their place."""
        bad = Q(failed_at__isnull=False) | Q(expired_at__isnull=False)
        kept = Q(cancelled_at=None) | Q(sent_at__isnull=False)
        return self.filter(bad & kept, following=None)

    def about(self, reference: str) -> OutboxQuerySet:
        """Of one request, by its folio."""
        return self.filter(reference=reference)


class OutboxMessage(models.Model):
    """One message to one person by one channel, with the text exactly as it was written."""

    kind = models.CharField(_("mensaje"), max_length=40)
    # With which words: see `notifications.wording`.
    template_version = models.PositiveSmallIntegerField(_("versión de la plantilla"), default=1)
    language = models.CharField(_("idioma"), max_length=10, default=settings.LANGUAGE_CODE)
    channel = models.CharField(_("canal"), max_length=20)
    address = models.CharField(_("dirección"), max_length=254)
    recipient_name = models.CharField(_("destinatario"), max_length=200, blank=True, default="")
    subject = models.CharField(_("asunto"), max_length=200)
    text = models.TextField(_("texto"))
    html = models.TextField(_("texto con formato"), blank=True, default="")
    # The words of a text message; empty where the message has none, and never goes by one.
    short = models.CharField(_("texto breve"), max_length=400, blank=True, default="")
    sealed = models.BooleanField(_("texto cifrado"), default=False)
    # The folio, as text: never a foreign key upward.
    reference = models.CharField(_("referencia"), max_length=40, blank=True, default="")
    dedupe_key = models.CharField(_("clave de unicidad"), max_length=200, unique=True)
    priority = models.PositiveSmallIntegerField(
        _("prioridad"), choices=[(one.value, one.name) for one in Priority], default=Priority.NORMAL
    )
    created_at = models.DateTimeField(_("creado"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("enviar desde"), default=timezone.now)
    leased_until = models.DateTimeField(_("en manos de alguien hasta"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("intentos"), default=0)  # also the fence
    faults = models.PositiveSmallIntegerField(_("fallas"), default=0)
    lost = models.PositiveSmallIntegerField(_("perdido"), default=0)
    # The other ways to reach the person, in order, as [channel, address]; none once it is over.
    ways = models.JSONField(_("otros medios"), default=list, blank=True)
    previous = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="following"
    )
    expires_at = models.DateTimeField(_("caduca"), default=in_its_life)  # by this channel
    deadline = models.DateTimeField(_("límite"), default=in_its_life)  # by any
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("entregado"), null=True, blank=True)
    failed_at = models.DateTimeField(_("falló"), null=True, blank=True)
    expired_at = models.DateTimeField(_("caducó"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelado"), null=True, blank=True)
    unreachable_at = models.DateTimeField(_("sin otro medio"), null=True, blank=True)
    taken_up_at = models.DateTimeField(_("atendido"), null=True, blank=True)
    # How the provider calls it when it tells what became of it.
    provider_id = models.CharField(_("clave del proveedor"), max_length=200, blank=True, default="")
    problem = models.CharField(
        _("clase de falla"),
        max_length=15,
        choices=[(one.value, one.name) for one in Problem],
        blank=True,
        default="",
    )
    # The class of the last error and its code; what a server says may hold the address.
    error = models.CharField(_("último error"), max_length=100, blank=True, default="")

    objects: ClassVar[models.Manager[OutboxMessage]] = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mensaje")
        verbose_name_plural = _("mensajes")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["priority", "due_at"], condition=UNFINISHED, name="outbox_due"),
            models.Index(fields=["reference", "id"], name="outbox_reference"),
            models.Index(fields=["address", "sent_at"], name="outbox_address"),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="outbox_provider"
            ),
            models.Index(
                fields=["id"],
                condition=Q(unreachable_at__isnull=False, taken_up_at=None),
                name="outbox_unreachable",
            ),
            # The delivery page: what ended badly, the newest first; and everything, in that order.
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(failed_at__isnull=False) | Q(expired_at__isnull=False),
                name="outbox_ended_badly",
            ),
            models.Index(fields=["-created_at", "-id"], name="outbox_newest"),
            # How long what went lately took to go (`notifications.figures`).
            models.Index(
                fields=["sent_at"], condition=Q(sent_at__isnull=False), name="outbox_went"
            ),
        ]
        constraints: ClassVar = [
            # Sent and failed is no nonsense: mail that a server took may come back.
            models.CheckConstraint(
                condition=Q(expired_at=None) | Q(sent_at=None, failed_at=None),
                name="outbox_one_end",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(sent_at__isnull=False),
                name="outbox_delivered_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(leased_until=None) | Q(tries__gt=0), name="outbox_lease_is_a_try"
            ),
            models.CheckConstraint(condition=~Q(address=""), name="outbox_has_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}".strip()

    @property
    def state(self) -> State:
        """Where it is now. What was sent was sent, even if somebody cancelled it meanwhile; what
        came back failed, even if somebody had said that it arrived."""
        ends = (
            (self.failed_at and (self.sent_at or not self.cancelled_at), State.FAILED),
            (self.delivered_at, State.DELIVERED),
            (self.sent_at, State.SENT),
            (self.cancelled_at, State.CANCELLED),
            (self.expired_at, State.EXPIRED),
            (self.leased_until and self.leased_until > timezone.now(), State.LEASED),
        )
        return next((state for so, state in ends if so), State.CREATED)


class EditionQuerySet(models.QuerySet["MessageEdition"]):
    """Chains that read as adjectives."""

    def of(self, kind: str, language: str) -> EditionQuerySet:
        """Of one message in one language, the oldest first."""
        return self.filter(kind=kind, language=language).order_by("version")


class MessageEdition(models.Model):
    """Words the office published for a message, in a language: see `notifications.wording`.

    Never changed nor deleted, by the database's own rule too (migration 0005).
    """

    kind = models.CharField(_("mensaje"), max_length=40)
    language = models.CharField(_("idioma"), max_length=10)
    version = models.PositiveSmallIntegerField(_("versión"))
    subject = models.CharField(_("asunto"), max_length=200, blank=True, default="")
    body = models.TextField(_("texto"), blank=True, default="")
    short = models.CharField(_("texto breve"), max_length=400, blank=True, default="")
    # Which earlier version it is; 1, and its words are those of the file.
    repeats = models.PositiveSmallIntegerField(_("repite la versión"), null=True, blank=True)
    # The shipped words at that moment, so that an upgrade that changes them can be told.
    made_from = models.CharField(_("huella del original"), max_length=64, blank=True, default="")
    published_at = models.DateTimeField(_("publicada"), default=timezone.now, editable=False)
    published_by = models.CharField(_("quién la publicó"), max_length=150)
    why = models.CharField(_("por qué"), max_length=200)

    objects: ClassVar = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("versión de un mensaje")
        verbose_name_plural = _("versiones de los mensajes")
        ordering: ClassVar = ["kind", "language", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "language", "version"], name="edition_version_once"
            ),
            models.CheckConstraint(condition=Q(version__gt=1), name="edition_after_the_file"),
            models.CheckConstraint(
                condition=Q(repeats=1, subject="", body="") | ~(Q(subject="") | Q(body="")),
                name="edition_has_words_or_the_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"


class Deed(models.TextChoices):
    """What somebody did with a message."""

    RESENT = "resent", _("Volvió a enviarlo")
    READDRESSED = "readdressed", _("Lo envió a otra dirección")
    CANCELLED = "cancelled", _("Lo canceló")


class Handling(models.Model):
    """Who did what with a message, and when: see `notifications.handling`."""

    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="handlings")
    deed = models.CharField(max_length=12, choices=Deed.choices)
    by = models.CharField(max_length=150)  # a user name, as in every history
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.deed}"


class WebhookEndpoint(models.Model):
    """Another system that is told of what happens: see `notifications.webhooks`."""

    name = models.CharField(_("nombre"), max_length=100)
    url = models.URLField(_("dirección"), max_length=500)
    secret = models.TextField(_("secreto cifrado"))
    topics = models.JSONField(_("temas"), default=list)
    created_at = models.DateTimeField(_("creado"), default=timezone.now, editable=False)
    disabled_at = models.DateTimeField(_("sin avisar desde"), null=True, blank=True)
    disabled_why = models.CharField(_("por qué"), max_length=20, blank=True, default="")

    history = history(excluded_fields=["secret"])

    class Meta:
        verbose_name = _("sistema al que se avisa")
        verbose_name_plural = _("sistemas a los que se avisa")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """That something was done in an hour or a day: see `notifications.periods`."""

    name = models.CharField(_("tarea"), max_length=100)
    period = models.CharField(_("periodo"), max_length=20)
    begun_at = models.DateTimeField(_("empezó"), default=timezone.now)
    leased_until = models.DateTimeField(_("en manos de alguien hasta"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("intentos"), default=0)
    done_at = models.DateTimeField(_("terminó"), null=True, blank=True)

    class Meta:
        verbose_name = _("periodo")
        verbose_name_plural = _("periodos")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "period"], name="once_per_period"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"
