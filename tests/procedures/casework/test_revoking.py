"""Taking back what was issued: by whom, once, said why, and seen by whoever checks the code."""

from __future__ import annotations

import pytest
from django.utils import timezone

from notifications.models import OutboxMessage
from procedures.casework.models import Resolution
from procedures.casework.operations import revoke_resolution
from procedures.casework.verification import verify
from procedures.requests import chain
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from procedures.requests.models import Event
from tests.factories import filed, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
WHY = "Se emitió con un número de cuenta equivocado."


@pytest.fixture
def paper() -> Resolution:
    row = filed(published(METER)).service_request
    for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
        take(row, action)
    return row.resolutions.get()


def revoke(paper: Resolution, *grants: str, **changes: object) -> Event:
    row = paper.service_request
    row.refresh_from_db()
    told = {"revision": row.revision, "code": paper.code, "reason": WHY, **changes}
    actor = staff(*(grants or ("director@direccion",)))
    return revoke_resolution(actor=actor, service_request=row, **told)  # type: ignore[arg-type]


def test_a_revoked_paper_stays_as_it_was_and_no_longer_holds(paper: Resolution) -> None:
    before, content = paper.sha256, bytes(paper.paper.content)
    event = revoke(paper)
    paper.refresh_from_db()
    assert (paper.revoked_on, paper.revoked_reason) == (timezone.localdate(), WHY)
    assert paper.revoked_by == event.actor_user
    assert (paper.sha256, bytes(paper.paper.content)) == (before, content)
    found = verify(paper.code, timezone.localdate())
    assert found is not None and (found.valid, found.state) == (False, "revoked")
    assert not list(chain.faults(paper.service_request))


def test_the_person_is_told_without_the_reason_in_the_mail(paper: Resolution) -> None:
    revoke(paper)
    mail = OutboxMessage.objects.get(kind="resolution_revoked")
    assert paper.service_request.folio in mail.subject
    assert WHY not in mail.text and "María" not in mail.subject


def test_supervisors_revoke_too(paper: Resolution) -> None:
    assert revoke(paper, "supervisor@comercializacion").kind == "resolution_revoked"


def test_a_signer_of_another_area_does_not_even_find_it(paper: Resolution) -> None:
    with pytest.raises(NotFound):
        revoke(paper, "signer@juridica")


@pytest.mark.parametrize("grant", ["reviewer@comercializacion", "counter@modulo"])
def test_others_who_see_the_case_do_not(grant: str, paper: Resolution) -> None:
    with pytest.raises(NotAllowed):
        revoke(paper, grant)
    paper.refresh_from_db()
    assert paper.revoked_on is None


def test_a_paper_is_revoked_once(paper: Resolution) -> None:
    revoke(paper)
    with pytest.raises(Conflict) as refused:
        revoke(paper)
    assert refused.value.code == "revoked"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, Invalid),
        ({"reason": "a" * 301}, Invalid),
        ({"code": "NADA"}, NotFound),
        ({"revision": 1}, Stale),
    ],
)
def test_what_does_not_fit_revokes_nothing(
    changes: dict[str, object], error: type[Exception], paper: Resolution
) -> None:
    events = paper.service_request.events.count()
    with pytest.raises(error):
        revoke(paper, **changes)
    assert paper.service_request.events.count() == events
    paper.refresh_from_db()
    assert paper.revoked_on is None
