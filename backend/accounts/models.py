"""The people of the utility and where they work."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from backend.accounts.roles import Role


class User(AbstractUser):
    """Somebody who works here; citizens need no account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("nombre completo"), max_length=200)
    history = history(excluded_fields=["password", "last_login"])

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personal")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.username


class AreaQuerySet(models.QuerySet["Area"]):
    def active(self) -> AreaQuerySet:
        return self.filter(active=True)


class Area(models.Model):
    """A part of the organisation that owns requests; its key is what definitions name."""

    key = models.SlugField(_("clave"), max_length=40, unique=True)
    name = models.CharField(_("nombre"), max_length=150)
    active = models.BooleanField(_("activa"), default=True)
    history = history()

    objects: ClassVar[Any] = AreaQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("área")
        verbose_name_plural = _("áreas")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role somebody has in an area, or in any of them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("función"), max_length=20, choices=Role.choices)
    area = models.ForeignKey(
        Area,
        verbose_name=_("área"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
    )
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "area"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(area__isnull=True),
                name="membership_once_in_any_area",
            ),
        ]
        verbose_name = _("función asignada")
        verbose_name_plural = _("funciones asignadas")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.grant}"

    @property
    def grant(self) -> str:
        """How rules spell it: "reviewer@comercializacion", or "reviewer@*" for any area."""
        return f"{self.role}@{self.area.key if self.area else '*'}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> AbsenceQuerySet:
        """Those that cover `day`, first and last day included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """Days somebody is away, so that nobody assigns them work, and who stands in for them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta"))
    substitute = models.ForeignKey(
        User,
        verbose_name=_("suplente"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    history = history()

    objects: ClassVar[Any] = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts"
            ),
        ]
        verbose_name = _("ausencia")
        verbose_name_plural = _("ausencias")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.starts_on} – {self.ends_on}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def alive(self) -> ApiTokenQuerySet:
        """Neither expired nor revoked, and of somebody who still works here."""
        return self.filter(
            revoked_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True
        )

    def matching(self, token: str) -> ApiTokenQuerySet:
        """The row of a token as it travels in `Authorization: Bearer`."""
        return self.filter(digest=digest_of(token))


class ApiToken(models.Model):
    """A key to the API for one user: only its digest is kept, scopes narrow what it opens."""

    SCOPES: ClassVar = {
        "read": _("consultar"),
        "write": _("presentar y atender solicitudes"),
    }

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("uso"), max_length=80, blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("alcances"), default=list)
    created_at = models.DateTimeField(_("creada"), default=timezone.now)
    expires_at = models.DateTimeField(_("vence"))
    revoked_at = models.DateTimeField(_("revocada"), null=True, blank=True)

    objects: ClassVar[Any] = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("llave de la API")
        verbose_name_plural = _("llaves de la API")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.name or self.pk}"

    @classmethod
    def issue(
        cls, user: User, *, scopes: list[str], days: int, name: str = ""
    ) -> tuple[ApiToken, str]:
        """A new row and the token itself, which is shown once and kept nowhere.

        Args:
            scopes: keys of SCOPES. days: how long it lives, in calendar days.
        """
        token = f"vt_{secrets.token_urlsafe(32)}"
        expires: datetime = timezone.now() + timedelta(days=days)
        row = cls.objects.create(
            user=user, name=name, digest=digest_of(token), scopes=scopes, expires_at=expires
        )
        return row, token


def digest_of(token: str) -> str:
    """SHA-256 of a token, in hexadecimal: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
