"""The roles of the house: fixed, since pages, rules and procedures speak of them by name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody who works here may do; a membership says in which area."""

    COUNTER = "counter", _("Ventanilla de atención")
    REVIEWER = "reviewer", _("Revisión")
    TECHNICAL = "technical", _("Área técnica")
    INSPECTOR = "inspector", _("Inspección")
    CREW = "crew", _("Cuadrilla")
    CASHIER = "cashier", _("Caja")
    SIGNER = "signer", _("Firma")
    SUPERVISOR = "supervisor", _("Supervisión")
    DIRECTOR = "director", _("Dirección")
    TRANSPARENCY = "transparency", _("Transparencia")
    OIC = "oic", _("Órgano interno de control")
    DESIGNER = "designer", _("Diseño de trámites")
    ADMINISTRATOR = "administrator", _("Administración")


CITIZEN = "citizen"  # pseudo-roles of workflows: nobody is a member of these
SYSTEM = "system"
