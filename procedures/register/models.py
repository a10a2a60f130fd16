"""A copy of the register, and one of what accounts owe, brought up to date file by file, and the
evidence of each file.

Whoever reads the database sees numbers and what the service is; whose it is, where, and what it
owes is sealed with FIELD_KEYS, and the fingerprint that tells a changed row from an equal one is
keyed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.security.encryption import decrypt, encrypt


class RegisterBatchQuerySet(models.QuerySet["RegisterBatch"]):
    def of(self, kind: str) -> RegisterBatchQuerySet:
        """Those of one kind of file (`sheets`)."""
        return self.filter(kind=kind)

    def finished(self) -> RegisterBatchQuerySet:
        """Those that were written to the end, the newest first."""
        return self.filter(finished_at__isnull=False).order_by("-id")


class RegisterBatch(models.Model):
    """One file that was applied: who did it, when, which file to the byte, and what it changed.

    Without `finished_at` it was cut short: what it wrote is true of its file, the rest is not
    written, and applying the file again ends it.
    """

    kind = models.CharField(_("archivo"), max_length=10, default="register")
    by = models.CharField(_("quién"), max_length=150)
    started_at = models.DateTimeField(_("empezó"), default=timezone.now)
    finished_at = models.DateTimeField(_("terminó"), null=True, blank=True)
    as_of = models.DateField(_("datos al"))
    sha256 = models.CharField(max_length=64)
    added = models.PositiveIntegerField(_("nuevas"), default=0)
    changed = models.PositiveIntegerField(_("cambiadas"), default=0)
    unchanged = models.PositiveIntegerField(_("iguales"), default=0)
    missing = models.PositiveIntegerField(_("ya no vienen"), default=0)
    wrong = models.PositiveIntegerField(_("con error"), default=0)

    objects: ClassVar[Any] = RegisterBatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("carga del padrón")
        verbose_name_plural = _("cargas del padrón")

    def __str__(self) -> str:
        return f"{self.as_of} {self.sha256[:8]}"


class Imported(models.Model):
    """An account as the last file that changed it told it; never deleted, only marked as missing.

    `number` is as `entries.plain_number` leaves it.
    """

    number = models.CharField(_("cuenta"), max_length=40, unique=True)
    sealed = models.TextField()
    fingerprint = models.CharField(max_length=64)
    missing_since = models.DateField(_("no viene desde"), null=True, blank=True)
    batch = models.ForeignKey(RegisterBatch, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"account {self.pk}"


class RegisterAccount(Imported):
    """Whose an account is, where, and what service it has."""

    meter = models.CharField(_("medidor"), max_length=40, blank=True, default="", db_index=True)
    tariff = models.CharField(_("tarifa"), max_length=60, blank=True, default="")
    use = models.CharField(_("uso"), max_length=60, blank=True, default="")
    status = models.CharField(_("estado"), max_length=60, blank=True, default="")

    class Meta(Imported.Meta):
        verbose_name = _("cuenta del padrón")
        verbose_name_plural = _("cuentas del padrón")


class AccountBalance(Imported):
    """What an account owes, all of it sealed."""

    class Meta(Imported.Meta):
        verbose_name = _("saldo de una cuenta")
        verbose_name_plural = _("saldos de cuentas")


class RegisterLook(models.Model):
    """Somebody of the staff was shown an account (LGPDPPSO 27-VII); deleted after some months."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("cuándo"))
    procedure = models.CharField(_("trámite"), max_length=80, blank=True, default="")
    digest = models.CharField(max_length=64)
    sealed = models.TextField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        verbose_name = _("consulta al padrón")
        verbose_name_plural = _("consultas al padrón")
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="look_by_age"),
            models.Index(fields=["digest", "-at"], name="look_of_account"),
            models.Index(fields=["by", "-at"], name="look_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.at:%Y-%m-%d %H:%M}"


def seal(private: Mapping[str, str]) -> str:
    """What is private of an account, as it is stored."""
    return encrypt(json.dumps(private, ensure_ascii=False).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """What `seal` was given; raises InvalidToken when no key of FIELD_KEYS opens it."""
    return json.loads(decrypt(sealed.encode()))
