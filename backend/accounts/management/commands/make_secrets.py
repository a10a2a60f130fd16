"""A fresh set of secrets for an installation, in the form of an environment file."""

from typing import Any

from django.core.management.base import BaseCommand

from backend.settings.secrets import generate


class Command(BaseCommand):
    help = "Print a fresh set of secrets for a production environment file."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for name, value in generate().items():
            self.stdout.write(f"{name}={value}")
