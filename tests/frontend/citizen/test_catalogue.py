"""Finding a procedure and reading its record: what is said, what is never promised."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from lxml import html

from frontend.citizen import offer
from procedures.catalogue.finding import shelf
from procedures.catalogue.institution import institution
from procedures.requests.models import Fact
from tests.factories import catalogue, filed, published
from tests.frontend.citizen.conftest import COMPLAINT, METER

pytestmark = pytest.mark.django_db
SOME = (METER, COMPLAINT, "falta-recibo", "inspeccion-medidor", "constancia-no-adeudo")


@pytest.fixture
def some(db):
    for slug in SOME:
        published(slug)


def found(client, query: str) -> list[str]:
    page = html.fromstring(client.get("/tramites/", {"q": query}).content.decode())
    return [href.split("/")[2] for href in page.xpath("//main//li/a/@href") if "/tramites/" in href]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("medidor", METER),
        ("MEDÍDORES", METER),
        ("no gira", METER),
        ("SAPAO medidor", METER),
        ("no llegó mi recibo", "falta-recibo"),
        ("corrupcion", COMPLAINT),
    ],
)
def test_people_find_it_with_their_own_words(client, some, query, first):
    assert found(client, query)[0] == first


def test_the_old_name_of_the_utility_alone_finds_everything(client, some):
    assert len(found(client, "sapao")) == len(SOME)


def test_a_search_without_results_says_what_to_do(client, some, read):
    text = read(client.get("/tramites/", {"q": "pasaporte"}))
    assert "No encontramos un trámite así" in text and "Pruebe con otra palabra" in text
    assert "venga y le decimos cuál es" in text and "Busque por tema" in text
    assert "Medidores 2 trámites" in text  # families with their counts


def test_without_a_result_what_was_meant_is_offered(client, some, read):
    response = client.get("/tramites/", {"q": "gomstamsia"})
    assert "¿Quiso decir constancias ?" in read(response)
    assert "?q=constancias" in response.content.decode()


def test_what_was_mistyped_is_said_as_it_was_understood(client, some, read):
    assert "Entendimos «medidor»." in read(client.get("/tramites/", {"q": "medidro"}))


def test_a_result_says_why_it_is_there(client, some, read):
    text = read(client.get("/tramites/", {"q": "se rompió mi medidor"}))
    assert "Para cuando le pasa esto: «Se rompió, no gira o se robaron mi medidor»." in text


def test_a_word_people_use_is_said_only_where_the_name_lacks_it(client, some, read):
    added = read(client.get("/tramites/", {"q": "medidor parado"}))
    assert "También se busca como «medidor parado»." in added
    assert found(client, "adeudo")[0] == "constancia-no-adeudo"
    assert "También se busca como" not in read(client.get("/tramites/", {"q": "adeudo"}))


def test_the_home_page_asks_what_happens_and_leads_to_what_answers_it(client, some, read):
    page = client.get("/").content.decode()
    assert "¿Qué le pasa?" in page and "?situacion=medidor_danado" in page
    assert "?situacion=sin_agua" not in page  # nothing in force answers it
    text = read(client.get("/tramites/", {"situacion": "medidor_danado"}))
    assert "2 trámites pueden servirle" in text and "Para que lo reparen" in text


def test_filters_say_what_they_hide_and_how_to_take_them_off(client, some, read):
    response = client.get("/tramites/", {"q": "medidor", "filtro": "linea"})
    assert "Los filtros ocultan" in read(response)
    assert 'href="/tramites/?q=medidor"' in response.content.decode()


def test_page_counter_and_api_find_the_same(client, some):
    rows = client.get("/api/v1/procedures/", {"q": "medidro roto"}).json()["results"]
    assert [row["slug"] for row in rows] == found(client, "medidro roto")


def test_what_is_searched_is_shown_as_text(client, some):
    page = client.get("/tramites/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_the_catalogue_is_filtered_by_family_and_channel(client, some, read):
    text = read(client.get("/tramites/", {"filtro": "linea", "familia": "medidores"}))
    assert "Mantenimiento o cambio del medidor" in text
    assert "Inspección de medidor" not in text and "Quejas y denuncias" not in text


def test_the_home_page_leads_with_what_people_file_most(client, some):
    for _n in range(2):
        filed(published("falta-recibo"))
    assert offer.most_used(offer.cards(shelf()))[0].slug == "falta-recibo"
    assert client.get("/").status_code == 200


def test_a_published_change_is_seen_at_once(client, some):
    assert "Otro resumen" not in client.get("/tramites/").content.decode()
    published(METER, summary="Otro resumen.")
    assert "Otro resumen" in client.get("/tramites/").content.decode()


def test_a_record_answers_before_it_asks_and_promises_nothing_unconfirmed(client, meter, read):
    text = read(client.get(f"/tramites/{METER}/"))
    for question in (
        "¿Quién puede hacerlo?",
        "¿Qué necesita?",
        "¿Cuánto cuesta?",
        "¿Cuánto tarda?",
        "¿Dónde se hace?",
    ):
        assert question in text
    assert text.index("Papeles Identificación oficial vigente por confirmar") < text.index(
        "Comenzar"
    )
    assert "Dónde En línea, en el módulo o por teléfono" in text
    assert "10 días hábiles por confirmar" in text
    assert "fecha estimada, por confirmar" in text
    assert "Tomado de organismos parecidos" in text


def test_a_confirmed_term_is_said_without_the_mark(client, read):
    published(
        METER,
        time={
            "limit": {"days": 10}, "basis": "confirmed",
            "confirmed_by": "Dirección", "confirmed_on": "2026-01-15",
        },
    )  # fmt: skip
    assert "Tiempo de respuesta 10 días hábiles Dónde" in read(client.get(f"/tramites/{METER}/"))


def test_a_cost_seen_somewhere_is_no_promise_either(client, complaint, read):
    assert complaint.definition.record.cost.basis == "seen"
    assert "Costo Gratuito por confirmar" in read(client.get(f"/tramites/{COMPLAINT}/"))


def test_a_term_with_an_exception_says_so_wherever_it_is_said(client, complaint, meter, read):
    page = read(client.get("/tramites/quejas-denuncias/"))
    assert "Hay una excepción: vea «¿Cuánto tarda?»." in page
    assert "Una denuncia no tiene fecha de respuesta" in page
    assert "Hay una excepción" not in read(client.get(f"/tramites/{meter.procedure.slug}/"))


def test_real_times_are_shown_only_from_enough_answers(client, meter, read):
    assert "Todavía no hay suficientes" in read(client.get(f"/tramites/{METER}/"))
    with time_machine.travel("2026-03-10 12:00:00-06:00", tick=False):
        for days in (2, 3, 4, 5, 9):
            Fact.objects.create(
                kind="closed", procedure=METER, source="online", on="2026-03-01",
                outcome="favourable", utility_days=days, total_days=days, citizen_days=0,
            )  # fmt: skip
        text = read(client.get(f"/tramites/{METER}/"))
    assert "la mitad tardó 4 días hábiles o menos" in text


def test_a_merged_procedure_leads_for_ever_to_what_it_became(client, read):
    published("instalacion-toma-descarga")
    published("instalacion-descarga")
    response = client.get("/tramites/instalacion-descarga/")
    assert response.status_code == 301
    assert response["Location"] == (
        "/tramites/instalacion-toma-descarga/"
        "?desde=instalacion-descarga&servicio_solicitado=descarga"
    )
    text = read(client.get(response["Location"]))
    assert "ahora se hace con este trámite" in text
    assert "Antes se pedía por separado." in text  # a word of why
    assert found(client, "conectar drenaje") == ["instalacion-toma-descarga"]


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("solicitud-acceso-informacion", "se hace en otro sitio público"),
        ("registro-contratistas-2020", "Este trámite ya cerró"),
        ("inspeccion-medidor", "Todavía no se hace por internet"),
    ],
)
def test_what_is_not_filed_online_says_how_it_is_done(client, db, read, slug, words):
    published(slug)
    text = read(client.get(f"/tramites/{slug}/"))
    assert words in text and "Comenzar" not in text
    assert client.get(f"/tramites/{slug}/solicitar/").status_code == 404


def test_an_unknown_procedure_offers_what_looks_like_it(client, some, read):
    response = client.get("/tramites/cambio-medidor/")
    assert response.status_code == 404
    assert "Mantenimiento o cambio del medidor" in read(response)


def test_lists_cost_the_same_queries_however_many_there_are(
    client, some, django_assert_num_queries
):
    client.get("/")
    with django_assert_num_queries(2):  # what is in force; what is filed most
        client.get("/")
    with django_assert_num_queries(1):
        client.get("/tramites/")
    published("cambio-de-propietario")
    client.get("/tramites/")
    with django_assert_num_queries(1):
        client.get("/tramites/")


def test_a_record_costs_two_queries(client, meter, django_assert_num_queries):
    with django_assert_num_queries(2):  # the procedure with its version; its recent times
        client.get(f"/tramites/{METER}/")


@pytest.mark.parametrize("path", ["/", "/tramites/", f"/tramites/{METER}/", "/solicitudes/"])
def test_a_page_is_light(client, db, path):
    for slug in catalogue():
        published(slug)
    page = client.get(path)
    links = html.fromstring(page.content.decode()).xpath("//link[@rel]/@href | //script/@src")
    names = {href.split("/static/")[1] for href in links if "/static/" in href}
    assert {"ventanilla/citizen.css", "ventanilla/ventanilla.js"} <= names
    weight = len(gzip.compress(page.content))
    assert weight <= 15_000
    rest = sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names)
    assert weight + rest <= 60_000


def test_everybody_who_may_file_is_said_in_the_words_of_the_institution():
    named = {key for one in catalogue().values() for key in one.definition.who_can_file}
    assert named and named <= set(institution().who_can_file)
