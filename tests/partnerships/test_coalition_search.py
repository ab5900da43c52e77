"""Which groups are proposed to whom, for which call."""

import pytest

from accounts.models import User
from organizations.models import Membership, Organization
from organizations.viewers_of import viewer_of
from partnerships.coalition_search import Proposals, as_members, propose
from partnerships.models import MatchFeedback, Opportunity
from tests.factories import UserFactory, make_listing, make_partner, make_public_body
from tests.factories.hosting import make_agreement
from tests.factories.opportunities import make_opportunity

pytestmark = pytest.mark.django_db


def make(name: str, **fields: object) -> Organization:
    values = {"sectors": [], "heritage": [], "residence": [], "owner": UserFactory()}
    return make_listing(**(values | {"name": name} | fields))


def asked(call: Opportunity, person: User, *names: str) -> Proposals:
    members = [as_members(Organization.objects.all()).get(name=name) for name in names]
    return propose(
        Opportunity.objects.with_publisher().with_tags().get(pk=call.pk), viewer_of(person), members
    )


def named(found: Proposals) -> list[set[str]]:
    return [{seat.group.name for seat in seats} for seats in found.sets]


@pytest.fixture
def call() -> Opportunity:
    return make_opportunity(
        sectors=["health", "education"], works_in=["KE"], generations=["second"], languages=["so"]
    )


@pytest.fixture
def own() -> User:
    """Whoever asks: her group covers education."""
    person = UserFactory()
    make("Own", sectors=["education"], owner=person)
    return person


def test_the_smallest_set_with_ones_own_group_says_who_covers_what(
    call: Opportunity, own: User
) -> None:
    make("Nurses", sectors=["health"], works_in=["KE"])
    make("Youth", made_of=["second"], languages=["so"])
    make("Speakers", languages=["so"])
    found = asked(call, own, "Own")
    assert named(found) == [{"Own", "Nurses", "Youth"}]
    assert found.solution is not None
    assert (found.solution.size, found.solution.is_least, found.candidates) == (2, True, 3)
    seats = {seat.group.name: seat for seat in found.sets[0]}
    assert [str(r.code) for r in seats["Nurses"].covers] == ["health", "KE"]
    assert [str(r.code) for r in seats["Youth"].alone] == ["second", "so"]
    assert seats["Own"].is_member


def test_what_nobody_covers_is_named(call: Opportunity, own: User) -> None:
    make("Nurses", sectors=["health"])
    found = asked(call, own, "Own")
    assert [str(r.code) for r in found.missing] == ["KE", "second", "so"]
    assert named(found) == [{"Own", "Nurses"}]


def test_a_place_within_and_heritage_count(own: User) -> None:
    call = make_opportunity(sectors=[], works_in=["014"])  # Eastern Africa
    make("In Kenya", works_in=["KE"])
    make("From Somalia", heritage=["SO"])
    make("In Italy", works_in=["IT"], heritage=["SO"])
    assert {name for one in named(asked(call, own, "Own")) for name in one} == {
        "Own",
        "In Kenya",
        "From Somalia",
    }


def test_a_call_for_registered_groups_needs_one_or_a_host(own: User) -> None:
    call = make_opportunity(sectors=["health"], registration="hosted")
    make("Nurses", sectors=["health"], legal_status="none")
    make("Papers", sectors=["trade"], legal_status="registered")
    assert named(asked(call, own, "Own")) == [{"Own", "Nurses", "Papers"}]
    make_agreement(Organization.objects.get(name="Nurses"))
    assert {"Own", "Nurses"} in named(asked(call, own, "Own"))


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": "iom"},
        {"audience": "partners"},
        {"status": "suspended"},
        {"is_open_to_matching": False},
    ],
)
def test_who_hides_or_wants_no_suggestions_is_not_proposed(
    fields: dict[str, object], call: Opportunity, own: User
) -> None:
    make("Nurses", sectors=["health"], **fields)
    found = asked(call, own, "Own")
    assert found.candidates == 0
    assert "health" in [str(r.code) for r in found.missing]


def test_who_hides_from_the_publisher_is_not_proposed(own: User) -> None:
    call = make_opportunity(sectors=["health"], publisher=make_public_body("SO"))
    make("Nurses", sectors=["health"], audience="members", hidden_from=["SO"])
    assert asked(call, own, "Own").candidates == 0


def test_those_who_must_not_learn_of_each_other_are_in_no_set_together(
    call: Opportunity, own: User
) -> None:
    """The people of one work for the state that the other hides from."""
    official = UserFactory()
    make_public_body("ET", representative=official)
    make("Nurses", sectors=["health"], works_in=["KE"], audience="members", hidden_from=["ET"])
    make("Youth", made_of=["second"], languages=["so"], owner=official)
    assert named(asked(call, own, "Own")) == []
    make("Others", made_of=["second"], languages=["so"])
    assert named(asked(call, own, "Own")) == [{"Own", "Nurses", "Others"}]


def test_who_may_not_see_the_asking_group_is_not_proposed(call: Opportunity, own: User) -> None:
    official = UserFactory()
    make_public_body("ET", representative=official)
    Organization.objects.unrecorded(because="a test").filter(name="Own").update(
        audience="members", hidden_from=["ET"]
    )
    make("Nurses", sectors=["health"], owner=official)
    found = asked(call, own, "Own")
    assert {"Nurses"} & {name for one in named(found) for name in one} == set()


def test_blocked_and_set_aside_groups_are_not_proposed(call: Opportunity, own: User) -> None:
    mine = Organization.objects.get(name="Own")
    blocked, aside = make("Blocked", sectors=["health"]), make("Aside", sectors=["health"])
    blocker = make("Blocker", sectors=["health"])
    for source, target, verdict in (
        (mine, blocked, "blocked"),
        (mine, aside, "hidden"),
        (blocker, mine, "blocked"),
    ):
        MatchFeedback.objects.create(
            source_organization=source, target_organization=target, verdict=verdict
        )
    assert asked(call, own, "Own").candidates == 0
    make("Nurses", sectors=["health"])
    assert named(asked(call, own, "Own")) == [{"Own", "Nurses"}]


def test_a_call_for_invited_groups_proposes_only_those(own: User) -> None:
    call = make_opportunity(sectors=["health"], audience="invited")
    make("Nurses", sectors=["health"])
    invited = make("Invited", sectors=["health"])
    for group in (invited, Organization.objects.get(name="Own")):
        call.invitations.create(organization=group)
    assert named(asked(call, own, "Own")) == [{"Own", "Invited"}]


def test_the_publisher_gets_sets_without_a_group_of_its_own(call: Opportunity) -> None:
    person = UserFactory()
    make_partner(representative=person)
    make("Nurses", sectors=["health", "education"], works_in=["KE"])
    make("Youth", made_of=["second"], languages=["so"])
    assert named(asked(call, person)) == [{"Nurses", "Youth"}]


def test_a_call_that_names_nothing_proposes_nothing(own: User) -> None:
    assert asked(make_opportunity(sectors=[]), own, "Own") == Proposals([], [], [], 0, True, None)


def test_the_number_of_questions_does_not_grow(
    call: Opportunity, own: User, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        group = make(f"Nurses {number}", sectors=["health"], works_in=["KE"])
        Membership.objects.create(organization=group, user=UserFactory())
    viewer = viewer_of(own)
    members = [as_members(Organization.objects.all()).get(name="Own")]
    row = Opportunity.objects.with_publisher().with_tags().get(pk=call.pk)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert len(propose(row, viewer, members).sets) == 5
