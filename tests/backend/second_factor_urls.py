"""Two pages that say whom they see, for the tests of the second factor."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

from frontend.language import choose


def staff(request):
    return HttpResponse(request.user.get_username())


@login_not_required
def everybody(request):
    return HttpResponse(request.user.get_username())


urlpatterns = [
    path("personal/", staff),
    path("todos/", everybody),
    path("idioma/", choose, name="set_language"),  # the frame of every page offers it
    path("personal/cuenta/", include("allauth.urls")),
]
