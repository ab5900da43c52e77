"""Load the code lists and the real records of the exchanges."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from gdve_portal.roles import set_up_roles
from organizations.codelists import load_codelists
from organizations.records import load_organizations
from organizations.search.vocabulary import learn_code_lists
from partnerships.records import load_partners
from sessions_archive.attendance import record_attendance
from sessions_archive.records import digest, is_loaded, load_archive, read_record
from sessions_archive.search import refresh_old_words


class Command(BaseCommand):
    help = (
        "Load the code lists and the published record of the exchanges. May run any number of "
        "times: what curators and groups have changed since stays as it is."
    )

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{load_codelists():,} entries of code lists.")
        learn_code_lists()
        roles = set_up_roles()
        self.stdout.write(f"{len(roles)} roles of staff.")
        refresh_old_words()
        version = digest()
        if is_loaded(version):
            record_attendance()
            self.stdout.write("The record of the exchanges is loaded already.")
            return
        record = read_record()
        listings = load_organizations(record)
        partners = load_partners(record)
        load_archive(record, version=version, listings=listings)
        record_attendance()
        self.stdout.write(
            f"Exchanges: {len(record['editions'])}, sessions: {len(record['sessions'])}, "
            f"listings: {len(listings)}, partners: {partners}."
        )
