"""A partnership from its first words to its end, as its people see it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Notification, User
from organizations.enums import Audience
from organizations.models import Organization
from partnerships import actions
from partnerships.models import (
    AgreementDraft,
    Partner,
    Partnership,
    PartnershipEvent,
    Representative,
)
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner
from tests.factories.results import make_running, speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> User:
    return UserFactory()


@pytest.fixture
def group(leader: User) -> Organization:
    return make_listing(owner=leader, name="Evening Circle")


@pytest.fixture
def body() -> Partner:
    return make_partner(representative=UserFactory(), name="City Foundation")


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def representative(body: Partner) -> User:
    return User.objects.get(representations__partner=body)


def begin(leader: User, body: Partner) -> Partnership:
    response = of(leader).post(f"/partnerships/start/?to={body.uuid}")
    partnership = Partnership.objects.get()
    assert response["Location"] == f"/partnerships/{partnership.uuid}/text/"
    return partnership


def typed(partnership: Partnership, **fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    data = {
        "title": "Evening school",
        "purpose": "Children learn after school.",
        "goals": "Two classes\nA certificate",
        "starts": today.isoformat(),
        "ends": (today + timedelta(days=300)).isoformat(),
    }
    for party in partnership.parties.all():
        data |= {f"role-{party.uuid}": "implementing", f"gives-{party.uuid}": "People"}
    return data | fields


def address(partnership: Partnership, page: str = "") -> str:
    return f"/partnerships/{partnership.uuid}/{page}"


def proposed(leader: User, body: Partner) -> Partnership:
    partnership = begin(leader, body)
    response = of(leader).post(
        address(partnership, "text/"), typed(partnership, propose="1", why="Let us begin")
    )
    assert response["Location"] == address(partnership)
    partnership.refresh_from_db()
    return partnership


def step(person: User, partnership: Partnership, name: str, **fields: Any) -> Any:
    return of(person).post(address(partnership, "step/"), {"step": name, **fields})


def test_from_the_first_words_to_an_agreement(
    leader: User, group: Organization, body: Partner
) -> None:
    partnership = begin(leader, body)
    other = representative(body)
    # Nobody is told of a draft.
    assert of(other).get(address(partnership)).status_code == 404
    saved = of(leader).post(address(partnership, "text/"), typed(partnership, ends=""))
    assert saved.status_code == 302
    incomplete = of(leader).post(
        address(partnership, "text/"), typed(partnership, ends="", propose="1")
    )
    assert incomplete.status_code == 409
    assert "the text needs: the last day" in incomplete.content.decode()
    of(leader).post(address(partnership, "text/"), typed(partnership, propose="1"))
    letter = Notification.objects.get(template="partnerships/emails/partnership_proposed")
    assert letter.recipient == other
    page = of(other).get(address(partnership)).content.decode()
    for words in ("Evening school", "Children learn", "Accept this text", "Your side:"):
        assert words in page, words
    assert "Accept this text" not in of(leader).get(address(partnership)).content.decode()
    step(other, partnership, "accept", number="1")
    partnership.refresh_from_db()
    assert partnership.state == "active"
    assert partnership.reports.count() == 2
    page = of(leader).get(address(partnership)).content.decode()
    assert "How it is going" in page
    assert "In force: text 1" in page
    listed = of(other).get("/partnerships/").content.decode()
    assert "Evening Circle" in listed
    assert "Evening school" in listed


def test_sent_back_it_is_a_draft_again(leader: User, group: Organization, body: Partner) -> None:
    partnership = proposed(leader, body)
    other = representative(body)
    silent = step(other, partnership, "send_back", number="1", words=" ")
    assert silent.status_code == 400
    assert "The others need to know why." in silent.content.decode()
    step(other, partnership, "send_back", number="1", words="Which days?")
    partnership.refresh_from_db()
    assert partnership.state == "drafted"
    assert "Which days?" in of(leader).get(address(partnership)).content.decode()
    assert AgreementDraft.objects.get().party.organization == group


def test_an_old_text_is_not_accepted_for_a_new_one(
    leader: User, group: Organization, body: Partner
) -> None:
    partnership = proposed(leader, body)
    other = representative(body)
    step(leader, partnership, "withdraw", number="1", words="")
    of(leader).post(
        address(partnership, "text/"), typed(partnership, title="Night school", propose="1")
    )
    response = step(other, partnership, "accept", number="1")
    assert response.status_code == 409
    assert "Another text came up meanwhile" in response.content.decode()
    partnership.refresh_from_db()
    assert partnership.state == "proposed"


def test_two_of_one_side_at_once_lose_nothing(
    leader: User, group: Organization, body: Partner
) -> None:
    partnership = begin(leader, body)
    data = typed(partnership, revision="1")
    assert of(leader).post(address(partnership, "text/"), data).status_code == 302
    response = of(leader).post(address(partnership, "text/"), data | {"title": "Other"})
    assert response.status_code == 409
    assert 'value="Other"' in response.content.decode()
    assert AgreementDraft.objects.get().text.title == "Evening school"


@pytest.mark.parametrize(
    ("name", "fields", "state"),
    [
        ("suspend", {"reason": "safety", "words": "Flood"}, "suspended"),
        ("end_early", {"reason": "money", "words": "No funds"}, "ended_early"),
        ("ask_to_close", {}, "active"),
    ],
)
def test_steps_of_a_running_work(name: str, fields: dict[str, str], state: str) -> None:
    partnership = make_running()
    person = speaker(partnership, 1)
    assert step(person, partnership, name, **fields).status_code == 302
    partnership.refresh_from_db()
    assert partnership.state == state
    page = of(speaker(partnership)).get(address(partnership)).content.decode()
    for words in fields.get("words", ""), partnership.get_state_display():
        assert words in page
    before = partnership.events.count()
    step(person, partnership, name, **fields)
    assert partnership.events.count() == before  # a second click has no effect


def test_a_step_that_is_not_possible_says_so() -> None:
    partnership = make_running()
    response = step(speaker(partnership), partnership, "agree_to_resume")
    assert response.status_code == 409
    assert "That is not possible now." in response.content.decode()


@pytest.mark.parametrize("name", ["", "suspend", "ask_to_close"])
def test_no_two_fields_of_the_page_share_an_id(name: str) -> None:
    partnership = make_running()
    if name:
        step(speaker(partnership), partnership, name, reason="people", words="")
    page = of(speaker(partnership, 1)).get(address(partnership)).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)


def test_resumed_when_all_agree() -> None:
    partnership = make_running()
    step(speaker(partnership), partnership, "suspend", reason="people", words="")
    for number in (0, 1):
        step(speaker(partnership, number), partnership, "agree_to_resume")
    partnership.refresh_from_db()
    assert partnership.state == "active"


def test_looking_back_and_completing() -> None:
    partnership = make_running()
    step(speaker(partnership), partnership, "ask_to_close")
    data = {"worked": "The lessons", "did_not": "Winter", "goals": "most", "again": "yes"}
    assert (
        step(speaker(partnership), partnership, "reflect", **data | {"worked": ""}).status_code
        == 400
    )
    for number in (0, 1):
        step(speaker(partnership, number), partnership, "reflect", helped=["trust"], **data)
    partnership.refresh_from_db()
    if partnership.state == "active":
        step(speaker(partnership), partnership, "complete")
        partnership.refresh_from_db()
    assert partnership.state == "completed"


def test_a_draft_that_nobody_knows_of_is_thrown_away(
    leader: User, group: Organization, body: Partner
) -> None:
    partnership = begin(leader, body)
    page = of(leader).get(address(partnership, "text/")).content.decode()
    assert 'value="discard"' in page
    response = step(leader, partnership, "discard")
    assert response["Location"] == "/partnerships/"
    assert not Partnership.objects.exists()


def test_saving_leads_on_to_the_indicators(
    leader: User, group: Organization, body: Partner
) -> None:
    partnership = begin(leader, body)
    party = partnership.parties.get(organization=group)
    response = of(leader).post(address(partnership, "text/"), typed(partnership, go_on="1"))
    assert response["Location"] == address(partnership, f"text/results/?as={party.uuid}")
    assert AgreementDraft.objects.get().text.title == "Evening school"


def test_who_is_on_two_sides_chooses_and_agrees_for_one(
    leader: User, group: Organization, body: Partner
) -> None:
    both = representative(body)
    second = make_partner(representative=both, name="Harbour Works")
    Representative.objects.create(partner=second, user=UserFactory())
    partnership = begin(leader, body)
    of(leader).post(address(partnership, "parties/"), {"add": str(second.uuid)})
    of(leader).post(address(partnership, "text/"), typed(partnership, propose="1"))
    parties = {party.name: party for party in partnership.parties.all()}
    page = of(both).get(address(partnership)).content.decode()
    for name in ("City Foundation", "Harbour Works"):
        assert f'href="?as={parties[name].uuid}"' in page
    assert "You accept text 1 for <bdi>City Foundation</bdi>." in page
    other = of(both).get(address(partnership, f"?as={parties['Harbour Works'].uuid}"))
    assert "You accept text 1 for <bdi>Harbour Works</bdi>." in other.content.decode()
    assert of(both).get(address(partnership, f"?as={parties[group.name].uuid}")).status_code == 404
    step(both, partnership, "accept", number="1", **{"as": str(parties["City Foundation"].uuid)})
    # The side that is still waited for comes first, and she is told that it is not hers to accept.
    page = of(both).get(address(partnership)).content.decode()
    assert "Somebody else of <bdi>Harbour Works</bdi> has to answer for it." in page
    assert "Accept this text" not in page
    response = step(
        both, partnership, "accept", number="1", **{"as": str(parties["Harbour Works"].uuid)}
    )
    assert response.status_code == 409
    assert "One person agrees for one party only" in response.content.decode()


def test_who_is_only_invited_is_offered_no_step_that_is_refused() -> None:
    partnership = make_running()
    bank = make_partner(representative=UserFactory(), name="Harbour Bank")
    first = speaker(partnership)
    of(first).post(address(partnership, "parties/"), {"add": str(bank.uuid)})
    of(first).post(address(partnership, "text/"), typed(partnership, propose="1", why="With them"))
    page = of(representative(bank)).get(address(partnership)).content.decode()
    assert "Accept this text" in page
    assert 'value="send_back"' in page
    for name in ("suspend", "end_early", "ask_to_close", "propose_summary", "reflect"):
        assert f'value="{name}"' not in page, name
        assert step(representative(bank), partnership, name).status_code in (400, 409), name
    assert "Propose a change" not in page
    # Who has joined is shown what would change.
    page = of(speaker(partnership, 1)).get(address(partnership)).content.decode()
    assert "What would change" in page
    assert "With them" in page


def test_everybody_reads_what_all_agreed_to_publish() -> None:
    partnership = make_running()
    assert Client().get(address(partnership)).status_code == 404
    step(
        speaker(partnership), partnership, "propose_summary", words="We teach.", shows_results="on"
    )
    summary = partnership.summaries.get()
    assert Client().get(address(partnership)).status_code == 404
    step(speaker(partnership, 1), partnership, "agree_to_summary", summary=str(summary.pk))
    page = Client().get(address(partnership)).content.decode()
    assert "We teach." in page
    assert "See the figures" in page
    assert "Children learn after school." not in page
    step(speaker(partnership), partnership, "take_back_summary")
    assert Client().get(address(partnership)).status_code == 404


@pytest.mark.parametrize(
    ("method", "page"), [("get", ""), ("get", "text/"), ("post", "text/"), ("post", "step/")]
)
def test_strangers_learn_nothing(method: str, page: str) -> None:
    partnership = make_running()
    stranger = UserFactory()
    make_listing(owner=stranger)
    for person in (stranger, speaker(make_running())):
        ask = getattr(of(person), method)
        assert ask(address(partnership, page), {"step": "accept"}).status_code == 404
    assert partnership.title not in of(stranger).get("/partnerships/").content.decode()
    assert of(StaffFactory()).get(address(partnership)).status_code == 200
    assert of(StaffFactory()).post(address(partnership, "step/")).status_code == 404


def test_whom_one_may_not_see_one_cannot_ask(leader: User, group: Organization) -> None:
    hidden = make_listing(audience=Audience.IOM, owner=UserFactory())
    for text in (str(hidden.uuid), str(group.uuid), "x", ""):
        assert of(leader).get(f"/partnerships/start/?to={text}").status_code == 404
    # Nobody would answer.
    empty = make_listing()
    response = of(leader).post(f"/partnerships/start/?to={empty.uuid}")
    assert response.status_code == 409
    assert "cannot be asked here" in response.content.decode()
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"step": "burn"}, {"step": "accept", "number": "x"}, {"step": "accept", "as": "x"}]
)
def test_unknown_steps(fields: dict[str, str]) -> None:
    partnership = make_running()
    events = PartnershipEvent.objects.count()
    response = of(speaker(partnership)).post(address(partnership, "step/"), fields)
    assert response.status_code == 404
    assert PartnershipEvent.objects.count() == events


@pytest.mark.parametrize("many", [1, 5])
def test_queries(many: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = make_running()
    person = speaker(first)
    group = first.parties.all()[0].organization
    for _ in range(many - 1):
        other = make_partner(representative=UserFactory())
        actions.start_partnership(own=group, others=[other], by=person)
    client = of(person)
    # Session, person, two for the viewer, how many, the rows.
    with django_assert_num_queries(7):
        client.get("/partnerships/")
    client.get(address(first))
    # Session, person, two for the viewer; whose it is, the partnership, parties, texts, the next
    # report, events.
    with django_assert_num_queries(11):
        client.get(address(first))
