"""Administration in pages: who comes in, what a deed leaves, what nobody does by mistake."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from backend.accounts.actors import staff_actor
from backend.accounts.models import ApiToken, Area, Membership, User
from backend.accounts.people import give_role
from backend.accounts.roles import Role
from notifications.delivery import deliver
from notifications.models import OutboxMessage
from procedures.casework.leaving import see_off
from procedures.requests.operations import claim
from tests.factories import filed, person, published, staff
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
PEOPLE = "/personal/administracion/personas/"
PASSWORD = "una clave que nadie adivina"
LINK = re.compile(r"http\S+/cuenta/password/reset/key/\S+?/")


@pytest.fixture
def boss():
    return person("administrator@*", username="sofia", full_name="Sofía Carreño")


@pytest.fixture
def admin(log_in, boss):
    return log_in(user=boss)


@pytest.fixture
def clerk():
    return person("reviewer@comercializacion", username="david", full_name="David Cruz")


def page_of(user, more=""):
    return f"{PEOPLE}{user.pk}/{more}"


def told(client, user):
    return text_of(client.get(page_of(user)))


# --- who comes in --------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role.values if role != "administrator"])
def test_no_other_role_comes_in_nor_does_anything(log_in, clerk, role):
    client = log_in(f"{role}@*")
    held = clerk.memberships.get()
    for path in ("", "alta/", f"{clerk.pk}/", f"{clerk.pk}/datos/", f"{clerk.pk}/baja/"):
        assert client.get(PEOPLE + path).status_code == 403
    before = list(User.history.values_list("pk", flat=True))
    for path in (
        "alta/", f"{clerk.pk}/datos/", f"{clerk.pk}/funciones/", f"{clerk.pk}/baja/",
        f"{clerk.pk}/regreso/", f"{clerk.pk}/segundo-paso/", f"{clerk.pk}/sesiones/",
        f"{clerk.pk}/enlace/", f"{clerk.pk}/funciones/{held.pk}/quitar/",
    ):  # fmt: skip
        sent = {"role": "oic", "area": "*", "reason": "x", "full_name": "X", "username": "x"}
        assert client.post(PEOPLE + path, sent).status_code == 403
    assert list(User.history.values_list("pk", flat=True)) == before
    assert clerk.memberships.get() == held


def test_the_navigation_leads_there_only_who_administers(admin, reviewer):
    place = "/personal/administracion/"
    assert place in admin.get("/personal/yo/").content.decode()
    assert place not in reviewer.get("/personal/yo/").content.decode()
    assert admin.get(place, follow=True).redirect_chain == [(PEOPLE, 302)]


def test_an_unknown_account_is_not_found(admin):
    assert admin.get(f"{PEOPLE}999999/").status_code == 404


# --- saying again who one is ---------------------------------------------------------------------
def test_sensitive_pages_ask_again_for_the_password_and_come_back(boss, clerk, time_machine):
    boss.set_password(PASSWORD)
    boss.save()
    client = Client()
    client.force_login(boss)
    assert client.get(PEOPLE).status_code == 200, "looking is no change"
    answer = client.post(page_of(clerk, "funciones/"), {"role": "signer", "area": "*"})
    assert answer.status_code == 302 and "/cuenta/reauthenticate/" in answer.url
    assert not clerk.memberships.filter(role="signer").exists()
    answer = client.post(answer.url, {"password": PASSWORD})
    assert clerk.memberships.filter(role="signer").exists(), "what was sent is not lost"
    assert client.get(PEOPLE + "alta/").status_code == 200
    time_machine.move_to(time.time() + 15 * 60 - 5, tick=False)
    assert client.get(PEOPLE + "alta/").status_code == 200
    time_machine.move_to(time.time() + 10, tick=False)
    assert "/cuenta/reauthenticate/" in client.get(PEOPLE + "alta/").url


SENSITIVE = ["admin-hire", "admin-details", "admin-leave", "admin-come-back", "admin-give-role"]
SENSITIVE += ["admin-take-role", "admin-second-factor", "admin-link"]


@pytest.mark.parametrize("name", SENSITIVE)
def test_every_sensitive_address_asks_again(boss, clerk, name):
    boss.set_password(PASSWORD)
    boss.save()
    client = Client()
    client.force_login(boss)
    gaps = [] if name == "admin-hire" else [clerk.pk]
    gaps += [clerk.memberships.get().pk] if name == "admin-take-role" else []
    assert "/cuenta/reauthenticate/" in client.post(reverse(name, args=gaps)).url


# --- the list ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["David Cruz", "Íngrid Peña"]),
        ("q=ingrid+pena", ["Íngrid Peña"]),
        ("q=DAVID", ["David Cruz"]),
        ("role=counter", ["Íngrid Peña"]),
        ("area=comercializacion", ["David Cruz"]),
        ("state=bajas", ["Íngrid Peña"]),
        ("state=activas", ["David Cruz"]),
        ("q=nadie", []),
        ("role=inventada", []),
    ],
)
def test_the_list_finds_by_name_function_area_and_state(admin, clerk, query, shown):
    gone = person("counter@modulo", full_name="Íngrid Peña")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    said = text_of(admin.get(f"{PEOPLE}?{query}"))
    names = [name for name in ("David Cruz", "Íngrid Peña") if name in said]
    assert names == shown


def test_the_list_costs_the_same_for_many_as_for_few(admin, clerk, django_assert_num_queries):
    admin.get(PEOPLE)
    with django_assert_num_queries(12):
        admin.get(PEOPLE)
    for _number in range(15):
        person("reviewer@comercializacion", "counter@modulo")
    with django_assert_num_queries(12):
        admin.get(PEOPLE)


def test_a_long_list_has_pages(admin, monkeypatch):
    monkeypatch.setattr("frontend.staff.administration.people.PAGE_SIZE", 2)
    for name in ("Aa", "Bb", "Cc"):
        person(full_name=name)
    first, second = text_of(admin.get(PEOPLE)), text_of(admin.get(f"{PEOPLE}?pagina=2"))
    assert "Aa" in first and "Cc" not in first and "Cc" in second and "Aa" not in second


# --- hiring --------------------------------------------------------------------------------------
HIRED = {"username": "maria.perez", "full_name": "María Pérez", "email": "maria@example.org"}


def test_who_is_hired_chooses_a_password_with_the_mailed_link(admin, boss):
    answer = admin.post(PEOPLE + "alta/", HIRED, follow=True)
    user = User.objects.get(username="maria.perez")
    assert not user.has_usable_password() and not user.memberships.exists()
    assert "maria@example.org" in text_of(answer)
    row = OutboxMessage.objects.get()
    assert (row.address, row.reference) == (user.email, f"user:{user.pk}")
    assert deliver(row.pk)
    link = LINK.search(mail.outbox[0].body)[0]
    assert link.rsplit("/", 2)[1] not in answer.content.decode(), "a mailed link is not shown"
    visitor = Client()
    page = visitor.get(link.removeprefix("http://testserver"))
    visitor.post(page["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert "Dio de alta la cuenta" in told(admin, user)
    assert set(user.history.values_list("history_user_id", flat=True)) == {boss.username, None}


@pytest.mark.parametrize("without", ["address", "server"])
def test_where_no_mail_can_be_sent_the_link_is_shown_once(admin, settings, without):
    given = HIRED | ({"email": ""} if without == "address" else {})
    if without == "server":
        settings.MAIL_REACHES_PEOPLE = False
    answer = admin.post(PEOPLE + "alta/", given)
    link = LINK.search(answer.content.decode())
    assert link and "no-store" in answer["Cache-Control"]
    assert not OutboxMessage.objects.exists()
    user = User.objects.get(username="maria.perez")
    assert not LINK.search(admin.get(page_of(user)).content.decode())
    assert Client().get(link[0].removeprefix("http://testserver")).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "DAVID"},
        {"username": "con espacios"},
        {"username": ""},
        {"full_name": " "},
        {"email": "no es correo"},
    ],
)
def test_a_hire_that_does_not_fit_is_told_and_keeps_what_was_typed(admin, clerk, wrong):
    before = User.objects.count()
    answer = admin.post(PEOPLE + "alta/", HIRED | wrong)
    assert "Falta algo por corregir" in text_of(answer)
    assert User.objects.count() == before and not OutboxMessage.objects.exists()
    kept = form_data(answer, "")
    assert all(kept[name] == value for name, value in HIRED.items() if name not in wrong)


def test_a_new_link_is_put_down_and_not_given_to_a_closed_account(admin, clerk):
    admin.post(page_of(clerk, "enlace/"))
    assert OutboxMessage.objects.count() == 1
    assert "Dio un enlace para elegir contraseña" in told(admin, clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    answer = admin.post(page_of(clerk, "enlace/"), follow=True)
    assert "La cuenta está dada de baja." in text_of(answer)
    assert OutboxMessage.objects.count() == 1


def test_a_mended_name_is_in_the_history_with_what_it_was(admin, clerk):
    admin.post(page_of(clerk, "datos/"), {"full_name": "David Cruz Mora", "email": ""})
    said = told(admin, clerk)
    assert "Nombre: de «David Cruz» a «David Cruz Mora»" in said and "sofia" in said


# --- functions -----------------------------------------------------------------------------------
def test_functions_are_given_and_taken_and_it_is_told_who_did_it(admin, clerk):
    area = Area.objects.create(key="operacion", name="Operación")
    admin.post(page_of(clerk, "funciones/"), {"role": "inspector", "area": "operacion"})
    assert staff_actor(clerk).grants == {"reviewer@comercializacion", "inspector@operacion"}
    held = clerk.memberships.get(area=area)
    admin.post(page_of(clerk, f"funciones/{held.pk}/quitar/"))
    assert staff_actor(clerk).grants == {"reviewer@comercializacion"}
    said = told(admin, clerk)
    assert "Le dio la función Inspección: Operación" in said
    assert "Le quitó la función Inspección: Operación" in said
    who = Membership.history.filter(user_id=clerk.pk, role="inspector")
    assert set(who.values_list("history_user_id", flat=True)) == {"sofia"}


@pytest.mark.parametrize(
    "sent",
    [
        {"role": "reviewer", "area": "comercializacion"},
        {"role": "reviewer", "area": ""},
        {"role": "reviewer", "area": "inventada"},
        {"role": "reviewer", "area": "cerrada"},
        {"role": "rey", "area": "*"},
    ],
)
def test_a_function_that_cannot_be_given_is_refused_beside_the_form(admin, clerk, sent):
    Area.objects.create(key="cerrada", name="Cerrada", active=False)
    answer = admin.post(page_of(clerk, "funciones/"), sent)
    assert answer.status_code == 200 and "Falta algo por corregir" in text_of(answer)
    assert staff_actor(clerk).grants == {"reviewer@comercializacion"}


def test_nobody_gives_themself_a_function_another_administrator_does(admin, boss, log_in):
    answer = admin.post(page_of(boss, "funciones/"), {"role": "director", "area": "*"})
    assert "Nadie se da funciones" in text_of(answer)
    assert staff_actor(boss).grants == {"administrator@*"}
    assert "Dar esta función" not in text_of(admin.get(page_of(boss)))
    other = staff("administrator@*")
    give_role(actor=other, user=boss, role="director", area=None)
    assert staff_actor(boss).grants == {"administrator@*", "director@*"}
    with pytest.raises(ValidationError):
        give_role(actor=other, user=other.user, role="oic", area=None)


def test_another_persons_function_is_not_taken_by_this_address(admin, boss, clerk):
    held = boss.memberships.get()
    assert admin.post(page_of(clerk, f"funciones/{held.pk}/quitar/")).status_code == 404
    assert boss.memberships.exists()


# --- the last administrator ----------------------------------------------------------------------
def test_the_last_administrator_stays(admin, boss, clerk):
    inactive = person("administrator@*")
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    closed = person("administrator@cerrada")
    Area.objects.filter(key="cerrada").update(active=False)
    held = boss.memberships.get()
    answer = admin.post(page_of(boss, f"funciones/{held.pk}/quitar/"), follow=True)
    assert "Es la última persona" in text_of(answer)
    answer = admin.post(page_of(boss, "baja/"), {"reason": "me voy"})
    assert "Es la última persona" in text_of(answer)
    boss.refresh_from_db()
    assert boss.is_active and boss.memberships.get() == held and closed.is_active
    person("administrator@*")
    admin.post(page_of(boss, f"funciones/{held.pk}/quitar/"))
    assert not boss.memberships.exists()


# --- leaving -------------------------------------------------------------------------------------
@pytest.fixture
def meter_case(clerk):
    row = filed(published("mantenimiento-cambio-medidor")).service_request
    claim(actor=staff_actor(clerk), service_request=row, revision=row.revision)
    row.refresh_from_db()
    return row


def test_who_leaves_is_nobody_from_that_moment(admin, clerk):
    browser = Client()
    browser.force_login(clerk)
    browser.get("/personal/yo/")
    _row, token = ApiToken.issue(clerk, scopes=["read"], days=5)
    admin.post(page_of(clerk, "baja/"), {"reason": "Renunció"})
    assert browser.get("/personal/yo/").status_code == 302
    assert not UserSession.objects.filter(user=clerk).exists()
    admin.post(page_of(clerk, "regreso/"), {"reason": "Volvió"})
    clerk.refresh_from_db()
    assert clerk.is_active and staff_actor(clerk).grants == {"reviewer@comercializacion"}
    assert not ApiToken.objects.alive().matching(token).exists(), "a key does not come back"
    said = told(admin, clerk)
    assert "La dio de bajaMotivo: Renunció" in said
    assert "Volvió a darla de altaMotivo: Volvió" in said


def test_open_cases_go_back_to_the_tray_with_the_reason_and_who_did_it(
    admin, boss, clerk, meter_case
):
    assert meter_case.folio in text_of(admin.get(page_of(clerk, "baja/")))
    answer = admin.post(page_of(clerk, "baja/"), {"reason": "Renunció"}, follow=True)
    assert "1 solicitud quedó sin asignar" in text_of(answer)
    meter_case.refresh_from_db()
    assert meter_case.assignee is None
    event = meter_case.events.last()
    assert (event.kind, event.actor_user, event.public) == ("assigned", boss, False)
    assert "Renunció" in event.payload.data["private"]["reason"]


def test_open_cases_go_to_whoever_was_chosen(admin, clerk, meter_case):
    other = person("reviewer@comercializacion")
    stranger = person("reviewer@transparencia")
    page = admin.get(page_of(clerk, "baja/")).content.decode()
    assert f'value="{other.pk}"' in page and f'value="{stranger.pk}"' not in page
    admin.post(page_of(clerk, "baja/"), {"reason": "Renunció", "to": str(other.pk)})
    meter_case.refresh_from_db()
    assert meter_case.assignee == other


def test_what_the_chosen_person_may_not_attend_goes_to_the_tray(boss, clerk, meter_case):
    party = person("reviewer@comercializacion")  # R24: one of the people who ask
    User.objects.filter(pk=party.pk).update(email=meter_case.applicants.first().email)
    party.refresh_from_db()
    assert party.email
    left = see_off(actor=staff_actor(boss), user=clerk, to=party, reason="Renunció")
    meter_case.refresh_from_db()
    assert (left.given, left.returned, meter_case.assignee) == (0, 1, None)


def test_of_a_restricted_procedure_only_how_many_is_told(admin):
    auditor = person("oic@oic")
    row = filed(
        published("quejas-denuncias"), given={"tipo": "denuncia_servidor_publico"}, anonymous=True
    ).service_request
    claim(actor=staff_actor(auditor), service_request=row, revision=row.revision)
    answer = admin.get(page_of(auditor, "baja/"))
    assert "1 solicitud reservada" in text_of(answer)
    assert row.folio not in answer.content.decode()
    assert row.procedure.name not in answer.content.decode()


# --- second factor and sessions ------------------------------------------------------------------
def test_a_second_factor_that_was_reset_must_be_set_up_again(admin, clerk, settings):
    Authenticator.objects.create(user=clerk, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=clerk, type="recovery_codes", data={"seed": "x"})
    browser = Client()
    browser.force_login(clerk)
    browser.get("/personal/yo/")
    assert "Segundo paso preparado el" in told(admin, clerk)
    admin.post(page_of(clerk, "segundo-paso/"))
    assert not Authenticator.objects.filter(user=clerk).exists()
    assert browser.get("/personal/yo/").status_code == 302, "sessions ended"
    said = told(admin, clerk)
    assert "Todavía no prepara su segundo paso" in said
    assert "Quitó el segundo paso para entrar" in said
    settings.SECOND_FACTOR_REQUIRED = True
    browser.force_login(clerk)
    assert browser.get("/personal/yo/").url == "/personal/cuenta/2fa/"


def test_sessions_are_listed_and_closed_one_or_all(admin, clerk):
    browsers = [Client(headers={"user-agent": f"Navegador {name}"}) for name in ("A", "B", "C")]
    for one in browsers:
        one.force_login(clerk)
        one.get("/personal/yo/")
    said = told(admin, clerk)
    assert all(f"Navegador {name}" in said for name in "ABC")
    first = UserSession.objects.get(user_agent="Navegador A")
    admin.post(page_of(clerk, "sesiones/"), {"session": str(first.pk)})
    assert [one.get("/personal/yo/").status_code for one in browsers] == [302, 200, 200]
    admin.post(page_of(clerk, "sesiones/"))
    assert [one.get("/personal/yo/").status_code for one in browsers] == [302, 302, 302]
    assert "Cerró una sesión abierta" in told(admin, clerk)


def test_another_persons_session_is_not_closed_by_this_address(admin, boss, clerk):
    admin.get(PEOPLE)
    theirs = UserSession.objects.get(user=boss)
    admin.post(page_of(clerk, "sesiones/"), {"session": str(theirs.pk)})
    assert UserSession.objects.filter(pk=theirs.pk).exists()


def test_a_persons_page_costs_the_same_however_much_there_is(
    admin, clerk, django_assert_num_queries
):
    admin.get(page_of(clerk))
    with django_assert_num_queries(17):
        admin.get(page_of(clerk))
    for key in ("a", "b", "c"):
        Area.objects.create(key=key, name=key)
        admin.post(page_of(clerk, "funciones/"), {"role": "reviewer", "area": key})
        browser = Client()
        browser.force_login(clerk)
        browser.get("/personal/yo/")
    with django_assert_num_queries(17):
        admin.get(page_of(clerk))
