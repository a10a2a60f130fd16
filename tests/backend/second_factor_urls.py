"""Two pages that say whom they see, for the tests of the second factor."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path


def staff(request):
    return HttpResponse(request.user.get_username())


@login_not_required
def everybody(request):
    return HttpResponse(request.user.get_username())


urlpatterns = [
    path("personal/", staff),
    path("todos/", everybody),
    path("personal/cuenta/", include("allauth.urls")),
]
