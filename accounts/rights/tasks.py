"""What the worker does for the rights of people."""

from celery import shared_task

from accounts.rights import copies


@shared_task
def make_copy(pk: int) -> None:
    """Make one copy soon after it was asked for: a nudge, the sweeper is the guarantee."""
    copies.make_copy(pk)


@shared_task(expires=50)
def make_waiting_copies() -> None:
    copies.make_waiting_copies()
