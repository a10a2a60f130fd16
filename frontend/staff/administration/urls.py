"""Addresses of administration, under `/personal/administracion/`."""

from django.urls import path

from . import (
    absences,
    areas,
    assigning,
    calendars,
    channels,
    credentials,
    doors,
    lists,
    people,
    person,
    uma,
    words,
)

REPLIES: dict[str, lists.Shelf] = {"shelf": lists.REPLIES}
LABELS: dict[str, lists.Shelf] = {"shelf": lists.LABELS}
urlpatterns = [
    path("", doors.entrance, name="admin"),
    path("areas/", areas.areas, name="admin-areas"),
    path("calendarios/", calendars.calendars, name="admin-calendars"),
    path("calendarios/<slug:calendar>/", calendars.calendar, name="admin-calendar"),
    path("calendarios/<slug:calendar>/dia/", calendars.declare, name="admin-day"),
    path("ausencias/", absences.absences, name="admin-absences"),
    path("ausencias/<int:absence>/quitar/", absences.take_out, name="admin-take-absence"),
    path("asignacion/", assigning.rules, name="admin-rules"),
    path("asignacion/nueva/", assigning.rule, name="admin-rules-new"),
    path("asignacion/<int:row>/", assigning.rule, name="admin-rules-row"),
    path("respuestas/", lists.page, REPLIES, name="admin-replies"),
    path("respuestas/nueva/", lists.edit, REPLIES, name="admin-replies-new"),
    path("respuestas/<int:row>/", lists.edit, REPLIES, name="admin-replies-row"),
    path("respuestas/<int:row>/retirar/", lists.retire, REPLIES, name="admin-replies-retire"),
    path("etiquetas/", lists.page, LABELS, name="admin-labels"),
    path("etiquetas/nueva/", lists.edit, LABELS, name="admin-labels-new"),
    path("etiquetas/<int:row>/", lists.edit, LABELS, name="admin-labels-row"),
    path("etiquetas/<int:row>/retirar/", lists.retire, LABELS, name="admin-labels-retire"),
    path("credenciales/", credentials.credentials, name="admin-credentials"),
    path("credenciales/<int:person>/", credentials.credential, name="admin-credential"),
    path("canales/", channels.channels, name="admin-channels"),
    path("canales/<slug:key>/", channels.channel, name="admin-channel"),
    path("avisos/", words.every_message, name="admin-messages"),
    path("avisos/<slug:kind>/<slug:language>/", words.message, name="admin-message"),
    path("avisos/<slug:kind>/<slug:language>/cambiar/", words.change, name="admin-message-change"),
    path(
        "avisos/<slug:kind>/<slug:language>/volver/<int:version>/",
        words.go_back,
        name="admin-message-back",
    ),
    path("uma/", uma.uma, name="admin-uma"),
    path("personas/", people.people, name="admin-people"),
    path("personas/alta/", people.hire, name="admin-hire"),
    path("personas/<int:person>/", person.person, name="admin-person"),
    path("personas/<int:person>/datos/", person.details, name="admin-details"),
    path("personas/<int:person>/funciones/", person.give_role, name="admin-give-role"),
    path(
        "personas/<int:person>/funciones/<int:membership>/quitar/",
        person.take_role,
        name="admin-take-role",
    ),
    path("personas/<int:person>/baja/", person.leave, name="admin-leave"),
    path("personas/<int:person>/regreso/", person.come_back, name="admin-come-back"),
    path(
        "personas/<int:person>/segundo-paso/",
        person.reset_second_factor,
        name="admin-second-factor",
    ),
    path("personas/<int:person>/sesiones/", person.end_sessions, name="admin-sessions"),
    path("personas/<int:person>/enlace/", person.give_link, name="admin-link"),
]
