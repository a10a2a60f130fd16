"""`manage.py import_register FILE`: look at a file of the customer register, or apply it."""

from django.utils.translation import gettext_lazy as _

from procedures.management.commands._sheet import SheetCommand
from procedures.register.sheets import REGISTER


class Command(SheetCommand):
    help = "Counts what a file of the customer register would change; --apply changes it."
    sheet = REGISTER
    done = _("El padrón quedó al día.")
