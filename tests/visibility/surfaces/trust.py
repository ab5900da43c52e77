"""Levels, their facts, and vouching: by and for the record."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from organizations.models import Organization
from tests.visibility.registry import journey, page

LEVELS = "/organizations/levels/"

page(LEVELS)
page(f"/ar{LEVELS}")
for query in ("level=0", "level=1", "level=2", "level=1&level=2&sort=name"):
    page(f"/organizations/?{query}")
# Known by a document and by voices; nothing else has come so far.
page("/organizations/?level=3", tells=True, by_way=True)
page("/organizations/?level=4")
page("/organizations/compare/?group=open-0&group=open-1&group=open-2")
# Whom it vouches for and whom it hosts.
for number in (0, 2, 5):
    page(f"/organizations/open-{number}/")


@journey(path="/organizations/trust/00000000-0000-4000-8000-000000000000/")
def trust_of_ones_own_and_of_another_group(client: Client) -> Iterator[Any]:
    for slug in ("open-1", "open-2", "open-3"):
        listing = Organization.objects.get(slug=slug)
        yield client.get(f"/organizations/trust/{listing.uuid}/")
    yield client.get("/organizations/trust/00000000-0000-4000-8000-000000000000/")
