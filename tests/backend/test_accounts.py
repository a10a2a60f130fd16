import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from backend.accounts.actors import ANONYMOUS, SYSTEM, actor_of, citizen_of, staff_actor
from backend.accounts.models import ApiToken, Area, Membership, User
from backend.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return Area.objects.create(key="comercializacion", name="Comercialización")


@pytest.fixture
def user():
    return User.objects.create_user("lupita", full_name="Guadalupe Ruiz", password="x")


def test_a_role_in_an_area_holds_there_and_not_elsewhere(user, area):
    Membership.objects.create(user=user, role=Role.REVIEWER, area=area)
    actor = staff_actor(user)
    assert actor.has("reviewer", "comercializacion")
    assert not actor.has("reviewer", "tecnica")
    assert not actor.has("signer", "comercializacion")
    assert actor.workflow_roles() == {"reviewer@comercializacion"}


def test_a_role_without_area_holds_in_every_area(user):
    Membership.objects.create(user=user, role=Role.SUPERVISOR)
    actor = staff_actor(user)
    assert actor.has("supervisor", "tecnica") and actor.has("supervisor")
    assert actor.areas == {"*"}


def test_an_area_that_was_closed_grants_nothing(user, area):
    Membership.objects.create(user=user, role=Role.REVIEWER, area=area)
    Area.objects.filter(pk=area.pk).update(active=False)
    assert staff_actor(user).grants == frozenset()


@pytest.mark.parametrize("in_an_area", [True, False])
def test_the_same_role_is_given_once(user, area, in_an_area):
    where = area if in_an_area else None
    Membership.objects.create(user=user, role=Role.SIGNER, area=where)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role=Role.SIGNER, area=where)


def test_a_request_builds_its_actor_once(rf, user, django_assert_num_queries):
    request = rf.get("/")
    request.user = user
    with django_assert_num_queries(1):
        first, second = actor_of(request), actor_of(request)
    assert first is second and first.user == user


def test_somebody_who_signs_out_within_a_request_is_nobody(rf, user):
    request = rf.get("/")
    request.user = user
    actor_of(request)
    request.user = AnonymousUser()
    assert actor_of(request) is ANONYMOUS


def test_a_citizen_opens_one_request_and_holds_no_staff_role():
    citizen = citizen_of("SOAPA-2026-000123-X")
    assert citizen.workflow_roles() == {"citizen"}
    assert not citizen.has("citizen") and not citizen.is_staff
    assert SYSTEM.workflow_roles() == {"system"}


def test_history_keeps_who_changed_an_account_but_never_the_password(user):
    user.full_name = "Guadalupe Ruiz López"
    user.save()
    newest = user.history.first()
    assert newest.full_name == "Guadalupe Ruiz López" and user.history.count() == 2
    assert not hasattr(newest, "password") and not hasattr(newest, "last_login")


def test_the_command_prints_a_token_that_works_and_keeps_only_its_digest(user, capsys):
    call_command("api_token", "lupita", "--days", "1")
    token = capsys.readouterr().out.split()[-1]
    row = ApiToken.objects.alive().matching(token).get()
    assert row.user == user and row.scopes == ["read", "write"]
    assert token not in str(ApiToken.objects.values().get())


def test_a_token_dies_by_time_by_revocation_and_with_its_owner(user, time_machine):
    time_machine.move_to("2026-11-20T12:00-06:00")
    row, token = ApiToken.issue(user, scopes=["read"], days=1)

    def alive():
        return ApiToken.objects.alive().matching(token).exists()

    assert alive()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not alive()
    User.objects.filter(pk=user.pk).update(is_active=True)
    time_machine.shift(24 * 3600 + 1)
    assert not alive()
    ApiToken.objects.filter(pk=row.pk).update(expires_at="2099-01-01T00:00Z")
    assert alive()
    ApiToken.objects.filter(pk=row.pk).update(revoked_at="2020-01-01T00:00Z")
    assert not alive()


@pytest.mark.parametrize(
    "arguments", [["nadie"], ["lupita", "--scopes", "todo"], ["lupita", "--days", "0"]]
)
def test_a_token_is_refused_to_nobody_without_scope_or_without_days(user, arguments):
    with pytest.raises(CommandError):
        call_command("api_token", *arguments)


def test_nobody_signs_up_by_themselves(client):
    answer = client.post(
        "/personal/cuenta/signup/", {"username": "intruso", "password1": "x", "password2": "x"}
    )
    assert answer.status_code in {200, 302, 403}
    assert not User.objects.exists()


@pytest.fixture
def pages(settings):
    """A page of the staff and a page for everybody, which say who they see."""
    settings.ROOT_URLCONF = "tests.backend.second_factor_urls"
    settings.SECOND_FACTOR_REQUIRED = True


def test_without_a_second_factor_staff_pages_lead_to_setting_it_up(client, user, pages, settings):
    client.force_login(user)
    answer = client.get("/personal/")
    assert (answer.status_code, answer.url) == (302, "/personal/cuenta/2fa/")
    settings.SECOND_FACTOR_REQUIRED = False
    assert client.get("/personal/").content == b"lupita"


def test_without_a_second_factor_public_pages_see_nobody(client, user, pages):
    client.force_login(user)
    assert client.get("/todos/").content == b""
    assert client.get("/personal/cuenta/2fa/").status_code == 200


def test_with_a_second_factor_pages_open(client, user, pages):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    assert client.get("/personal/").content == b"lupita"
    assert client.get("/todos/").content == b"lupita"
