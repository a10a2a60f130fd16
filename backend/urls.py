"""Every address of the site, face by face."""

from django.urls import include, path

from backend import health

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("cuenta/", include("allauth.urls")),
]
