"""What the worker does for the rights of people."""

from celery import shared_task

from accounts.rights import copies, ledger, retention

# Well below the limit of a task; what is left goes on in the next one.
RETENTION_SECONDS = 150


@shared_task
def make_copy(pk: int) -> None:
    """Make one copy soon after it was asked for: a nudge, the sweeper is the guarantee."""
    copies.make_copy(pk)


@shared_task(expires=50)
def make_waiting_copies() -> None:
    copies.make_waiting_copies()


@shared_task(expires=3_500)
def end_what_is_over() -> None:
    """Delete what was kept long enough, and complete the ledger's file. Twice does no harm."""
    ledger.complete_file()
    if not retention.apply_all(RETENTION_SECONDS):
        end_what_is_over.delay()
