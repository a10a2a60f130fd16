"""Every address of the site, face by face."""

from django.urls import include, path

from backend import health, receipts
from frontend.language import choose
from frontend.style import style_guide
from frontend.theme import theme

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("receipts/mail/", receipts.mail_door, name="receipts-mail"),
    path("receipts/sms/", receipts.sms_door, name="receipts-sms"),
    path("receipts/whatsapp/", receipts.whatsapp_door, name="receipts-whatsapp"),
    path("personal/cuenta/", include("allauth.urls")),
    path("api/v1/", include("backend.api.urls")),
    path("idioma/", choose, name="set_language"),
    path("tema.css", theme, name="theme"),
    path("estilo/", style_guide, name="style-guide"),
    path("", include("frontend.urls")),
]

handler400 = "frontend.errors.bad_request"
