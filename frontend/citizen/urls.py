"""Addresses of the citizen's pages. Those of EXPERIENCE.md are stable: printed, linked, mailed."""

from django.urls import path

from .views import about, catalogue, drafts, filing, mine, requests, tracking

FOLIO = "solicitudes/<str:folio>/"

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("tramites/", catalogue.procedures, name="procedures"),
    path("tramites/<slug:slug>/", catalogue.procedure, name="procedure"),
    path("tramites/<slug:slug>/formato/", catalogue.blank, name="blank-form"),
    path("tramites/<slug:slug>/formato.pdf", catalogue.blank_paper, name="blank-form-pdf"),
    path("tramites/<slug:slug>/solicitar/", filing.start, name="filing-start"),
    path("tramites/<slug:slug>/solicitar/revisar-y-enviar/", filing.check, name="filing-check"),
    path("tramites/<slug:slug>/solicitar/solicitud-recibida/", filing.done, name="filing-done"),
    path("tramites/<slug:slug>/solicitar/guardado/", filing.saved, name="filing-saved"),
    path("tramites/<slug:slug>/solicitar/<str:section>/", filing.section, name="filing-section"),
    path("continuar/", drafts.resume, name="resume"),
    path("continuar/abrir/", drafts.go_on, name="resume-open"),
    path("continuar/borrar/", drafts.forget, name="draft-forget"),
    path("continuar/<str:opener>/", drafts.resume_link, name="resume-link"),
    path("solicitudes/", tracking.track, name="track"),
    path("solicitudes/enlace/<str:signed>/", tracking.tracking_link, name="tracking-link"),
    path("solicitudes/clave/", tracking.new_key, name="new-key"),
    path("solicitudes/salir/", tracking.leave, name="leave"),
    path("mis-solicitudes/", mine.listing, name="mine"),
    path("mis-solicitudes/entrar/", mine.enter, name="sign-in"),
    path("mis-solicitudes/codigo/", mine.code, name="sign-in-code"),
    path("mis-solicitudes/salir/", mine.leave, name="sign-out"),
    path("mis-solicitudes/agregar/", mine.add, name="keep-with-key"),
    path("mis-solicitudes/borrar-cuenta/", mine.delete, name="delete-account"),
    path("mis-solicitudes/<str:folio>/guardar/", mine.keep, name="keep"),
    path("mis-solicitudes/<str:folio>/quitar/", mine.let_go, name="let-go"),
    path(FOLIO, requests.show, name="request"),
    path(f"{FOLIO}acuse.pdf", requests.receipt, name="request-receipt"),
    path(f"{FOLIO}documentos/<uuid:document>/", requests.document, name="request-document"),
    path(f"{FOLIO}mensajes/", requests.message, name="request-message"),
    path(f"{FOLIO}correccion/", requests.correction, name="correction"),
    path(f"{FOLIO}retirar/", requests.withdraw, name="withdraw"),
    path(f"{FOLIO}paso/<slug:action>/", requests.step, name="request-step"),
    path("verificar/", about.verify, name="verify"),
    path("verificar/<str:code>/", about.verify_code, name="verify-code"),
    path("privacidad/", about.privacy, name="privacy"),
    path("privacidad/<str:version>/", about.privacy, name="privacy-version"),
    path("datos-personales/", about.personal_data, name="personal-data"),
    path("accesibilidad/", about.accessibility, name="accessibility"),
    path("ayuda/", about.help_page, name="help"),
    path("demo/correo/", about.demo_mail, name="demo-mail"),
]
