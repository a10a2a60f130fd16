"""The procedures application: at start-up every room registers what definitions may name."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

ROOMS = (
    "catalogue", "documents", "register", "requests", "casework", "surveys", "drafts", "contact",
    "holdings", "indicators",
)  # fmt: skip
REGISTRATIONS = ("effects", "secrets", "sender", "tasks")  # effects; what messages need; Celery


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = _("trámites")

    def ready(self) -> None:
        for room in ROOMS:
            package = import_module(f"procedures.{room}")
            for registration in REGISTRATIONS:
                if module_has_submodule(package, registration):
                    import_module(f"procedures.{room}.{registration}")
