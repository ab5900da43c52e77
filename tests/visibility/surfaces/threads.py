"""Who pursues a recommendation: no number tells of a partnership with a hidden party."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from organizations.models import Membership, Organization
from partnerships import actions
from sessions_archive.models import Edition, Recommendation
from tests.factories import UserFactory
from tests.factories.results import make_running
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.results import UNKNOWN
from tests.visibility.world import SLUG

LIST, PAGE = "/recommendations/2026/", "/recommendations/2026/R1/"
HIDES_BY = ("status", "audience", "hidden_from")

page(LIST)
page(PAGE)
page(f"/partnerships/{UNKNOWN}/recommendations/")


def pursue(record: Organization, recommendation: Recommendation) -> None:
    """Let the record work with a group of nobody's among the readers, for all to read of."""
    hidden_by = {name: getattr(record, name) for name in HIDES_BY}
    record.status, record.audience, record.hidden_from = "published", "public", []
    record.save()
    other = Organization.objects.get(slug="open-8")
    people = [UserFactory(), UserFactory()]
    for listing, person in zip((record, other), people, strict=True):
        Membership.objects.create(organization=listing, user=person, role="editor")
    partnership = make_running(one=record, other=other, people=people)
    first, second = partnership.parties.all()
    mine: dict[str, Any] = {"partnership_id": partnership.pk, "party_id": first.pk}
    mine["by"] = people[0]
    actions.choose_recommendations(**mine, recommendations=[recommendation])
    summary = actions.propose_summary(**mine, words="We taught.", shows_results=True)
    actions.agree_to_summary(
        partnership_id=partnership.pk,
        party_id=second.pk,
        by=people[1],
        summary_id=summary.pk,
    )
    for name, value in hidden_by.items():
        setattr(record, name, value)
    record.save()


@journey(path=PAGE, tells=True, by_way=True)
def who_pursues_a_recommendation(client: Client) -> Iterator[Any]:
    recommendation = Recommendation.objects.create(
        edition=Edition.objects.get(year=2026), code="R1", titles={"en": "Train them"}
    )
    record = Organization.objects.filter(slug=SLUG).first()
    if record is not None:
        pursue(record, recommendation)
    for address in (LIST, PAGE, f"/ar{PAGE}", f"{PAGE}?page=2"):
        yield client.get(address)
