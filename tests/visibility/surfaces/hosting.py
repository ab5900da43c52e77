"""Finding a host and agreeing with it: the record may be a host, or a group that asks."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import Notification
from organizations.enums import LegalStatus
from organizations.models import Organization
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.collections import reader_of
from tests.visibility.world import SLUG

page("/hosting/")
page("/hosting/find/")
UNKNOWN = uuid.UUID(int=7)
page(f"/hosting/{UNKNOWN}/")
for step in ("answer", "terms", "end", "listing/work"):
    page(f"/hosting/{UNKNOWN}/{step}/", method="post")

TERMS = {"powers": ["edit_facts"], "ends_on": "2027-06-01", "text": "Agreed."}


@journey(path=f"/hosting/propose/{SLUG}/", tells=True, by_way=True)
def asking_the_record_to_host(client: Client) -> Iterator[Any]:
    """It is a registered organization that offers it."""
    user = reader_of(client)
    mine = Organization.objects.published().filter(memberships__user=user).first() if user else None
    for slug in ("open-8", SLUG):
        for host in Organization.objects.filter(slug=slug):
            host.legal_status = LegalStatus.REGISTERED
            host.save()
            host.support_links.create(direction="offers", support_type_id="fiscal-hosting")
    if mine:
        mine.legal_status = LegalStatus.NONE
        mine.save()
        yield client.get(f"/hosting/find/?for={mine.uuid}")
    own = mine.uuid if mine else UNKNOWN
    for slug in ("open-8", SLUG):
        yield client.get(f"/hosting/propose/{slug}/")
        yield client.post(f"/hosting/propose/{slug}/", TERMS | {"group": str(own)})
    letters = Notification.objects.filter(recipient=user)
    yield HttpResponse(json.dumps(list(letters.values_list("template", "context"))))
