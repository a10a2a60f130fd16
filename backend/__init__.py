"""The site: foundation and roof of the house; no business rule lives here."""

from backend.celery import app as celery_app

__all__ = ["celery_app"]
