"""Registering a body and asking to speak for one: absent is what one may not see."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.test import Client

from partnerships.models import Partner, RepresentationRequest
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.collections import reader_of
from tests.visibility.world import WHEN

KEY = uuid.UUID(int=8)
SAID = {"role": "Officer", "proof": "Our page names me."}
BODY = {
    "name": "Secret Ministry",
    "sector": "public",
    "type": "ministry",
    "state_countries": ["KE"],
    **SAID,
}

page("/partners/register/")
page("/partners/foundation/represent/")
page("/partners/secret-ministry/represent/")
page("/partners/secret-ministry/represent/", method="post", data=SAID)
for part in ("registration", "people", "leave"):
    page(f"/partners/secret-ministry/{part}/")
    page(f"/partners/foundation/{part}/")
page(f"/partners/requests/{KEY}/")
page(f"/partners/requests/{KEY}/answer/")
page(f"/partners/requests/{KEY}/withdraw/", method="post")


@journey(path="/partners/register/")
def a_body_of_a_like_name(client: Client) -> Iterator[Any]:
    """Only visible bodies of a like name are named."""
    yield client.post("/partners/register/", {**BODY, "name": "Foundatio"})
    yield client.post("/partners/register/", {**BODY, "proof": ""})


@journey(path=f"/partners/requests/{KEY}/")
def asked_to_speak_for_it(client: Client) -> Iterator[Any]:
    user = reader_of(client)
    foundation = Partner.objects.filter(slug="foundation").first()
    if user and foundation:
        RepresentationRequest.objects.create(
            uuid=KEY, partner=foundation, person=user, asked_at=WHEN, **SAID
        )
    yield client.get(f"/partners/requests/{KEY}/")
    yield client.get("/dashboard/")
