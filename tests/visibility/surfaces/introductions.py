"""Introductions: asking for one must not tell whether a listing is there.

That a conversation stays with those it was with, and opens to nobody else, is held in
tests/partnerships/test_introduction_firewall.py.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.test import Client

from tests.visibility.registry import journey, page
from tests.visibility.surfaces.partners import own_listings
from tests.visibility.world import UUID

ASK = "/introductions/ask/"
UNKNOWN = uuid.UUID(int=7)

for query in ("", "?show=waiting", "?show=unread"):
    page(f"/introductions/{query}")
page(f"{ASK}?to={UUID}", by_way=True)
page(ASK)
for part in ("", "decline/", "block/", "report/", f"files/{UNKNOWN}/"):
    page(f"/introductions/{UNKNOWN}/{part}")
for part in ("", "accept/", "withdraw/", "leave/"):
    page(f"/introductions/{UNKNOWN}/{part}", method="post")


@journey(path=ASK, tells=True)
def asking_to_be_introduced_to_the_record(client: Client) -> Iterator[Any]:
    """Its public id may be known from a time when it was not hidden."""
    for own in own_listings(client):
        yield client.get(f"{ASK}?for={own.uuid}&to={UUID}")
        words = {"asker": str(own.uuid), "purpose": "A choir", "offer": "A hall"}
        yield client.post(f"{ASK}?for={own.uuid}&to={UUID}", words)
        yield client.get("/introductions/")
