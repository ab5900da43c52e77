"""Asking to speak for a listing: absent is what one may not see, whatever one asked before."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.test import Client

from organizations.models import Claim, Organization
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.collections import reader_of
from tests.visibility.world import SLUG, UUID, WHEN

CLAIMS, KEY = "/organizations/claims/", uuid.UUID(int=7)
SAID = {"role": "Founder", "evidence": "Our page names me."}

page(f"/organizations/{SLUG}/claim/", by_way=True)
page(f"/organizations/{SLUG}/claim/", method="post", data=SAID, by_way=True)
page("/organizations/open-4/claim/")
page(CLAIMS)
page(f"{CLAIMS}{KEY}/")
page(f"{CLAIMS}{KEY}/answer/")
page(f"/organizations/register/{UUID}/facts/", by_way=True)


@journey(path=f"{CLAIMS}{KEY}/withdraw/", tells=True, by_way=True)
def asked_before_it_was_hidden(client: Client) -> Iterator[Any]:
    user = reader_of(client)
    listing = Organization.objects.filter(slug=SLUG).first()
    if user and listing:
        Claim.objects.create(
            uuid=KEY,
            organization=listing,
            claimant=user,
            kind="unowned",
            created_at=WHEN,
            **SAID,
        )
    yield client.get(CLAIMS)
    yield client.get(f"{CLAIMS}{KEY}/")
    yield client.post(f"{CLAIMS}{KEY}/withdraw/")
