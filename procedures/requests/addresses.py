"""Public addresses that are printed on paper or sent by mail, and so never change (EXPERIENCE).

They are written out here, below the faces that answer them; a test of the faces holds them to it.
"""

from __future__ import annotations

from django.conf import settings


def tracking_url(folio: str) -> str:
    """Where a request is followed. Only the folio is in it: the key is typed, never linked."""
    return f"{settings.SITE_URL}/solicitudes/{folio}/"


def verification_url(code: str) -> str:
    """Where anybody checks a paper or a visit by its code."""
    return f"{settings.SITE_URL}/verificar/{code}/"


def blank_form_url(slug: str) -> str:
    """Where anybody gets the blank form of a procedure, as a PDF."""
    return f"{settings.SITE_URL}/tramites/{slug}/formato.pdf"
