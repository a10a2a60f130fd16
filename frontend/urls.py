"""Every address people open, audience by audience."""

from django.urls import include, path

urlpatterns = [
    path("", include("frontend.citizen.urls")),
    path("direccion/", include("frontend.management.urls")),
    path("personal/", include("frontend.staff.urls")),
    path("", include("frontend.public.urls")),
]
