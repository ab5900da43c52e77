"""What the worker does for the directory."""

from celery import shared_task

from organizations.actions import contact_links, imports, reminders, standing
from organizations.actions.digests import send_due_digests
from organizations.actions.duplicates import find_all_duplicates
from organizations.actions.freshness import archive_silent_groups, ask_silent_groups

# Well below the limit of a task; what is left goes on in the next one.
DIGEST_SECONDS = 180
FRESHNESS_SECONDS = 90


@shared_task(expires=3_500)
def send_search_digests() -> None:
    """Send the digests that are due. Late, lost or doubled, it sends each once."""
    if not send_due_digests(DIGEST_SECONDS):
        send_search_digests.delay()


@shared_task(expires=3_500)
def keep_listings_fresh() -> None:
    """Ask the groups that are due, and archive those that never answer: each once."""
    if not all((archive_silent_groups(FRESHNESS_SECONDS), ask_silent_groups(FRESHNESS_SECONDS))):
        keep_listings_fresh.delay()


@shared_task(expires=50)
def send_contact_links() -> None:
    """Send the links that groups asked for, and forget those that have run out."""
    contact_links.send_links()
    contact_links.forget_links()


@shared_task(expires=3_500)
def remind_of_ends() -> None:
    """Tell groups once of what speaks for them and ends within a month."""
    reminders.remind_of_ends()


@shared_task(expires=500)
def review_trust() -> None:
    """Let levels fall of which something has run out. Late or doubled, it does the same."""
    standing.review_trust()


@shared_task
def refresh_trust() -> None:
    """Derive every level anew."""
    standing.refresh_all_trust()


@shared_task
def check_import(import_id: int) -> None:
    imports.check(import_id)


@shared_task
def write_import(import_id: int) -> None:
    imports.write(import_id)


@shared_task(expires=50)
def sweep_imports() -> None:
    imports.sweep()


@shared_task(expires=3_500)
def find_duplicates() -> None:
    """Compare all listings; run twice, it finds the same."""
    find_all_duplicates()
