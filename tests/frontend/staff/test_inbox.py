import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from backend.accounts.actors import staff_actor
from frontend.staff import inbox
from procedures.casework.desk.columns import COLUMNS, USUAL
from procedures.casework.desk.queue import TABS
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import claim
from tests.factories import CONTACT, filed, published, staff, take
from tests.frontend.staff.pages import text_of

pytestmark = pytest.mark.django_db
INBOX = "/personal/"
QUERIES = 30  # of one page of the inbox, however long it is


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


def test_red_and_amber_are_said_in_words_and_drawn_besides(meter, reviewer):
    window = staff("counter@modulo", source="letter")
    today = timezone.localdate()
    for days in (0, 12, 14, 40):
        filed(meter, actor=window, received_on=today - dt.timedelta(days=days))
    page = html.fromstring(reviewer.get(INBOX, {"tab": "all"}).content.decode())
    marks = page.xpath("//*[contains(@class, 'v-due--')]")
    levels = {mark.get("class").partition("--")[2] for mark in marks}
    assert levels == {"soon", "late"}
    for mark in marks:
        assert mark.xpath(".//*[name()='svg']"), mark.get("class")
        said = mark.text_content()
        late = mark.get("class").endswith("late")
        assert ("Venció" in said) == late and ("Queda" in said or "Vence " in said) != late


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
    def asked(many, **query):
        while ServiceRequest.objects.count() < many:
            filed(meter)
        with CaptureQueriesContext(connection) as caught:
            assert len(folios(reviewer.get(INBOX, {"tab": "all", **query}))) == many
        return len(caught)

    every = [f"answer.{one.key}" for one in meter.definition.form.fields if one.filterable]
    reviewer.post("/personal/columnas/", {"column": [*COLUMNS, *every], "back": ""})
    search = {"q": "hermandez", "procedure": meter.procedure.slug}
    reviewer.get(INBOX, search)
    few, few_found = asked(5), asked(5, **search)
    assert (asked(50), asked(50, **search)) == (few, few_found)
    assert few == QUERIES + 1, "one more for the names of areas"
    assert few_found <= few + 4, "two to search, one of the filters, one of their answers"


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


def test_columns_are_chosen_and_order_the_list_both_ways(meter, reviewer):
    for channel in ("counter", "letter"):
        filed(meter, actor=staff("counter@modulo", source=channel))
    shown = reviewer.get(INBOX, {"tab": "all", "q": "hernandez"})
    assert [head.key for head in shown.context["heads"]] == list(USUAL)
    reviewer.post("/personal/columnas/", {"column": [*COLUMNS, "otra"], "back": ""})
    assert [h.key for h in reviewer.get(INBOX).context["heads"]] == list(COLUMNS)
    data = {"column": ["channel", "area", "received", "goal"], "back": "tab=all&q=hernandez"}
    answer = reviewer.post("/personal/columnas/", data)
    assert answer.url == "/personal/?tab=all&q=hernandez"
    shown = reviewer.get(answer.url)
    heads = {head.key: head for head in shown.context["heads"]}
    assert list(heads) == ["folio", "goal", "area", "received", "channel"]
    assert "Ventanilla" in text_of(shown) and "Módulo de servicios" in text_of(shown)
    up = reviewer.get(INBOX + heads["channel"].href)
    down = reviewer.get(INBOX + {h.key: h for h in up.context["heads"]}["channel"].href)
    assert folios(down) == folios(up)[::-1] and len(folios(up)) == 2
    assert 'aria-sort="descending"' in down.content.decode()
    reviewer.post("/personal/columnas/", {"usual": "1", "back": ""})
    assert [head.key for head in reviewer.get(INBOX).context["heads"]] == list(USUAL)


def test_an_answer_is_a_column_where_its_procedure_is_chosen(meter, reviewer):
    filed(meter, given={"ubicacion_medidor": "fachada"})
    slug = meter.procedure.slug
    data = {"column": ["due", "answer.ubicacion_medidor"], "back": f"procedure={slug}"}
    shown = reviewer.get(reviewer.post("/personal/columnas/", data).url)
    assert "En la fachada" in text_of(shown).split("A cargo de")[-1]
    assert "En la fachada" not in text_of(reviewer.get(INBOX, {"tab": "all"}))


def test_counts_are_exact_to_a_thousand_and_then_say_more():
    said = [inbox._in_words(count) for count in (None, 0, 1000, 1001)]
    assert said == ["", "0", "1,000", "1,000+"]


def test_a_view_is_kept_opened_first_renamed_and_forgotten(case, reviewer):
    data = {
        "vista-name": "Del medidor", "vista-first": "on", "column": ["folio", "received"],
        "vista-back": f"procedure={case.procedure.slug}&tab=all&ordering=-folio&q=hernandez",
    }  # fmt: skip
    opened = reviewer.post("/personal/vistas/guardar/", data)
    assert "q=" not in opened.url and "ordering=-folio" in opened.url
    assert reviewer.get(INBOX).url == opened.url, "it opens first"
    shown = reviewer.get(opened.url)
    view = shown.context["view"]
    assert folios(shown) == [case.folio] and str(view) == "Del medidor"
    assert [head.key for head in shown.context["heads"]] == ["folio", "received"]
    assert reviewer.get(INBOX, {"vista": view.pk}).url == opened.url
    again = reviewer.post("/personal/vistas/guardar/", data)
    assert "Ya tiene una vista con ese nombre" in text_of(again)
    at = f"/personal/vistas/{view.pk}/"
    reviewer.post(at, {f"v{view.pk}-name": "Otra"})
    assert "Otra" in text_of(reviewer.get("/personal/vistas/"))
    reviewer.post(at, {"ninguna": "1"})
    assert reviewer.get(INBOX).status_code == 200
    reviewer.post(at, {"primera": "1"})
    reviewer.post(at, {"borrar": "1"})
    assert reviewer.get(INBOX).status_code == 200
    assert "Esa vista ya no existe" in text_of(reviewer.get(opened.url))
    assert reviewer.post(at, {"borrar": "1"}).status_code == 404


def test_a_view_of_the_area_opens_for_its_people_and_is_not_theirs_to_change(case, log_in):
    chief = log_in("supervisor@comercializacion")
    data = {"vista-name": "De todos", "vista-area": "comercializacion", "vista-back": "tab=area"}
    opened = chief.post("/personal/vistas/guardar/", data).url
    clerk, other = log_in("reviewer@comercializacion"), log_in("reviewer@padron")
    assert folios(clerk.get(opened)) == [case.folio]
    said = clerk.get("/personal/vistas/")
    assert "De todos" in text_of(said) and "Borrar" not in text_of(said)
    at = f"/personal/vistas/{clerk.get(opened).context['view'].pk}/"
    assert clerk.post(at, {"borrar": "1"}).status_code == 403
    assert other.post(at, {"borrar": "1"}).status_code == 404
    assert "De todos" not in text_of(other.get(INBOX, {"tab": "all"}))


def test_a_view_whose_filter_is_gone_says_so_and_opens(case, reviewer):
    slug = case.procedure.slug
    data = {"vista-name": "Vieja", "vista-back": f"procedure={slug}&answer[gone]=x&tab=all"}
    shown = reviewer.get(reviewer.post("/personal/vistas/guardar/", data).url)
    assert folios(shown) == [case.folio] and "ya no existe" in text_of(shown)
