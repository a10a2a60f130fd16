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
    appeals,
    bulk,
    contact,
    conversation,
    deliveries,
    desk,
    drafting,
    enquiries,
    inbox,
    indicators,
    kept_views,
    kinds,
    letters,
    problems,
    procedures,
    requests,
    reviewing,
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
ENQUIRY = "enquiries/<str:number>"
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("procedures/", procedures.Procedures.as_view(), name="procedures"),
    path("procedures/<slug:slug>/", procedures.ProcedureDetail.as_view(), name="procedure"),
    path("procedures/<slug:slug>/form/", procedures.ProcedureForm.as_view(), name="procedure-form"),
    path("labels/", desk.Labels.as_view(), name="labels"),
    path("columns/", kept_views.Columns.as_view(), name="columns"),
    path("views/", kept_views.Views.as_view(), name="views"),
    path("views/<int:pk>/", kept_views.OneView.as_view(), name="view"),
    path("views/<int:pk>/delete/", kept_views.Delete.as_view(), name="view-delete"),
    path("views/<int:pk>/first/", kept_views.First.as_view(), name="view-first"),
    path("bulk/", bulk.Bulk.as_view(), name="bulk"),
    path("bulk/<uuid:job>/", bulk.Job.as_view(), name="bulk-job"),
    path("bulk/<uuid:job>/cancel/", bulk.Cancel.as_view(), name="bulk-cancel"),
    path("contact/", contact.Contact.as_view(), name="contact"),
    path("enquiries/", enquiries.Enquiries.as_view(), name="enquiries"),
    path("enquiries/counts/", enquiries.EnquiryCounts.as_view(), name="enquiry-counts"),
    path(f"{ENQUIRY}/", enquiries.OneEnquiry.as_view(), name="enquiry"),
    path(f"{ENQUIRY}/replies/", enquiries.EnquiryReplies.as_view(), name="enquiry-replies"),
    path(f"{ENQUIRY}/claim/", enquiries.ClaimEnquiry.as_view(), name="enquiry-claim"),
    path(f"{ENQUIRY}/assign/", enquiries.AssignEnquiry.as_view(), name="enquiry-assign"),
    path(f"{ENQUIRY}/answer/", enquiries.AnswerEnquiry.as_view(), name="enquiry-answer"),
    path(f"{ENQUIRY}/call/", enquiries.CallEnquiry.as_view(), name="enquiry-call"),
    path(f"{ENQUIRY}/notes/", enquiries.NoteEnquiry.as_view(), name="enquiry-note"),
    path(f"{ENQUIRY}/move/", enquiries.MoveEnquiry.as_view(), name="enquiry-move"),
    path(f"{ENQUIRY}/close/", enquiries.CloseEnquiry.as_view(), name="enquiry-close"),
    path(f"{ENQUIRY}/reopen/", enquiries.ReopenEnquiry.as_view(), name="enquiry-reopen"),
    path(f"{ENQUIRY}/request/", enquiries.FileEnquiry.as_view(), name="enquiry-request"),
    path("uploads/", uploads.Uploads.as_view(), name="uploads"),
    path("requests/", requests.Requests.as_view(), name="requests"),
    path("requests/counts/", inbox.Counts.as_view(), name="request-counts"),
    path(f"{ONE}/", requests.RequestDetail.as_view(), name="request"),
    path(f"{ONE}/events/", requests.Events.as_view(), name="request-events"),
    path(f"{ONE}/receipt.pdf", requests.Receipt.as_view(), name="request-receipt"),
    path(f"{ONE}/resolution.pdf", requests.ResolutionFile.as_view(), name="request-resolution"),
    path(
        f"{ONE}/documents/<uuid:document>/",
        requests.DocumentFile.as_view(),
        name="request-document",
    ),
    path(
        f"{ONE}/documents/<uuid:document>/review/",
        reviewing.ReviewDocument.as_view(),
        name="review-document",
    ),
    path(
        f"{ONE}/documents/<uuid:document>/collate/",
        reviewing.Collate.as_view(),
        name="collate-document",
    ),
    path(
        f"{ONE}/documents/<uuid:document>/place/",
        reviewing.Place.as_view(),
        name="place-document",
    ),
    path(f"{ONE}/review/", reviewing.Review.as_view(), name="review"),
    path(f"{ONE}/balance/", account.Balance.as_view(), name="balance"),
    path(f"{ONE}/holder/", account.Holder.as_view(), name="holder"),
    path(f"{ONE}/actions/", actions.Actions.as_view(), name="actions"),
    path(f"{ONE}/actions/<slug:action>/", actions.Action.as_view(), name="action"),
    path(f"{ONE}/claim/", verbs.Claim.as_view(), name="claim"),
    path(f"{ONE}/assign/", verbs.Assign.as_view(), name="assign"),
    path(f"{ONE}/excuse/", verbs.Excuse.as_view(), name="excuse"),
    path(f"{ONE}/corrections/", verbs.Corrections.as_view(), name="corrections"),
    path(f"{ONE}/corrections/<int:correction>/answer/", verbs.Answer.as_view(), name="answer"),
    path(f"{ONE}/messages/", conversation.Messages.as_view(), name="messages"),
    path(f"{ONE}/messages/read/", conversation.MessagesRead.as_view(), name="messages-read"),
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
    path(f"{ONE}/appeals/", appeals.Appeals.as_view(), name="appeals"),
    path(f"{ONE}/appeals/<str:number>/decide/", appeals.Decide.as_view(), name="appeal-decide"),
    path(
        f"{ONE}/appeals/<str:number>/receipt.pdf",
        appeals.AppealReceipt.as_view(),
        name="appeal-receipt",
    ),
    path(f"{ONE}/certificate/", verbs.Certificate.as_view(), name="certificate"),
    path(f"{ONE}/withdraw/", verbs.Withdraw.as_view(), name="withdraw"),
    path(f"{ONE}/key/", verbs.Key.as_view(), name="key"),
    path("problems/", problems.Problems.as_view(), name="problems"),
    path("problems/<int:pk>/", problems.OneProblem.as_view(), name="problem"),
    path("problems/<int:pk>/settle/", problems.Settle.as_view(), name="problem-settle"),
    path("letters/", letters.Letters.as_view(), name="letters"),
    path("letters/batches/", letters.Batches.as_view(), name="letter-batches"),
    path("letters/batches/<int:pk>/", letters.Batch.as_view(), name="letter-batch"),
    path("letters/batches/<int:pk>/letters.pdf", letters.BatchFile.as_view(), name="letters-file"),
    path("letters/batches/<int:pk>/posted/", letters.Posted.as_view(), name="letters-posted"),
    path("letters/<int:pk>/returned/", letters.Back.as_view(), name="letter-returned"),
    path("deliveries/", deliveries.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<int:pk>/", deliveries.OneDelivery.as_view(), name="delivery"),
    path("deliveries/<int:pk>/resend/", deliveries.Resend.as_view(), name="delivery-resend"),
    path("deliveries/<int:pk>/address/", deliveries.Readdress.as_view(), name="delivery-address"),
    path(
        "deliveries/<int:pk>/cancel/", deliveries.CancelDelivery.as_view(), name="delivery-cancel"
    ),
    path("opinions/", worklists.Opinions.as_view(), name="opinions-waiting"),
    path("appeals/", appeals.AppealsWaiting.as_view(), name="appeals-waiting"),
    path("payments/", worklists.Payments.as_view(), name="payments-to-verify"),
    path("surveys/<str:token>/", surveys.Survey.as_view(), name="survey"),
    path("indicators/", indicators.Indicators.as_view(), name="indicators"),
    path("public/indicators/", indicators.PublicIndicators.as_view(), name="public-indicators"),
    path("verify/<str:code>/", verify.Verify.as_view(), name="verify"),
    re_path(r"", Nowhere.as_view()),
]
