"""Addresses of the staff, under `/personal/`. What is not a word of ours is a folio."""

from django.urls import include, path

from . import (
    case,
    clock_page,
    correcting,
    counter,
    deeds,
    inbox,
    opinions,
    revoking,
    views,
    visits,
)

urlpatterns = [
    path("", inbox.inbox, name="staff-inbox"),
    path("administracion/", include("frontend.staff.administration.urls")),
    path("ayuda/", views.help_page, name="staff-help"),
    path("yo/", views.me, name="staff-me"),
    path("visitas/", visits.visits, name="staff-visits"),
    path("opiniones/", opinions.opinions, name="staff-opinions"),
    path("mostrador/", counter.counter, name="counter"),
    path("mostrador/<slug:slug>/", counter.start, name="intake-start"),
    path("mostrador/<slug:slug>/revisar/", counter.check, name="intake-check"),
    path("mostrador/<slug:slug>/listo/", counter.done, name="intake-done"),
    path("mostrador/<slug:slug>/acuse.pdf", counter.paper, name="intake-paper"),
    path("mostrador/<slug:slug>/<slug:section>/", counter.section, name="intake-section"),
    path("<folio>/", case.case, name="staff-case"),
    path("<folio>/paso/<action>/", deeds.step, name="staff-step"),
    path("<folio>/paso/<action>/vista-previa.pdf", deeds.preview, name="staff-preview"),
    path("<folio>/resolucion/<code>.pdf", deeds.resolution, name="staff-resolution"),
    path("<folio>/resolucion/<code>/revocar/", revoking.revoke, name="staff-revoke"),
    path("<folio>/tomar/", deeds.claim, name="staff-claim"),
    path("<folio>/asignar/", deeds.assign, name="staff-assign"),
    path("<folio>/constancia/", deeds.certificate, name="staff-certificate"),
    path("<folio>/nota/", deeds.note, name="staff-note"),
    path("<folio>/mensaje/", deeds.message, name="staff-message"),
    path("<folio>/mostrar/", deeds.reveal, name="staff-reveal"),
    path("<folio>/clave/", deeds.new_key, name="staff-key"),
    path("<folio>/corregir/", correcting.correct, name="staff-correct"),
    path("<folio>/plazo/", clock_page.clock_page, name="staff-clock"),
    path("<folio>/acuse.pdf", deeds.acuse, name="staff-acuse"),
    path("<folio>/documento/<uuid:document>/", deeds.document, name="staff-document"),
    path("<folio>/revision/<int:attachment>/", deeds.review, name="staff-review"),
]
