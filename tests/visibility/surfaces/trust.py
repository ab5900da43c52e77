"""Levels, their facts, and vouching: by and for the record."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import Notification
from organizations.actions import refresh_trust
from organizations.enums import EvidenceKind
from organizations.models import Organization, VouchRequest
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.collections import reader_of
from tests.visibility.world import SLUG, UUID, speak

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


VOUCH = uuid.UUID(int=4)


def own_group_that_vouched(client: Client) -> Organization | None:
    """The reader's own published group: known now, and it vouched for the record before it hid."""
    user = reader_of(client)
    mine = Organization.objects.published().filter(memberships__user=user).first()
    if user is None or mine is None:
        return None
    speak(mine, EvidenceKind.CONTACT)
    speak(mine, EvidenceKind.DOCUMENT)
    for number, record in enumerate(Organization.objects.filter(slug__startswith=SLUG)):
        if record != mine:
            uuid_of = VOUCH if record.slug == SLUG else uuid.UUID(int=1_000 + number)
            speak(record, EvidenceKind.VOUCH, mine.slug, uuid=uuid_of)
    refresh_trust([mine.pk])
    return mine


@journey(path="/organizations/open-8/vouch/", by_way=True)
def vouching_with_what_is_left(client: Client) -> Iterator[Any]:
    """What was given to the record counts for nothing that the reader sees."""
    if mine := own_group_that_vouched(client):
        yield client.get(f"/organizations/trust/{mine.uuid}/")
        for number in (0, 3, 4, 5, 6, 7):
            path = f"/organizations/open-{number}/vouch/"
            yield client.get(path)
            yield client.post(path, {"group": str(mine.uuid), "basis": "worked"})
            yield client.get(f"/organizations/open-{number}/")
        yield client.get("/organizations/?level=2")


@journey(path=f"/organizations/vouches/{VOUCH}/withdraw/", by_way=True)
def taking_back_a_vouch_for_the_record(client: Client) -> Iterator[Any]:
    own_group_that_vouched(client)
    yield client.get(f"/organizations/vouches/{VOUCH}/withdraw/")
    yield client.post(f"/organizations/vouches/{VOUCH}/withdraw/")


@journey(path="/organizations/open-3/ask-for-vouch/", by_way=True)
def asking_and_being_asked(client: Client) -> Iterator[Any]:
    """The record had asked the reader's group, too."""
    if mine := own_group_that_vouched(client):
        for record in Organization.objects.filter(slug__startswith=SLUG).exclude(pk=mine.pk):
            record.evidence.vouches().filter(other=mine).delete()
            VouchRequest.objects.create(organization=record, giver=mine)
        yield client.get(f"/organizations/trust/{mine.uuid}/")
        yield client.post("/organizations/open-3/ask-for-vouch/", {"group": str(mine.uuid)})
        yield client.post(f"/organizations/{SLUG}/ask-for-vouch/", {"group": str(mine.uuid)})
    letters = Notification.objects.filter(recipient=reader_of(client))
    yield HttpResponse(json.dumps(list(letters.values_list("template", "context"))))


UNKNOWN = uuid.UUID(int=5)
page(f"/organizations/answer/{UNKNOWN}/")
page(f"/organizations/answer/{UNKNOWN}/", method="post")


@journey(path=f"/organizations/trust/{UNKNOWN}/contact/", by_way=True)
def sending_a_link_to_a_contact_of_the_record(client: Client) -> Iterator[Any]:
    record = Organization.objects.filter(slug=SLUG).first()
    where = record.uuid if record else UUID
    contact = record.contacts.get().pk if record else 1
    yield client.post(f"/organizations/trust/{where}/contact/", {"contact": contact})
    yield client.get(f"/organizations/trust/{where}/")
