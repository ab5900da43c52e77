"""What the worker does for people."""

from celery import shared_task

from accounts import outbox
from accounts.models import Notification

# A sweep ends before the next one starts; one that waited longer than that is not needed.
SWEEP_SECONDS = 50


@shared_task
def deliver_notification(pk: int) -> None:
    """Send one e-mail soon after its event: a nudge, the sweeper is the guarantee."""
    notification = outbox.claim(Notification.objects.filter(pk=pk))
    if notification is not None:
        outbox.deliver(notification)


@shared_task(expires=SWEEP_SECONDS)
def sweep_outbox() -> None:
    """Send whatever a nudge did not reach: the broker was away, a worker died, a server failed."""
    outbox.sweep(SWEEP_SECONDS)
