"""What every list kept by administration has: whose it is, and that nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

EVERYWHERE = ""  # the area of what every area uses


class KeptQuerySet(models.QuerySet[Any]):
    def in_use(self) -> KeptQuerySet:
        return self.filter(retired_at=None)

    def for_areas(self, *areas: str) -> KeptQuerySet:
        """Those of these areas, and those of all of them."""
        return self.filter(area__in={EVERYWHERE, *areas})


class Kept(models.Model):
    """A row of such a list: retired when it is not wanted any more, since cases still name it."""

    area = models.CharField(_("área"), max_length=40, blank=True, default=EVERYWHERE)
    retired_at: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(
        _("retirada"), null=True, blank=True
    )

    objects: ClassVar[Any] = KeptQuerySet.as_manager()

    class Meta:
        abstract = True
