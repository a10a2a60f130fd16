"""The evidence: every table that matters has its history, with who and why, and no secrets."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.db import models

from backend.accounts.history import acting
from backend.accounts.models import Area, Membership, User
from procedures.casework.desk.models import AssignmentRule, Label, ReplyTemplate
from procedures.casework.models import InspectorCredential, UmaValue
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.contact.models import ContactChannel, Enquiry
from procedures.documents.models import Document
from procedures.problems.models import Problem
from procedures.requests.calendar import Calendar, CalendarDay
from procedures.requests.models import Applicant, ServiceRequest
from procedures.requests.operations import claim
from tests.factories import filed, person, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
KEPT = (
    Procedure,
    ProcedureVersion,
    ServiceRequest,
    Applicant,
    Document,
    User,
    Membership,
    Area,
    Calendar,
    CalendarDay,
    AssignmentRule,
    ContactChannel,
    Enquiry,
    Label,
    ReplyTemplate,
    UmaValue,
    InspectorCredential,
    Problem,
)


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_what_matters_has_a_history_of_every_field(model: type[models.Model]) -> None:
    kept = {field.name for field in model.history.model._meta.get_fields()}
    missing = {field.name for field in model._meta.concrete_fields} - kept
    allowed = {
        User: {"password", "last_login"},
        Document: {"file", "uploader_digest"},
        InspectorCredential: {"photo"},
        Enquiry: {"sealed"},
    }
    assert missing == allowed.get(model, set())


def test_no_history_holds_a_password_or_a_time_of_entry() -> None:
    for model in apps.get_models(include_auto_created=True):
        if model.__name__.startswith("Historical"):
            names = {field.name for field in model._meta.get_fields()}
            assert not names & {"password", "last_login", "digest", "uploader_digest"}, model


def test_each_step_says_who_and_why() -> None:
    row = filed(published(METER)).service_request
    reviewer = staff("reviewer@comercializacion", username="lucia")
    claim(actor=reviewer, service_request=row, revision=row.revision)
    take(row, "tomar", actor=reviewer)
    told = [(h.history_user_id, h.history_change_reason) for h in row.history.order_by("pk")]
    assert sorted(set(told)) == [("ciudadanía", "filed"), ("lucia", "claim"), ("lucia", "tomar")]
    newest = row.history.latest()
    assert (newest.state, newest.revision) == ("en_revision", 3)


def test_a_publication_says_who_and_why() -> None:
    version = published(METER)
    for kept in (version.procedure.history.latest(), version.history.get()):
        assert (kept.history_user_id, kept.history_change_reason) == ("sistema", "publish")


def test_a_change_of_people_areas_and_calendars_is_kept_with_its_author() -> None:
    user = person("reviewer@comercializacion")
    area = Area.objects.get(key="comercializacion")
    calendar = Calendar.objects.create(key="prueba", name="Prueba")
    with acting("administradora", "cambio de turno"):
        user.full_name = "Otro Nombre"
        user.save()
        area.name = "Otra área"
        area.save()
        day = CalendarDay.objects.create(
            calendar=calendar, date=dt.date(2026, 2, 10), reason="Contingencia"
        )
        user.memberships.get().delete()
    histories = (user.history, area.history, day.history, Membership.history)
    for kept in (history.latest() for history in histories):
        assert (kept.history_user_id, kept.history_change_reason) == (
            "administradora",
            "cambio de turno",
        )


def test_outside_of_an_operation_nobody_is_made_up() -> None:
    area = Area.objects.create(key="nueva", name="Nueva")
    assert area.history.get().history_user_id is None
    assert area.history.get().history_change_reason is None
