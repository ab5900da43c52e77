"""Results of a partnership: nobody but its parties learns that there is one."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.test import Client

from organizations.models import Membership, Organization
from partnerships.models import Partnership
from tests.factories import UserFactory
from tests.factories.results import make_running, sent
from tests.visibility.registry import journey, page
from tests.visibility.world import SLUG, UUID

page("/partnerships/")
page("/partnerships/reports/")
page(f"/partnerships/start/?to={UUID}", by_way=True)
UNKNOWN = uuid.UUID(int=9)
PAGES = (
    "",
    "text/",
    "parties/",
    "versions/1/",
    "results/",
    "results/print/",
    "results.csv",
    "results.json",
    "figures/",
    "figures.json",
    "text/results/",
    "text/results/indicator/",
)
for name in PAGES:
    page(f"/partnerships/{UNKNOWN}/{name}")
for name in ("milestones/", "step/"):
    page(f"/partnerships/{UNKNOWN}/{name}", method="post")
for name in ("", "write/"):
    page(f"/partnerships/reports/{UNKNOWN}/{name}")
page(f"/partnerships/reports/{UNKNOWN}/step/", method="post", data={"step": "accept"})
page(f"/partnerships/evidence/{UNKNOWN}/")
page(f"/partnerships/checks/{UNKNOWN}/")


@journey(path=f"/partnerships/{UNKNOWN}/results/", by_way=True)
def what_the_record_does_with_another(client: Client) -> Iterator[Any]:
    """The record works with a group of nobody's among the readers, and has reported."""
    record = Organization.objects.filter(slug=SLUG).first()
    if record is not None:
        record.status, record.audience, record.hidden_from = "published", "public", []
        record.save()
        other = Organization.objects.get(slug="open-8")
        people = [UserFactory(), UserFactory()]
        for listing, person in zip((record, other), people, strict=True):
            Membership.objects.filter(organization=listing).delete()
            Membership.objects.create(organization=listing, user=person, role="owner")
        partnership: Partnership = make_running(one=record, other=other, people=people)
        report = sent(partnership.reports.all()[0])
        # Under the addresses that are asked for where there is none.
        for row in (report, partnership.checks.all()[0], partnership):
            type(row)._default_manager.filter(pk=row.pk).update(uuid=UNKNOWN)
    for name in PAGES:
        yield client.get(f"/partnerships/{UNKNOWN}/{name}")
    for name in ("", "write/"):
        yield client.get(f"/partnerships/reports/{UNKNOWN}/{name}")
    yield client.post(f"/partnerships/reports/{UNKNOWN}/step/", {"step": "accept"})
    yield client.get(f"/partnerships/checks/{UNKNOWN}/")
    yield client.get("/partnerships/reports/")


page(f"/partnerships/start/?answer={UNKNOWN}")
page(f"/partnerships/start/?introduction={UNKNOWN}")
