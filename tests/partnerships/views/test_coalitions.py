"""The pages of coalitions."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.models import Organization
from partnerships import actions
from partnerships.models import Coalition, Opportunity
from tests.factories import StaffFactory, UserFactory, make_listing, make_public_body
from tests.factories.hosting import owner_of
from tests.factories.opportunities import make_opportunity

pytestmark = pytest.mark.django_db
FIND, ASK = "/opportunities/call/together/", "/opportunities/call/together/ask/"


def make(name: str, **fields: Any) -> Organization:
    values = {"owner": UserFactory(), "sectors": [], "heritage": [], "residence": []}
    return make_listing(**(values | {"name": name, "slug": name.lower()} | fields))


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(response: Any) -> str:
    text: str = response.content.decode()
    return text


@pytest.fixture
def publisher() -> User:
    return UserFactory()


@pytest.fixture
def call(publisher: User) -> Opportunity:
    return make_opportunity(
        slug="call", representative=publisher, sectors=["health", "education"], languages=["so"]
    )


@pytest.fixture
def groups(call: Opportunity) -> list[Organization]:
    return [
        make("Own", sectors=["education"]),
        make("Nurses", sectors=["health"]),
        make("Speakers", languages=["so"]),
    ]


@pytest.fixture
def leader(groups: list[Organization]) -> Client:
    return sign_in(owner_of(groups[0]))


def started(call: Opportunity, groups: list[Organization]) -> Coalition:
    return actions.start_coalition(
        opportunity_id=call.pk, lead=groups[0], groups=groups[1:], by=owner_of(groups[0])
    )


def test_the_sets_are_shown_with_who_covers_what_and_asked_with_one_click(
    leader: Client, groups: list[Organization]
) -> None:
    assert FIND in read(leader.get("/opportunities/call/"))
    response = leader.get(FIND)
    page = read(response)
    assert "2 more groups are enough. No smaller set exists among the 2 groups" in page
    assert "Works on: Health" in page
    assert "Speaks: Somali" in page
    uuids = [str(group.uuid) for group in groups]
    offered = {part[:36] for part in page.split('name="group" value="')[1:]}
    assert offered == set(uuids[1:])
    posted = leader.post(ASK, {"for": uuids[0], "group": uuids[1:]})
    coalition = Coalition.objects.get()
    assert posted.url == f"/coalitions/{coalition.uuid}/"
    page = read(leader.get(posted.url))
    assert "Together they cover all that the call names." in page
    assert "See your coalition" in read(leader.get(FIND))


def test_a_set_that_cannot_be_asked_is_a_conflict(
    leader: Client, groups: list[Organization]
) -> None:
    make_public_body("SO", representative=owner_of(groups[1]))
    hiding = make("Hiding", audience="members", hidden_from=["SO"])
    chosen = [str(groups[1].uuid), str(hiding.uuid)]
    response = leader.post(ASK, {"for": str(groups[0].uuid), "group": chosen})
    assert response.status_code == 409
    assert "Not all of these groups can be asked together at present." in read(response)
    assert not Coalition.objects.exists()


@pytest.mark.parametrize("given", [{"for": "x"}, {"group": ["x"]}])
def test_what_is_no_group_is_not_there(
    given: dict[str, Any], leader: Client, groups: list[Organization]
) -> None:
    assert leader.post(ASK, {"for": str(groups[0].uuid)} | given).status_code == 404


def test_the_pages_are_for_groups_and_the_publisher(
    call: Opportunity, groups: list[Organization], publisher: User
) -> None:
    assert sign_in(UserFactory()).get(FIND).status_code == 404
    assert sign_in(UserFactory()).post(ASK).status_code == 404
    page = read(sign_in(publisher).get(FIND))
    assert "Bring groups together" in page
    assert "3 groups are enough." in page
    for address in (FIND, "/coalitions/"):
        assert "/accounts/login/" in Client().get(address).url
    draft = make_opportunity(slug="draft", state="draft")
    assert draft.is_draft
    assert sign_in(publisher).get("/opportunities/draft/together/").status_code == 404


def test_a_group_that_covers_all_is_told_so(call: Opportunity) -> None:
    own = make("All", sectors=["education", "health"], languages=["so"])
    assert "Your group covers all of it" in read(sign_in(owner_of(own)).get(FIND))


def test_what_nobody_covers_is_said(leader: Client, call: Opportunity) -> None:
    call.languages.add("ti")
    page = read(leader.get(FIND))
    assert "No group here covers this; the sets below cover all the rest:" in page
    assert "Speaks: Tigrinya" in page


def test_each_group_agrees_by_itself_and_one_begins_the_answer(
    leader: Client, call: Opportunity, groups: list[Organization]
) -> None:
    coalition = started(call, groups)
    where = f"/coalitions/{coalition.uuid}/"
    assert "Begin the joint answer" not in read(leader.get(where))
    for group in groups[1:]:
        client = sign_in(owner_of(group))
        assert "is asked to take part" in read(client.get(where))
        response = client.post(f"{where}answer/", {"for": str(group.uuid), "word": "agree"})
        assert response.url == where
    assert "Begin the joint answer" in read(leader.get(where))
    response = leader.post(f"{where}apply/", {"for": str(groups[0].uuid)})
    coalition.refresh_from_db()
    assert coalition.expression is not None
    assert response.url == coalition.expression.get_absolute_url()
    assert leader.get(response.url).status_code == 200
    assert leader.get(f"{FIND}?for={groups[0].uuid}").url == where
    assert "The joint answer" in read(sign_in(owner_of(groups[1])).get(where))


def test_who_says_no_or_leaves_is_out_and_the_rest_see_what_is_missing(
    leader: Client, call: Opportunity, groups: list[Organization]
) -> None:
    coalition = started(call, groups)
    where = f"/coalitions/{coalition.uuid}/"
    client = sign_in(owner_of(groups[1]))
    said = {"for": str(groups[1].uuid), "word": "refuse"}
    assert client.post(f"{where}answer/", said).url == "/coalitions/"
    assert client.get(where).status_code == 404
    page = read(leader.get(where))
    assert "Nobody covers yet:" in page
    assert "Nurses</bdi> (Said no)" in page
    assert f"{FIND}?for={groups[0].uuid}" in page
    # The next set completes what is there, without whoever said no coming back by force.
    other = make("Doctors", sectors=["health"])
    page = read(leader.get(f"{FIND}?for={groups[0].uuid}"))
    assert str(other.uuid) in page
    assert str(groups[1].uuid) not in page
    leader.post(ASK, {"for": str(groups[0].uuid), "group": [str(other.uuid)]})
    assert "Doctors" in read(leader.get(where))


def test_nobody_else_reads_or_does_anything(
    call: Opportunity, groups: list[Organization], publisher: User
) -> None:
    coalition = started(call, groups)
    where = f"/coalitions/{coalition.uuid}/"
    stranger = make("Stranger")
    for person in (UserFactory(), owner_of(stranger), publisher):
        client = sign_in(person)
        assert client.get(where).status_code == 404
        for step in ("answer", "apply", "end"):
            for uuid in (groups[0].uuid, stranger.uuid, "x"):
                given = {"for": str(uuid), "word": "agree"}
                assert client.post(f"{where}{step}/", given).status_code == 404
        assert "No coalition yet" in read(client.get("/coalitions/"))
    # A group of the coalition does nothing for another, and ends nothing it does not lead.
    client = sign_in(owner_of(groups[1]))
    given = {"for": str(groups[2].uuid), "word": "agree"}
    assert client.post(f"{where}answer/", given).status_code == 404
    assert client.post(f"{where}end/").status_code == 404
    given = {"for": str(groups[1].uuid), "word": "eat"}
    assert client.post(f"{where}answer/", given).status_code == 404
    assert client.get(f"{where}answer/").status_code == 405
    assert sign_in(StaffFactory()).get(where).status_code == 404


def test_the_publisher_follows_what_it_proposed_and_gives_it_up(
    call: Opportunity, groups: list[Organization], publisher: User
) -> None:
    client = sign_in(publisher)
    response = client.post(ASK, {"group": [str(group.uuid) for group in groups]})
    page = read(client.get(response.url))
    assert "Give the coalition up" in page
    assert "Begin the joint answer" not in page
    assert client.post(f"{response.url}end/").url == "/coalitions/"
    again = client.post(ASK, {"group": [str(groups[0].uuid)]})
    assert again.status_code == 409
    assert "At least two groups" in read(again)


def test_whoever_hides_since_is_not_there_for_the_others(
    leader: Client, call: Opportunity, groups: list[Organization]
) -> None:
    coalition = started(call, groups)
    groups[1].audience = "iom"
    groups[1].save()
    page = read(leader.get(f"/coalitions/{coalition.uuid}/"))
    assert "Nurses" not in page
    assert "Works on: Health" in page  # what nobody covers now
    assert "Speakers" in page


@pytest.mark.parametrize("many", [1, 11])
def test_the_page_asks_as_much_for_eleven_as_for_one(
    many: int, call: Opportunity, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    groups = [make("Lead"), *(make(f"Group-{n}", sectors=["health"]) for n in range(many))]
    coalition = started(call, groups)
    client = sign_in(owner_of(groups[0]))
    client.get(coalition.get_absolute_url())
    with django_assert_num_queries(8):
        client.get(coalition.get_absolute_url())


@pytest.mark.parametrize("many", [1, 40])
def test_finding_asks_as_much_for_forty_as_for_one(
    many: int,
    leader: Client,
    call: Opportunity,
    groups: list[Organization],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(many):
        make(f"Nurses-{number}", sectors=["health"])
    leader.get(FIND)
    with django_assert_num_queries(10):
        leader.get(FIND)
    started(call, groups)
    leader.get(FIND)
    with django_assert_num_queries(12):
        leader.get(FIND)
