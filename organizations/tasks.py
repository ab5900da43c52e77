"""What the worker does for the directory."""

from celery import shared_task

from organizations.actions.digests import send_due_digests

# Well below the limit of a task; what is left goes on in the next one.
DIGEST_SECONDS = 180


@shared_task(expires=3_500)
def send_search_digests() -> None:
    """Send the digests that are due. Late, lost or doubled, it sends each once."""
    if not send_due_digests(DIGEST_SECONDS):
        send_search_digests.delay()
