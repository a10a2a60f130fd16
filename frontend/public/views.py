"""Pages anybody may read: the results of the service, and the anonymous survey."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from frontend import figures as words
from frontend.figures import Names
from notifications import preferences
from notifications.messages import Purpose
from procedures.catalogue.models import Procedure
from procedures.indicators.publication import FLOOR, Publication, published
from procedures.surveys.invitations import BadToken, read
from procedures.surveys.operations import AlreadySpent, answer, is_spent
from procedures.surveys.questions import SurveyForm

CARDS = (
    "filed", "closed", "median_days", "p90_days", "on_time", "online_share", "satisfaction",
    "solved", "response_rate",
)  # fmt: skip
COLUMNS = ("filed", "closed", "median_days", "p90_days", "on_time", "satisfaction")


@login_not_required
def results(request: HttpRequest) -> HttpResponse:
    """`/resultados/`: the board's own figures of the last twelve months, nobody to be seen."""
    return render(request, "public/results.html", _results(published("procedure,source,month")))


def _results(publication: Publication) -> dict[str, Any]:
    scope, figures, names = publication.scope, publication.figures, Names.load()
    captions = {"procedure": _("Por trámite"), "source": _("Por canal"), "month": _("Por mes")}
    tables = [
        words.table(dimension, figures, COLUMNS, names, caption)
        for dimension, caption in captions.items()
    ]
    outcome = figures["outcomes"]
    return {
        "scope": scope,
        "before": scope.previous(),
        "floor": FLOOR,
        "nothing": not any(figures[name].now.whole.count for name in ("filed", "closed")),
        "cards": [words.card(figures[name]) for name in CARDS],
        "tables": tables,
        "outcomes": [
            (names.of("outcome", cell.key), words.quantity(outcome.indicator, cell))
            for cell in outcome.now.groups["outcome"]
        ],
        "months": words.chart(figures["filed"], "month", names, _("Recibidas por mes")),
        "days": words.chart(
            figures["median_days"], "month", names, _("Mediana de los días del organismo, por mes")
        ),
        "definitions": [
            (known.indicator.label, known.indicator.explanation) for known in figures.values()
        ],
    }


@login_not_required
@never_cache
@sensitive_post_parameters()
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """`/encuesta/<token>/`: five questions, one answer, and nothing that says whose.

    No log-in and no session is looked at, and the page is kept in no cache: its address is the key.
    """
    try:
        invitation = read(token)
        if is_spent(invitation):
            raise AlreadySpent
        form = SurveyForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            answer(invitation, form.cleaned_data)
            return redirect("survey-thanks")
    except BadToken:
        return render(request, "public/survey_unknown.html", status=404)
    except AlreadySpent:
        return render(request, "public/survey_spent.html", status=410)
    name = Procedure.objects.filter(slug=invitation.procedure).values_list("name", flat=True)
    return render(request, "public/survey.html", {"form": form, "procedure": name.first()})


@login_not_required
def survey_thanks(request: HttpRequest) -> HttpResponse:
    """After answering: an address without the token."""
    return render(request, "public/survey_thanks.html")


@login_not_required
@never_cache
@csrf_exempt
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """`/avisos/<token>/`: no more messages of one purpose, or again; it opens nothing else.

    A mail program POSTs here by itself, with no session and no cookie (RFC 8058), so the signed
    address is all the proof there is, and the answer is no redirect. Opening it changes nothing:
    scanners of mail open every link.
    """
    try:
        choice = preferences.read(token)
    except preferences.BadToken:
        return render(request, "public/notices_unknown.html", status=404)
    changed = request.method == "POST"
    if changed:
        preferences.choose(choice, wanted=request.POST.get("quiero") == "1")
    context = {
        "survey": choice.purpose == Purpose.SURVEY,
        "silenced": preferences.is_silenced(choice),
        "changed": changed,
    }
    return render(request, "public/notices.html", context)
