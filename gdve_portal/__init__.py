"""The project: it composes the apps, and no app imports it."""

from gdve_portal.celery import app as celery_app

__all__ = ["celery_app"]
