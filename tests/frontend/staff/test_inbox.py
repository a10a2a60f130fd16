import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.accounts.actors import staff_actor
from procedures.casework.desk.queue import TABS
from procedures.requests.operations import claim
from tests.factories import CONTACT, filed, published, staff, take
from tests.frontend.staff.pages import text_of

pytestmark = pytest.mark.django_db
INBOX = "/personal/"
QUERIES = 25  # of one page of the inbox, however long it is


def folios(response):
    return [line.row.folio for line in response.context["lines"]]


def counts(response):
    return {tab["text"]: tab["count"] for tab in response.context["tabs"]}


def test_nobody_without_a_log_in_sees_it(client):
    answer = client.get(INBOX)
    assert (answer.status_code, answer.url) == (302, "/personal/cuenta/login/?next=/personal/")


def test_counts_agree_with_the_lists(case, meter, reviewer):
    for _more in range(2):
        take(filed(meter).service_request, "tomar")
    said = counts(reviewer.get(INBOX))
    for tab in TABS:
        if tab != "closed":
            shown = reviewer.get(INBOX, {"tab": tab})
            assert said[str(TABS[tab])] == str(len(folios(shown))), tab


def test_what_was_just_received_is_work_of_the_area_that_takes_it(case, reviewer, log_in):
    assert folios(reviewer.get(INBOX, {"tab": "area"})) == [case.folio]
    assert folios(log_in("reviewer@padron").get(INBOX, {"tab": "area"})) == []


def test_it_opens_on_the_first_tab_with_work(case, reviewer):
    assert reviewer.get(INBOX).context["tab"] == "area"
    take(case, "tomar")
    user = reviewer.get(INBOX).context["user"]
    claim(actor=staff_actor(user), service_request=case, revision=case.revision)
    assert reviewer.get(INBOX).context["tab"] == "mine"


def test_what_is_due_first_comes_first(meter, reviewer):
    window = staff("counter@modulo", source="counter")
    today = timezone.localdate()
    late = [
        filed(meter, actor=window, received_on=today - dt.timedelta(days=days)).service_request
        for days in (5, 40, 20)
    ]
    shown = reviewer.get(INBOX, {"tab": "all"})
    assert folios(shown) == [late[1].folio, late[2].folio, late[0].folio]
    assert "Venció hace" in text_of(shown)


def test_a_whole_folio_opens_the_case_and_a_word_searches_everywhere(case, reviewer):
    answer = reviewer.get(INBOX, {"q": case.folio.lower()})
    assert answer.url == reverse("staff-case", args=[case.folio])
    found = reviewer.get(INBOX, {"q": "hernandez"})
    assert folios(found) == [case.folio] and found.context["tab"] == "all"
    alike = reviewer.get(INBOX, {"q": "Hermandez"})
    assert folios(alike) == [case.folio] and "estas se le parecen" in text_of(alike)
    assert "se le parecen" not in text_of(found)
    nothing = reviewer.get(INBOX, {"q": "nadie se llama asi"})
    assert "No encontramos nada" in text_of(nothing)


@pytest.mark.parametrize("tab", [*TABS, "all"])
def test_an_empty_tab_says_what_to_do(meter, reviewer, tab):
    assert reviewer.get(INBOX, {"tab": tab}).content.decode().count('class="v-empty"') == 1


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("procedure", "mantenimiento-cambio-medidor", True),
        ("source", "online", True),
        ("source", "phone", False),
        ("phase", "open", True),
        ("phase", "closed", False),
        ("assignee", "none", True),
        ("assignee", "me", False),
        ("area", "modulo", True),
        ("received_to", "2020-01-01", False),
        ("outcome", "favourable", False),
    ],
)
def test_filters_have_the_names_of_the_api(case, reviewer, name, value, found):
    assert bool(folios(reviewer.get(INBOX, {name: value}))) is found


def test_a_wrong_filter_is_said_and_the_rest_still_works(case, reviewer):
    shown = reviewer.get(INBOX, {"received_from": "ayer", "source": "online"})
    assert shown.status_code == 200 and folios(shown) == [case.folio]
    assert shown.context["filter_form"].errors["received_from"]


def test_pages_go_on_and_back(meter, reviewer, monkeypatch):
    monkeypatch.setattr("frontend.staff.inbox.PAGE_SIZE", 2)
    made = {filed(meter).service_request.folio for _one in range(3)}
    first = reviewer.get(INBOX, {"tab": "all"})
    second = reviewer.get(INBOX + first.context["next"])
    assert {*folios(first), *folios(second)} == made
    assert folios(reviewer.get(INBOX + second.context["previous"])) == folios(first)
    assert "principio de la lista" in text_of(reviewer.get(INBOX, {"cursor": "%%"}))


def test_nobody_is_named_in_an_anonymous_request(log_in):
    denuncia = published("quejas-denuncias")
    filed(denuncia, contact=CONTACT, anonymous=True)
    shown = log_in("oic@oic").get(INBOX, {"tab": "all"})
    assert "Anónima" in text_of(shown)
    assert CONTACT.name not in shown.content.decode()


def test_denuncias_leak_nowhere(log_in):
    denuncia = filed(published("quejas-denuncias")).service_request
    window = log_in("counter@modulo", "supervisor@*", "director@direccion")
    for query in ({"tab": "all"}, {"q": "hernandez"}, {"q": denuncia.folio}):
        shown = window.get(INBOX, query)
        assert shown.status_code == 200 and folios(shown) == []
        assert counts(shown)["Todas"] == "0"
        assert "quejas-denuncias" not in shown.content.decode()
    assert folios(log_in("oic@oic").get(INBOX, {"tab": "all"})) == [denuncia.folio]


def test_a_page_costs_the_same_however_many_rows(meter, reviewer):
    filed(meter)
    reviewer.get(INBOX, {"tab": "all"})
    with CaptureQueriesContext(connection) as one:
        reviewer.get(INBOX, {"tab": "all"})
    for _more in range(4):
        filed(meter)
    with CaptureQueriesContext(connection) as five:
        assert len(folios(reviewer.get(INBOX, {"tab": "all"}))) == 5
    assert len(five) == len(one) == QUERIES


def test_choosing_a_procedure_offers_what_its_form_asks(meter, reviewer):
    here = filed(meter, given={"ubicacion_medidor": "fachada"}).service_request
    filed(meter, given={"ubicacion_medidor": "banqueta"})
    assert "answer[" not in reviewer.get(INBOX, {"tab": "all"}).content.decode()
    slug = meter.procedure.slug
    shown = reviewer.get(INBOX, {"procedure": slug})
    assert len(folios(shown)) == 2 and "¿Dónde está el medidor?" in text_of(shown)
    narrowed = {"procedure": slug, "answer[ubicacion_medidor]": "fachada"}
    shown = reviewer.get(INBOX, narrowed)
    assert folios(shown) == [here.folio] and counts(shown)["Todas"] == "1"
    for tab in shown.context["tabs"]:  # a filter goes with the person from tab to tab
        assert "answer%5Bubicacion_medidor%5D=fachada" in tab["href"]


def test_a_filter_that_is_no_more_is_said_and_the_rest_still_works(case, reviewer):
    slug = case.procedure.slug
    shown = reviewer.get(INBOX, {"procedure": slug, "answer[gone]": "x"})
    assert folios(shown) == [case.folio] and "ya no existe" in text_of(shown)
    shown = reviewer.get(INBOX, {"answer[ubicacion_medidor]": "fachada"})
    assert folios(shown) == [case.folio] and "ya no existe" in text_of(shown)
    shown = reviewer.get(INBOX, {"procedure": slug, "answer[ubicacion_medidor]": "luna"})
    assert folios(shown) == [case.folio]
    assert shown.context["filter_form"].errors["answer[ubicacion_medidor]"]


def test_nobody_is_offered_what_a_denuncia_asks(log_in, meter):
    published("quejas-denuncias")
    shown = log_in("supervisor@*").get(INBOX, {"procedure": "quejas-denuncias"})
    assert "answer[" not in shown.content.decode()
    assert (
        "answer["
        in log_in("oic@oic").get(INBOX, {"procedure": "quejas-denuncias"}).content.decode()
    )
