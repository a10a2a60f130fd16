"""The addresses of version 1, as API.md lists them."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from procedures.requests.errors import NotFound

from . import (
    account,
    actions,
    bulk,
    contact,
    desk,
    drafting,
    indicators,
    kinds,
    problems,
    procedures,
    requests,
    surveys,
    uploads,
    verbs,
    verify,
    worklists,
)
from .base import ApiView
from .docs import DocsView, SchemaView


@extend_schema(exclude=True)
class Nowhere(ApiView):
    """Any other address: a problem, not a page."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound(_("Esa dirección no existe en la API."))


app_name = "api"
ONE = "requests/<str:folio>"
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("procedures/", procedures.Procedures.as_view(), name="procedures"),
    path("procedures/<slug:slug>/", procedures.ProcedureDetail.as_view(), name="procedure"),
    path("procedures/<slug:slug>/form/", procedures.ProcedureForm.as_view(), name="procedure-form"),
    path("labels/", desk.Labels.as_view(), name="labels"),
    path("bulk/", bulk.Bulk.as_view(), name="bulk"),
    path("bulk/<uuid:job>/", bulk.Job.as_view(), name="bulk-job"),
    path("bulk/<uuid:job>/cancel/", bulk.Cancel.as_view(), name="bulk-cancel"),
    path("contact/", contact.Contact.as_view(), name="contact"),
    path("uploads/", uploads.Uploads.as_view(), name="uploads"),
    path("requests/", requests.Requests.as_view(), name="requests"),
    path("requests/counts/", requests.Counts.as_view(), name="request-counts"),
    path(f"{ONE}/", requests.RequestDetail.as_view(), name="request"),
    path(f"{ONE}/events/", requests.Events.as_view(), name="request-events"),
    path(f"{ONE}/receipt.pdf", requests.Receipt.as_view(), name="request-receipt"),
    path(f"{ONE}/resolution.pdf", requests.ResolutionFile.as_view(), name="request-resolution"),
    path(
        f"{ONE}/documents/<uuid:document>/",
        requests.DocumentFile.as_view(),
        name="request-document",
    ),
    path(f"{ONE}/balance/", account.Balance.as_view(), name="balance"),
    path(f"{ONE}/holder/", account.Holder.as_view(), name="holder"),
    path(f"{ONE}/actions/", actions.Actions.as_view(), name="actions"),
    path(f"{ONE}/actions/<slug:action>/", actions.Action.as_view(), name="action"),
    path(f"{ONE}/claim/", verbs.Claim.as_view(), name="claim"),
    path(f"{ONE}/assign/", verbs.Assign.as_view(), name="assign"),
    path(f"{ONE}/excuse/", verbs.Excuse.as_view(), name="excuse"),
    path(f"{ONE}/corrections/", verbs.Corrections.as_view(), name="corrections"),
    path(f"{ONE}/corrections/<int:correction>/answer/", verbs.Answer.as_view(), name="answer"),
    path(f"{ONE}/messages/", verbs.Messages.as_view(), name="messages"),
    path(f"{ONE}/messages/read/", verbs.MessagesRead.as_view(), name="messages-read"),
    path(f"{ONE}/notes/", verbs.Notes.as_view(), name="notes"),
    path(f"{ONE}/labels/", desk.CaseLabels.as_view(), name="request-labels"),
    path(f"{ONE}/watch/", desk.Watch.as_view(), name="request-watch"),
    path(f"{ONE}/replies/", desk.Replies.as_view(), name="request-replies"),
    path(f"{ONE}/opinions/", kinds.Opinions.as_view(), name="opinions"),
    path(f"{ONE}/visits/", kinds.Visits.as_view(), name="visits"),
    path(f"{ONE}/payments/", kinds.Payments.as_view(), name="payments"),
    path(f"{ONE}/draft/", drafting.Draft.as_view(), name="draft"),
    path(f"{ONE}/draft/return/", drafting.Return.as_view(), name="draft-return"),
    path(f"{ONE}/expire/", kinds.Expire.as_view(), name="expire"),
    path(f"{ONE}/lapse/", kinds.Lapse.as_view(), name="lapse"),
    path(f"{ONE}/revoke/", verbs.Revoke.as_view(), name="revoke"),
    path(f"{ONE}/certificate/", verbs.Certificate.as_view(), name="certificate"),
    path(f"{ONE}/withdraw/", verbs.Withdraw.as_view(), name="withdraw"),
    path(f"{ONE}/key/", verbs.Key.as_view(), name="key"),
    path("problems/", problems.Problems.as_view(), name="problems"),
    path("problems/<int:pk>/", problems.OneProblem.as_view(), name="problem"),
    path("problems/<int:pk>/settle/", problems.Settle.as_view(), name="problem-settle"),
    path("opinions/", worklists.Opinions.as_view(), name="opinions-waiting"),
    path("payments/", worklists.Payments.as_view(), name="payments-to-verify"),
    path("surveys/<str:token>/", surveys.Survey.as_view(), name="survey"),
    path("indicators/", indicators.Indicators.as_view(), name="indicators"),
    path("public/indicators/", indicators.PublicIndicators.as_view(), name="public-indicators"),
    path("verify/<str:code>/", verify.Verify.as_view(), name="verify"),
    re_path(r"", Nowhere.as_view()),
]
