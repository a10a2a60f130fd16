"""What the utility offers: a procedure, and every version of it that was ever in force.

A version is immutable once published (ARCHITECTURE rule 4): requests are pinned to it for life, so
changing one would change what somebody already asked for. The model refuses, and so does a database
trigger (migration 0002), because SQL does not ask the model.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.definition import Definition, revive


class Immutable(TypeError):
    """Something that was published or recorded would have been changed."""


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def in_force(self) -> ProcedureQuerySet:
        """Those with a version that can be shown, with that version at hand."""
        return self.filter(current__isnull=False).select_related("current")

    def shown_to_public(self) -> ProcedureQuerySet:
        return self.in_force().exclude(status="merged")


class Procedure(models.Model):
    """A row of the utility's catalogue; what it says today is its `current` version."""

    slug = models.SlugField(_("clave"), max_length=80, unique=True)
    name = models.CharField(_("nombre"), max_length=250)
    family = models.CharField(_("familia"), max_length=40)
    status = models.CharField(_("estado"), max_length=12)
    audience = models.JSONField(_("audiencia"), default=list, blank=True)
    merged_into = models.CharField(_("fusionado en"), max_length=80, blank=True, default="")
    position = models.PositiveIntegerField(_("orden"), default=0)
    current = models.ForeignKey(
        "ProcedureVersion",
        verbose_name=_("versión vigente"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    history = history()

    objects: ClassVar[Any] = ProcedureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "name"]
        verbose_name = _("trámite")
        verbose_name_plural = _("trámites")

    def __str__(self) -> str:
        return self.name

    @property
    def restricted(self) -> bool:
        """True when only the roles of `audience` may see its requests (DOMAIN §8)."""
        return bool(self.audience)


class ProcedureVersion(models.Model):
    """A procedure as it was published once: what was written, what it resolved to, and its hash."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versión"))
    source_text = models.TextField(_("texto fuente"))
    document = models.JSONField(_("documento resuelto"))
    content_hash = models.CharField(_("huella"), max_length=64)
    published_at = models.DateTimeField(_("publicada"))
    published_by = models.CharField(_("publicada por"), max_length=150)
    changes = models.JSONField(_("cambios"), default=list)
    history = history()

    class Meta:
        ordering: ClassVar = ["procedure_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
        ]
        verbose_name = _("versión de trámite")

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("a published version is never changed; publish another one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Immutable("a published version is never deleted")

    @property
    def definition(self) -> Definition:
        """The version in the language; built once per content, since content never changes."""
        key = (self.content_hash, self.procedure_id)
        if key not in _definitions:
            if len(_definitions) >= 512:
                _definitions.clear()
            _definitions[key] = revive(self.document)
        return _definitions[key]


_definitions: dict[tuple[str, int], Definition] = {}
