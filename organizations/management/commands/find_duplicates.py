"""Look for listings that may be the same group."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations import actions
from organizations.models import DuplicateCandidate, Organization


class Command(BaseCommand):
    help = (
        "Compare all listings, or one with all others, and note the pairs that may be one group. "
        "Staff decides about them in the admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="only this listing")

    def handle(self, **options: Any) -> None:
        if slug := options["organization"]:
            listing = Organization.objects.filter(slug=slug).first()
            if listing is None:
                raise CommandError(f"There is no listing “{slug}”.")
            found = actions.find_duplicates_of(listing)
        else:
            found = actions.find_all_duplicates()
        waiting = DuplicateCandidate.objects.waiting().count()
        self.stdout.write(f"{found} pairs are alike; {waiting} wait for staff.")
