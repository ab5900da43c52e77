"""The pages of vouching."""

import pytest
from django.test import Client

from accounts.models import User
from organizations.enums import Audience, MembershipRole
from organizations.enums import EvidenceKind as K
from organizations.models import Evidence, Membership, Organization, VouchRequest
from tests.factories import UserFactory, make_known, make_listing, speak_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    person = UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def giver(owner: User) -> Organization:
    return make_known(make_listing(owner=owner, name="Giver"))


@pytest.fixture
def group() -> Organization:
    return make_listing(owner=UserFactory(), slug="circle", name="Circle")


VOUCH, ASK = "/organizations/circle/vouch/", "/organizations/circle/ask-for-vouch/"


def test_the_page_says_what_follows_and_the_vouch_is_given(
    client: Client, giver: Organization, group: Organization
) -> None:
    assert VOUCH in client.get("/organizations/circle/").content.decode()
    page = client.get(VOUCH).content.decode()
    assert "You can take it back at any time" in page
    assert "can give 5 more vouches this year" in page
    response = client.post(VOUCH, {"group": giver.uuid, "basis": "worked"})
    assert response.url == "/organizations/circle/"
    assert Evidence.objects.vouches().get().basis == "worked"
    assert "Giver" in client.get("/organizations/circle/").content.decode()


@pytest.mark.parametrize("data", [{}, {"basis": "rumour"}, {"basis": "worked", "group": "x"}])
def test_what_is_missing_is_said(
    client: Client, giver: Organization, group: Organization, data: dict[str, str]
) -> None:
    response = client.post(VOUCH, {"group": giver.uuid} | data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Evidence.objects.vouches().exists()


def test_the_sixth_is_refused_kindly(
    client: Client, giver: Organization, owner: User, group: Organization
) -> None:
    for _ in range(5):
        speak_for(make_listing(), K.VOUCH, other=giver, given_by=owner)
    response = client.post(VOUCH, {"group": giver.uuid, "basis": "worked"})
    assert "as many vouches as a year may bring" in response.content.decode()


def test_without_a_voice_the_page_says_why(
    client: Client, owner: User, group: Organization
) -> None:
    mine = make_listing(owner=owner)
    for method in (client.get, client.post):
        assert "Your word does not count yet" in method(VOUCH).content.decode()
    assert client.post(VOUCH, {"group": mine.uuid, "basis": "met"}).status_code == 200
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("url", [VOUCH, ASK])
def test_own_hidden_and_missing_groups_are_not_there(
    client: Client, owner: User, group: Organization, url: str
) -> None:
    group.audience = Audience.IOM
    group.save()
    assert client.get(url).status_code == 404
    assert client.get(url.replace("circle", "nobody")).status_code == 404
    make_listing(owner=owner, slug="mine")
    assert client.get(url.replace("circle", "mine")).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_asking_and_being_asked(client: Client, owner: User, group: Organization) -> None:
    mine = make_listing(owner=owner, name="Mine")
    assert "word does not count at present" in client.get(ASK).content.decode()
    make_known(group)
    assert ASK in client.get("/organizations/circle/").content.decode()
    assert client.get(ASK).status_code == 200
    assert client.post(ASK, {"group": mine.uuid}).url == f"/organizations/trust/{mine.uuid}/"
    assert VouchRequest.objects.count() == 1
    client.force_login(User.objects.get(memberships__organization=group))
    page = client.get(f"/organizations/trust/{group.uuid}/")
    assert f"/organizations/{mine.slug}/vouch/" in page.content.decode()
    speak_for(mine, K.VOUCH, other=group)
    assert client.get(f"/organizations/trust/{group.uuid}/").context["requests"] == []


def test_nobody_asks_without_a_group(client: Client, owner: User, group: Organization) -> None:
    assert "None of your groups is listed yet" in client.get(ASK).content.decode()


def test_taking_back(client: Client, giver: Organization, owner: User, group: Organization) -> None:
    row = speak_for(group, K.VOUCH, other=giver)
    url = f"/organizations/vouches/{row.uuid}/withdraw/"
    own = f"/organizations/trust/{giver.uuid}/"
    assert url in client.get(own).content.decode()
    assert "disappears from the page" in client.get(url).content.decode()
    assert client.post(url).url == own
    row.refresh_from_db()
    assert row.end == "withdrawn"
    assert client.get(url).status_code == 404


def test_an_editor_or_a_stranger_takes_nothing_back(
    client: Client, giver: Organization, group: Organization
) -> None:
    row = speak_for(group, K.VOUCH, other=giver)
    url = f"/organizations/vouches/{row.uuid}/withdraw/"
    editor = UserFactory()
    client.force_login(editor)
    assert client.post(url).status_code == 404
    Membership.objects.create(organization=giver, user=editor, role=MembershipRole.EDITOR)
    assert client.post(url).status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_vouch_for_a_group_that_hides_now_shows_nowhere(
    client: Client, giver: Organization, group: Organization
) -> None:
    row = speak_for(group, K.VOUCH, other=giver)
    Organization.objects.filter(pk=group.pk).unrecorded(because="arranged").update(
        audience=Audience.IOM
    )
    own = client.get(f"/organizations/trust/{giver.uuid}/")
    assert own.context["given"] == []
    assert own.context["left"] == 5
    assert client.get(f"/organizations/vouches/{row.uuid}/withdraw/").status_code == 404
