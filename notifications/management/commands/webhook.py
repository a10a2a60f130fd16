"""`manage.py webhook …`: other systems that are told of what happens."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications import webhooks
from notifications.guard import Forbidden
from notifications.models import WebhookEndpoint


class Command(BaseCommand):
    help = "Sistemas a los que se avisa lo que pasa: add NOMBRE URL, list, enable, disable, replay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        add = deeds.add_parser("add", help="Anota un sistema e imprime su secreto, una sola vez.")
        add.add_argument("name")
        add.add_argument("url")
        deeds.add_parser("list", help="Los sistemas anotados y desde cuándo no se les avisa.")
        for name in ("enable", "disable", "replay"):
            deed = deeds.add_parser(name)
            deed.add_argument("number", type=int)
            if name == "replay":
                deed.add_argument("--hours", type=int, default=24, help="De cuántas horas atrás.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["deed"] == "add":
            return self._add(options["name"], options["url"])
        if options["deed"] == "list":
            for row in WebhookEndpoint.objects.order_by("id"):
                off = f"  no: {row.disabled_at:%Y-%m-%d} {row.disabled_why}"
                self.stdout.write(
                    f"{row.pk}  {row.name}  {row.url}{off if row.disabled_at else ''}"
                )
            return None
        found = WebhookEndpoint.objects.filter(pk=options["number"]).first()
        if found is None:
            raise CommandError("no hay un sistema con ese número")
        if options["deed"] == "replay":
            self.stdout.write(str(webhooks.replay_to(endpoint=found, hours=options["hours"])))
            return None
        webhooks.tell_or_not(endpoint=found, told=options["deed"] == "enable")
        return None

    def _add(self, name: str, url: str) -> None:
        try:
            row, secret = webhooks.register(name, url, topics=webhooks.TOPICS)
        except (Forbidden, OSError) as why:
            raise CommandError(f"a esa dirección no se avisa: {why}") from None
        self.stdout.write(f"{row.pk}  {secret}")
