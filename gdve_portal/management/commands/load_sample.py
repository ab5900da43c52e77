"""Load the fictional sample: groups, partners and four logins to try the portal with."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from gdve_portal.sample_logins import PASSWORD, create_logins
from organizations.models import Organization, Place, Sector
from organizations.sample import load_organizations
from organizations.sample.chance import sample_uuid
from partnerships.models import Partner
from partnerships.sample import FOUNDATION, load_partners
from partnerships.sample_coalitions import load_coalitions
from partnerships.sample_hosts import load_host_agreements
from partnerships.sample_introductions import load_introductions
from partnerships.sample_opportunities import load_opportunities
from partnerships.sample_partnerships import load_partnerships
from sessions_archive.sample import load_sessions


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1_000_000:
        raise argparse.ArgumentTypeError("a number from 1 to 1,000,000 is needed")
    return number


class Command(BaseCommand):
    help = (
        "Load a fictional sample of groups and partners, every one labelled as such, and four "
        "logins. The same arguments give the same sample; what is there already stays."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--organizations", type=_count, default=300, metavar="N")
        # The sample logins speak for the first two partners.
        parser.add_argument("--partners", type=_count, default=60, metavar="M")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, **options: Any) -> None:
        if not settings.SAMPLE_LOGINS_ALLOWED:
            raise CommandError(
                "These settings refuse the sample: its logins have a published password. "
                "Load it on a development portal (gdve_portal.settings.dev)."
            )
        if not Place.objects.exists() or not Sector.objects.exists():
            raise CommandError("The code lists are empty. Run `manage.py load_gdve` first.")
        if options["partners"] < 2:
            raise CommandError("At least 2 partners are needed: two of the logins speak for them.")
        began = time.monotonic()
        seed = options["seed"]
        organizations = load_organizations(
            options["organizations"], seed=seed, progress=self._tell("organizations")
        )
        partners = load_partners(options["partners"], seed=seed, progress=self._tell("partners"))
        emails = create_logins(seed=seed)
        load_sessions(seed=seed, waits_behind=User.objects.get(email="partner@sample.test"))
        load_opportunities(seed=seed)
        load_coalitions(seed=seed)
        load_host_agreements(seed=seed)
        load_introductions(seed=seed)
        load_partnerships(
            seed=seed,
            leader=Organization.objects.get(uuid=sample_uuid("organization", seed, 0)),
            foundation=Partner.objects.get(uuid=sample_uuid("partner", seed, FOUNDATION)),
        )
        self.stdout.write(
            f"{organizations:,} organizations and {partners:,} partners created, all fictional, "
            f"in {time.monotonic() - began:.1f} s."
        )
        self.stdout.write(f"Sign in as {', '.join(emails)} with the password {PASSWORD}.")

    def _tell(self, what: str) -> Any:
        def tell(done: int) -> None:
            if done >= 2_000:
                self.stdout.write(f"  {done:,} {what} …")
                self.stdout.flush()

        return tell
