"""The last page: everything told again, what stands in the way, and sending it once."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy

from django.utils.translation import gettext as _

from procedures.definition import FormError
from procedures.definition.fields.base import Field
from procedures.definition.fields.email import mistyped
from procedures.drafts import operations as drafts
from procedures.requests.idempotency import answered as answered_before
from procedures.requests.idempotency import forget as forget_answers
from procedures.requests.idempotency import once
from procedures.requests.operations import Filing, Reused, submit
from procedures.requests.people import GROUP

from .contact import contact_of, is_anonymous, told
from .door import Step
from .draft import Draft

# Nobody's name: the token alone tells one filing from another, and nobody can guess one. Apart
# from the API's clients, who choose their keys themselves.
CLIENT = "draft"


def review(draft: Draft) -> list[tuple[Step, list[tuple[str, str]]]]:
    """All that was answered, as people read it, page by page."""
    form, asked = draft.definition.form, draft.asked
    shown = form.display(draft.answers, draft.facts)
    words = {
        item.key: text or str(item.type.blank) for _section, rows in shown for item, text in rows
    }
    pages = []
    for step in draft.steps[:-1]:
        rows: list[tuple[str, str]] = []
        for item in form.section(step.key).fields:
            if item.key in asked and item.is_file:
                rows.append((item.label, _papers_in_words(draft, item.key)))
            elif item.key in words:
                rows.append((item.label, words[item.key]))
                rows += _papers_of_rows(draft, item)
        pages.append((step, rows))
    last = told(draft.kept["contact"], _common_representative(draft))
    return [*pages, (draft.steps[-1], last)]


def _common_representative(draft: Draft) -> str:
    """How whom several people chose is told; nobody else is (R28). Empty where nobody is chosen."""
    rows = draft.answers.get(GROUP, []) if GROUP in draft.asked else []
    chosen = next((row for row in rows if row.get("representante_comun")), None)
    if chosen is None:
        return ""
    name = chosen.get("nombre") or chosen.get("razon_social") or ""
    if chosen.get("correo") and chosen.get("acepta_avisos"):
        words = _("A %(name)s, representante común, por correo a %(email)s.")
        return words % {"name": name, "email": chosen["correo"]}
    return _("A %s, representante común, en el módulo: no eligió avisos por correo.") % name


def _papers_of_rows(draft: Draft, group: Field) -> list[tuple[str, str]]:
    """The papers of each person of a group, each with its name."""
    asked = draft.definition.form.papers(draft.answers, draft.facts)
    return [
        (paper.label, _papers_in_words(draft, key))
        for key, paper in asked.items()
        if key.startswith(f"{group.key}.")
    ]


def _papers_in_words(draft: Draft, key: str) -> str:
    names = [document.name for document in draft.documents.get(key, [])]
    if names:
        return "\n".join(names)
    return _("Lo entregaré después") if key in draft.kept["later"] else ""


def promised(draft: Draft) -> list[str]:
    """Labels of the documents the person hands in later."""
    asked = draft.definition.form.papers(draft.answers, draft.facts)
    return [paper.label for key, paper in asked.items() if key in draft.kept["later"]]


def _counts(draft: Draft) -> dict[str, int]:
    """How many documents each question has; of a row that was left out, none."""
    asked = draft.definition.form.papers(draft.answers, draft.facts)
    return {key: count for key, count in draft.papers.counts().items() if key in asked}


def remarks(draft: Draft) -> list[tuple[str, str]]:
    """Soft findings (question, sentence): worth a second look, never a reason to refuse."""
    form = draft.definition.form
    found = form.notices(draft.answers, draft.facts)
    address = str(draft.kept["contact"].get("email") or "")
    own = [(_("Correo electrónico"), notice.message) for notice in mistyped(address)]
    return own + [
        (form.by_key[path.split(".")[0]].label, sentence)
        for path, findings in found.items()
        for _code, sentence in findings
    ]


def refusals(draft: Draft) -> tuple[str, ...]:
    """Why this cannot be filed by these answers, in sentences; empty when it can."""
    if draft.door.lenient:
        return ()
    try:
        clean = draft.definition.form.clean(
            draft.answers, draft.facts, documents=_counts(draft), allow_missing=True
        )
    except FormError:
        return ()  # `unfinished` leads to the page that is wrong
    return draft.definition.refusals(clean, draft.facts)


def send(draft: Draft) -> Filing:
    """File it, once however often it is sent; the draft is gone with it.

    Raises:
        procedures.requests.errors.OperationError: as `submit` does; nothing is lost.
        procedures.documents.store.Rejected: a file is gone meanwhile.
    """
    # As it was posted: once it is filed its documents wait no longer, and a second press must say
    # the same as the first.
    told = {key: draft.kept[key] for key in ("answers", "papers", "contact")}
    body = deepcopy({"version": draft.version.pk, **told})
    filing, _new = once(
        client=CLIENT,
        key=draft.token,
        body=body,
        file=lambda: _submit(draft),
    )
    draft.sent(filing.service_request.folio)
    return filing


def answered(token: str) -> Filing | None:
    """What was filed already with this token; None when nothing was."""
    return answered_before(client=CLIENT, key=token)


def forget(folios: Collection[str]) -> None:
    """A page to send that was kept from before opens these requests no more."""
    forget_answers(client=CLIENT, folios=folios)


def _submit(draft: Draft) -> Filing:
    contact, extra = draft.kept["contact"], draft.door.extra
    filing = submit(
        actor=draft.door.actor,
        version=draft.version,
        answers=draft.answers,
        contact=contact_of(contact),
        documents={key: found for key, found in draft.documents.items() if key in _counts(draft)},
        privacy_notice=contact.get("notice", ""),
        anonymous=is_anonymous(contact),
        reused=[
            Reused(one["folio"], tuple(one["fields"]), one["said"]) for one in draft.kept["reused"]
        ],
        **extra(contact),
    )
    drafts.filed(draft.row)
    return filing
