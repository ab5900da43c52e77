"""What the worker does for people."""

from celery import shared_task
from django.core.management import call_command

from accounts import digests, outbox
from accounts.models import DeviceSession, Notification

# A sweep ends before the next one starts; one that waited longer than that is not needed.
SWEEP_SECONDS = 50
# Well below the limit of a task; what is left goes on in the next one.
DIGEST_SECONDS = 120


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


@shared_task(expires=500)
def make_digests() -> None:
    """Make the digests that are due. Late, lost or doubled, it makes each once."""
    if not digests.make_due_digests(DIGEST_SECONDS):
        make_digests.delay()


@shared_task
def clear_sessions() -> None:
    """Forget sessions that are over, and where they were."""
    call_command("clearsessions")
    DeviceSession.objects.all().ended().delete()
