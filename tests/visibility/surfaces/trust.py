"""Levels, their facts, and vouching: by and for the record."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import Notification
from organizations.models import Evidence, Organization
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.collections import reader_of
from tests.visibility.world import SLUG

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


for slug in (SLUG, "open-4", "open-8"):
    for way in ("vouch", "ask-for-vouch"):
        # Who owns no known group cannot tell them apart; who does is told in the journeys below.
        page(f"/organizations/{slug}/{way}/", by_way=slug == SLUG)
page(f"/organizations/{SLUG}/vouch/", method="post", data={"basis": "met"}, by_way=True)


@journey(path="/organizations/open-8/vouch/", by_way=True)
def vouching_with_what_is_left(client: Client) -> Iterator[Any]:
    """By somebody whose group has vouched for the record: it counts for nothing that she sees."""
    user = reader_of(client)
    mine = Organization.objects.get(slug="open-3")
    if user:
        mine.memberships.create(user=user, role="owner")
    yield client.get(f"/organizations/trust/{mine.uuid}/")
    for number in (0, 2, 4, 5, 6, 7):
        path = f"/organizations/open-{number}/vouch/"
        yield client.get(path)
        yield client.post(path, {"group": str(mine.uuid), "basis": "worked"})
        yield client.get(f"/organizations/open-{number}/")
    yield client.get("/organizations/?level=2")


VOUCH = uuid.UUID(int=4)


@journey(path=f"/organizations/vouches/{VOUCH}/withdraw/", by_way=True)
def taking_back_a_vouch_for_the_record(client: Client) -> Iterator[Any]:
    user = reader_of(client)
    if user:
        Organization.objects.get(slug="open-3").memberships.create(user=user, role="owner")
    Evidence.objects.filter(organization__slug=SLUG, other__slug="open-3").update(uuid=VOUCH)
    yield client.get(f"/organizations/vouches/{VOUCH}/withdraw/")
    yield client.post(f"/organizations/vouches/{VOUCH}/withdraw/")
    letters = Notification.objects.filter(recipient=user).values_list("template", "context")
    yield HttpResponse(json.dumps(list(letters)))
