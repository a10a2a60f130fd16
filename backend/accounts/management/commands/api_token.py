"""A token for the API: shown once, as the last word of the output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from backend.accounts.models import ApiToken, User


class Command(BaseCommand):
    help = "Issue an API token for a user; it is shown once, as the last word."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--scopes", default=",".join(ApiToken.SCOPES), help="comma-separated: read,write"
        )
        parser.add_argument("--days", type=int, default=90, help="calendar days it lives")
        parser.add_argument("--name", default="", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(_("No hay una persona activa con ese nombre de usuario."))
        scopes = [scope for scope in options["scopes"].split(",") if scope]
        unknown = sorted(set(scopes) - set(ApiToken.SCOPES))
        if unknown or not scopes:
            raise CommandError(_("Alcances desconocidos: %s") % (", ".join(unknown) or "–"))
        if options["days"] < 1:
            raise CommandError(_("La llave debe durar al menos un día."))
        row, token = ApiToken.issue(user, scopes=scopes, days=options["days"], name=options["name"])
        self.stdout.write(
            _("Llave de %(user)s, alcances %(scopes)s, vence el %(day)s: %(token)s")
            % {
                "user": user.username,
                "scopes": ", ".join(scopes),
                "day": row.expires_at.date().isoformat(),
                "token": token,
            }
        )
