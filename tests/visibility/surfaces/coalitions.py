"""Groups that answer a call together: the record could be proposed, asked, or be part of it."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import Notification
from organizations.models import Organization
from partnerships.models import Coalition, CoalitionMember, Partner
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.collections import reader_of
from tests.visibility.surfaces.opportunities import a_call
from tests.visibility.world import SLUG, UUID, WHEN

COALITION, UNKNOWN = uuid.UUID(int=21), uuid.UUID(int=22)

page("/coalitions/")
page("/opportunities/secret-call/together/", by_way=True)
page("/opportunities/secret-call/together/ask/", method="post", by_way=True)
page(f"/coalitions/{UNKNOWN}/")
for step in ("answer", "apply", "end"):
    page(f"/coalitions/{UNKNOWN}/{step}/", method="post", data={"word": "agree"})


def own_group(client: Client) -> Organization | None:
    user = reader_of(client)
    if user is None:
        return None
    mine = Organization.objects.published().filter(memberships__user=user).exclude(uuid=UUID)
    return mine.order_by("pk").first()


@journey(path="/opportunities/call-together/together/", tells=True)
def looking_for_groups_and_asking_the_record(client: Client) -> Iterator[Any]:
    """It alone speaks the language that the call asks for."""
    call = a_call(51, "call-together", partner=Partner.objects.get(slug="foundation"))
    call.languages.set(["ti"])
    for listing in Organization.objects.filter(slug__startswith=SLUG):
        listing.languages.set(["ti"])
    yield client.get("/opportunities/call-together/together/")
    mine = own_group(client)
    if mine:
        where = "/opportunities/call-together/together/ask/"
        said = client.post(where, {"for": str(mine.uuid), "group": [str(UUID)]})
        # Its address is drawn anew each time.
        Coalition.objects.filter(lead=mine).update(uuid=COALITION)
        yield HttpResponse(f"{said.status_code}")
        yield client.get(f"/coalitions/{COALITION}/")
    letters = Notification.objects.filter(recipient=reader_of(client))
    told = letters.exclude(context__path__startswith="/coalitions/")
    yield HttpResponse(json.dumps(list(told.values_list("template", "context"))))


@journey(path=f"/coalitions/{COALITION}/", tells=True)
def a_coalition_that_the_record_was_part_of_before_it_hid(client: Client) -> Iterator[Any]:
    mine = own_group(client)
    if mine is None:
        return
    call = a_call(52, "call-joined", partner=Partner.objects.get(slug="foundation"))
    coalition = Coalition.objects.create(
        pk=230_000, uuid=COALITION, opportunity=call, lead=mine, created_at=WHEN
    )
    groups = [mine, *Organization.objects.filter(slug__in=["open-4", SLUG]).order_by("slug")]
    for number, group in enumerate({group.pk: group for group in groups}.values()):
        CoalitionMember.objects.create(
            pk=230_000 + number, coalition=coalition, organization=group, state="agreed",
            asked_at=WHEN, answered_at=WHEN,
        )  # fmt: skip
    yield client.get("/coalitions/")
    yield client.get(f"/coalitions/{COALITION}/")
    yield client.get(f"/opportunities/call-joined/together/?for={mine.uuid}")
    yield client.post(f"/coalitions/{COALITION}/answer/", {"for": str(mine.uuid), "word": "leave"})
