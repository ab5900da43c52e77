"""Results of a partnership: nobody but its parties learns that there is one."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.test import Client

from organizations.models import Membership, Organization
from partnerships import actions
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


@journey(path="/partnerships/published/", tells=True, by_way=True)
def what_the_record_has_published_with_another(client: Client) -> Iterator[Any]:
    """The record and a group of nobody's among the readers tell everybody of their work."""
    record = Organization.objects.filter(slug=SLUG).first()
    if record is not None:
        _publish(record, Organization.objects.get(slug="open-8"))
    for name in ("published/", f"published/?of={UUID}", f"{UNKNOWN}/", f"{UNKNOWN}/figures/"):
        yield client.get(f"/partnerships/{name}")
    yield client.get(f"/partnerships/{UNKNOWN}/figures.json")
    yield client.get("/organizations/open-8/")


def _publish(record: Organization, other: Organization) -> None:
    """Let the two have worked together while the record was there for all, and tell of it."""
    hidden = record.audience, record.hidden_from, record.status
    record.status, record.audience, record.hidden_from = "published", "public", []
    record.save()
    kept = list(Membership.objects.filter(organization__in=(record, other)))
    people = [UserFactory(), UserFactory()]
    Membership.objects.filter(organization__in=(record, other)).delete()
    for listing, person in zip((record, other), people, strict=True):
        Membership.objects.create(organization=listing, user=person, role="owner")
    partnership: Partnership = make_running(one=record, other=other, people=people)
    mine, theirs = partnership.parties.all()
    summary = actions.propose_summary(
        partnership_id=partnership.pk,
        party_id=mine.pk,
        by=people[0],
        words="We teach together.",
        shows_results=True,
    )
    actions.agree_to_summary(
        partnership_id=partnership.pk, party_id=theirs.pk, by=people[1], summary_id=summary.pk
    )
    Partnership.objects.filter(pk=partnership.pk).update(uuid=UNKNOWN)
    Membership.objects.filter(organization__in=(record, other)).delete()
    for row in kept:
        row.save(force_insert=True)
    record.audience, record.hidden_from, record.status = hidden
    record.save()
