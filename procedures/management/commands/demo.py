"""Fill an empty installation with people and a year of requests, once."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from backend.celery import app as celery
from procedures.casework.desk.models import AssignmentRule
from procedures.catalogue.models import Procedure
from procedures.management.demo import desk, post, recursos
from procedures.management.demo.cast import Cast, hire, write_down
from procedures.management.demo.stories import Plan, plans, tell
from procedures.requests.models import ServiceRequest
from procedures.surveys.operations import open_batch


class Command(BaseCommand):
    help = (
        "Make the demonstration: staff of every role and about 200 requests of the last 12 months,"
        " through the operations. Does nothing where there already is somebody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=200, help="how many (200)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("demo mode is off: set DEMO=1 (never in production)")
        accounts_file = settings.DATA_DIR / "demo-accounts.txt"
        if accounts_file.exists():
            self.stdout.write(f"the demonstration is there already: {accounts_file}")
            return
        celery.conf.task_always_eager = True  # mail is written on the day the story is in
        settings.OUTBOX_LIMITS = {}  # stories are told one after another, not in the order of days
        accounts = hire(_roles_named())
        cast = Cast()
        todo = plans(options["requests"], timezone.localdate())
        self._furnish(todo)
        begun = ServiceRequest.objects.count()  # cut off once, it goes on where it stopped
        for number, plan in enumerate(todo[begun:], start=begun + 1):
            tell(plan, cast, moved_to)
            if number % 20 == 0 or number == len(todo):
                self.stdout.write(f"demo: {number} of {len(todo)} requests")
                self.stdout.flush()
        recursos.bring(moved_to)
        post.send_what_waited(moved_to)
        open_batch()
        write_down(accounts, accounts_file)
        self.stdout.write(f"accounts: {accounts_file}")

    def _furnish(self, todo: list[Plan]) -> None:
        """Once, before the first request: cut off, it is there already."""
        if AssignmentRule.objects.exists():
            return
        with transaction.atomic():
            desk.set_up()
            desk.load_register(todo, timezone.localdate())
            desk.ask(moved_to)


def _roles_named() -> set[str]:
    """Every "role@area" a published workflow names, so that nothing waits for nobody."""
    named: set[str] = set()
    for procedure in Procedure.objects.in_force():
        workflow = procedure.current.definition.workflow if procedure.current else None
        for transition in workflow.transitions if workflow else ():
            named |= {who for who in transition.by if "@" in who and not who.startswith("*")}
    return named


def moved_to(moment: datetime) -> AbstractContextManager[object]:
    """The clock moved to `moment`; only where the demonstration is made and in tests."""
    import time_machine

    return time_machine.travel(moment, tick=True)
