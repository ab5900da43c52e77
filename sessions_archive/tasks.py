"""What the worker does for the sessions to come."""

from celery import shared_task
from django.utils import timezone

from sessions_archive.actions import fill_places, send_reminders
from sessions_archive.models import ExchangeSession


@shared_task(expires=290)
def tend_registrations() -> None:
    """Give out places that deleted accounts left, and send reminders. Doubled, it does the same."""
    waited_for = (
        ExchangeSession.objects.taking_registrations(timezone.now())
        .filter(registrations__state="waiting")
        .distinct()
    )
    for pk in waited_for.values_list("pk", flat=True):
        fill_places(session_id=pk)
    send_reminders()
