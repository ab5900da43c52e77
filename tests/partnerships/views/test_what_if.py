"""What would change if a listing said one thing more."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.enums import Audience, Status
from organizations.models import Membership, Organization
from partnerships.enums import Verification
from partnerships.models import MatchFeedback, MatchPool, MatchRun, Partner
from tests.factories import UserFactory, make_listing, make_partner, make_public_body

Run = Callable[[], MatchRun]
URL = "/matches/what-if/"
MENTOR: dict[str, Any] = {
    "sectors": ["health"], "heritage": ["KE"], "residence": ["UG"], "offers": ["mentoring"],
}  # fmt: skip


@pytest.fixture
def leader(db: None) -> User:
    return UserFactory()


@pytest.fixture
def own(leader: User) -> Organization:
    return make_listing(name="Own group", owner=leader, sectors=["education"], needs=["funding"])


@pytest.fixture
def signed_in(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def outcome(client: Client, query: str) -> Any:
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    return response.context["outcome"]


def names(found: Any) -> list[str]:
    return [newcomer.target.name for newcomer in found.newcomers]


def giver(name: str, **fields: Any) -> Partner:
    """A body that fits the group possibly, and would fit it well if it needed mentoring."""
    return make_partner(name=name, **MENTOR, **fields)


def test_who_would_come_in(signed_in: Client, own: Organization, run_matching: Run) -> None:
    make_partner(name="Fits already", offers=["funding"])
    giver("Mentors")
    run_matching()
    nothing = outcome(signed_in, "channel=private")
    assert nothing is None
    found = outcome(signed_in, "channel=private&need=mentoring")
    assert (found.good_before, found.good_after, found.number) == (1, 2, 1)
    [newcomer] = found.newcomers
    assert newcomer.target.name == "Mentors"
    assert newcomer.before < 0.6 <= newcomer.after
    page = signed_in.get(f"{URL}?channel=private&need=mentoring").content.decode()
    assert "1 more would come in" in page
    assert "Who fits well or very well: 1 now, 2 then." in page
    assert f'href="/organizations/register/{own.uuid}/work/#id_needs"' in page
    assert Organization.objects.with_tags().get(pk=own.pk).need_codes == ["funding"]


def test_the_numbers_are_those_of_the_matches_and_of_the_next_ones(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    giver("Mentors")
    run_matching()

    def score() -> float:
        [suggestion] = signed_in.get("/matches/?channel=private").context["suggestions"]
        value: float = suggestion.value
        return value

    [newcomer] = outcome(signed_in, "channel=private&need=mentoring").newcomers
    assert newcomer.before == score()
    own.support_links.create(direction="needs", support_type_id="mentoring")
    own.save()
    from partnerships.actions.rescoring import rescore_listings

    rescore_listings(organization_ids=[own.pk])
    assert newcomer.after == score()


def test_a_full_list_says_who_makes_room(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    for number in range(20):
        make_partner(name=f"Near {number}", offers=[])
    make_partner(name="Research", sectors=["environment"], heritage=["FJ"], residence=["FJ"],
                 offers=["research"])  # fmt: skip
    run_matching()
    found = outcome(signed_in, "channel=private&sector=environment&residence=FJ&works_in=FJ")
    assert found.number >= 1
    assert "Research" in names(found)
    assert len(found.leaving) == 1


def test_each_channel_answers_for_itself(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    giver("Company")
    make_public_body("FR", name="City", **MENTOR)
    make_listing(name="Group", **MENTOR)
    run_matching()
    for channel, name in (("public", "City"), ("private", "Company"), ("diaspora", "Group")):
        assert names(outcome(signed_in, f"channel={channel}&need=mentoring")) == [name]


def test_a_representative_asks_too(client: Client, run_matching: Run) -> None:
    user = UserFactory()
    make_partner(name="Company", representative=user)
    make_listing(name="Group", **{**MENTOR, "offers": [], "residence": ["FR"]}, needs=["mentoring"])
    run_matching()
    client.force_login(user)
    found = outcome(client, "offer=mentoring&sector=health")
    assert (found.good_before, found.good_after, names(found)) == (0, 1, ["Group"])


def test_what_has_changed_since_the_run_counts(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    gone, changed = giver("Gone"), giver("Changed")
    run_matching()
    query = "channel=private&need=mentoring"
    assert sorted(names(outcome(signed_in, query))) == ["Changed", "Gone"]
    Partner.objects.filter(pk=gone.pk).update(
        verification=Verification.DECLINED, verified_at=None, updated_at=timezone.now()
    )
    changed.support_links.all().delete()
    changed.save()
    giver("New")
    assert names(outcome(signed_in, query)) == ["New"]
    Partner.objects.filter(name="New").delete()
    assert names(outcome(signed_in, query)) == []


def test_nobody_comes_in_whom_the_gate_or_the_door_keeps_out(
    signed_in: Client, leader: User, own: Organization, run_matching: Run
) -> None:
    def group(name: str, **fields: Any) -> Organization:
        return make_listing(name=name, **MENTOR, **fields)

    group("Open")
    group("Closed", is_open_to_matching=False)
    group("Partners only", audience=Audience.PARTNERS)
    group("Mine too", owner=leader)
    group("Chapter", parent=own)
    group("Hides from Kenya", audience=Audience.MEMBERS, hidden_from=["KE"])
    aside, blocker = group("Set aside"), group("Has blocked us")
    MatchFeedback.objects.create(
        source_organization=own, target_organization=aside, verdict="hidden"
    )
    MatchFeedback.objects.create(
        source_organization=blocker, target_organization=own, verdict="blocked"
    )
    run_matching()
    query = f"for={own.uuid}&channel=diaspora&need=mentoring"
    assert sorted(names(outcome(signed_in, query))) == ["Hides from Kenya", "Open"]
    # A colleague comes to work for Kenya: what hides from it is closed to the whole group.
    official = UserFactory()
    Membership.objects.create(organization=own, user=official)
    make_public_body("KE", representative=official)
    assert names(outcome(signed_in, query)) == ["Open"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": Status.SUBMITTED}, "Your listing is not published yet"),
        ({"is_open_to_matching": False}, "Matching is switched off for this listing"),
        ({}, "Matches have not been computed yet"),
    ],
)
def test_what_is_in_the_way_is_said(
    fields: dict[str, Any], words: str, signed_in: Client, leader: User
) -> None:
    make_listing(owner=leader, **fields)
    response = signed_in.get(f"{URL}?need=mentoring")
    assert words in response.content.decode()


def test_a_run_without_its_pool_is_no_error(
    signed_in: Client, own: Organization, run_matching: Run
) -> None:
    run_matching()
    MatchPool.objects.all().delete()
    MatchRun.objects.update(uuid="00000000-0000-4000-8000-000000000001")
    assert outcome(signed_in, "need=mentoring") is None


@pytest.mark.parametrize("query", ["need=magic", "sector=education", "works_in=%00"])
def test_only_what_is_offered_can_be_added(
    query: str, signed_in: Client, own: Organization, run_matching: Run
) -> None:
    run_matching()
    assert signed_in.get(f"{URL}?{query}").status_code == 400


def test_others_cannot_ask(client: Client, signed_in: Client, own: Organization) -> None:
    other = make_listing(owner=UserFactory())
    assert signed_in.get(f"{URL}?for={other.uuid}&need=funding").status_code == 404
    assert signed_in.post(URL).status_code == 405
    assert "/accounts/login/" in Client().get(URL)["Location"]


@pytest.mark.parametrize("count", [1, 30])
def test_queries(
    count: int,
    signed_in: Client,
    own: Organization,
    run_matching: Run,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        giver(f"Mentors {number}")
    run_matching()
    query = "channel=private&need=mentoring"
    outcome(signed_in, query)
    # Session, person, two for the viewer, own groups, the run, what has changed, the targets.
    with django_assert_num_queries(8):
        found = outcome(signed_in, query)
    assert found.number == count
