"""Partners and matches."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.test import Client

from organizations.models import Organization
from partnerships.models import MatchFeedback, Partner
from tests.visibility.registry import journey, page
from tests.visibility.world import SLUG, UUID, WHEN

for query in ("", "?q=secret", "?q=foundation", "?heritage=SO"):
    page(f"/partners/{query}")
page("/partners/foundation/")
page("/partners/ministry-0/")
page("/partners/secret-ministry/")
page("/matches/")
page("/matches/?channel=diaspora")
page("/matches/how/")
page("/matches/?channel=private")
page("/matches/?channel=diaspora&sort=name")
page("/partners/foundation/facts/")

FEEDBACK, UNDO, ASIDE = "/matches/feedback/", "/matches/feedback/undo/", "/matches/set-aside/"
for path in (FEEDBACK, UNDO):
    page(f"{path}?about={UUID}", method="post", data={"verdict": "hidden"}, by_way=True)
page(ASIDE)
for query in ("", "?channel=diaspora&need=mentoring&sector=peace", "?works_in=ER&language=ti"):
    page(f"/matches/what-if/{query}")


@journey(path=FEEDBACK, tells=True)
def the_record_is_spoken_of(client: Client) -> Iterator[Any]:
    """Its public id may be known from a time when it was not hidden."""
    for own in own_listings(client):
        yield client.get(f"{FEEDBACK}?for={own.uuid}&about={UUID}")
        yield client.post(f"{FEEDBACK}?for={own.uuid}&about={UUID}", {"verdict": "blocked"})
        yield client.post(f"{UNDO}?for={own.uuid}&about={UUID}")


@journey(path=ASIDE, tells=True)
def set_aside_before_it_was_hidden(client: Client) -> Iterator[Any]:
    """And who is still seen is listed as if nothing else had been set aside."""
    for own in own_listings(client):
        kind = own._meta.model_name
        for slug in ("open-4", SLUG):
            for target in Organization.objects.filter(slug=slug):
                MatchFeedback.objects.create(
                    **{f"source_{kind}": own}, target_organization=target, verdict="hidden",
                    changed_at=WHEN,
                )  # fmt: skip
        yield client.get(f"{ASIDE}?for={own.uuid}")
        yield client.get(f"/matches/?for={own.uuid}&channel=diaspora&aside={UUID}")


def own_listings(client: Client) -> list[Organization | Partner]:
    user = client.session.get(SESSION_KEY)
    if user is None:
        return []
    return [
        *Organization.objects.filter(memberships__user=user).exclude(uuid=UUID).order_by("pk"),
        *Partner.objects.filter(representatives__user=user).order_by("pk"),
    ]
