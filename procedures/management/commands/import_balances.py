"""`manage.py import_balances FILE`: look at a file of what accounts owe, or apply it."""

from django.utils.translation import gettext_lazy as _

from procedures.management.commands._sheet import SheetCommand
from procedures.register.sheets import BALANCES


class Command(SheetCommand):
    help = "Counts what a file of balances would change; --apply changes it."
    sheet = BALANCES
    done = _("Los saldos quedaron al día.")
