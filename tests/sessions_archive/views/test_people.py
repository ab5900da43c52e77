"""People of the archive, and being shown no more."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Notification
from sessions_archive.actions import ask_for_removal, decide_removal
from sessions_archive.actions.removals import AlreadyDecidedError
from sessions_archive.enums import PeopleMode
from sessions_archive.models import Edition, Person, RemovalRequest, Resource
from tests.factories import StaffFactory, UserFactory
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ParticipationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    row = AppearanceFactory(
        person=PersonFactory(name="Ada Obi", slug="ada-obi"),
        session__edition__year=2025,
        capacity="Founder",
    )
    found: Person = row.person
    return found


def test_her_page(client: Client, person: Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        html = client.get("/sessions/people/ada-obi/").content.decode()
    assert "Founder" in html
    assert "Shown because the published record of the exchange names this person." in html
    AppearanceFactory.create_batch(20, person=person)
    with django_assert_num_queries(2):
        client.get("/sessions/people/ada-obi/")


def test_the_list(client: Client, person: Person, django_assert_num_queries: Any) -> None:
    PersonFactory(name="Without a session")
    AppearanceFactory.create_batch(20)
    with django_assert_num_queries(2):
        html = client.get("/sessions/people/").content.decode()
    assert "Ada Obi" in html
    assert "Without a session" not in html
    html = client.get("/sessions/people/?q=OBI").content.decode()
    assert html.count('class="person__name"') == 1
    assert "Nobody found" in client.get("/sessions/people/?q=zzz").content.decode()


@pytest.mark.parametrize("mode", [PeopleMode.CONSENTING, PeopleMode.HIDDEN])
def test_where_the_exchange_hides_her_she_is_nowhere(
    client: Client, person: Person, mode: str
) -> None:
    session = person.appearances.get().session
    ParticipationFactory(edition=session.edition).people.add(person)
    paths = ["/sessions/", "/sessions/people/", "/sessions/2025/", session.get_absolute_url()]
    assert all("Ada Obi" in client.get(path).content.decode() for path in paths)
    Edition.objects.update(people_mode=mode)
    assert not any("Ada Obi" in client.get(path).content.decode() for path in paths)
    assert client.get("/sessions/people/ada-obi/").status_code == 404
    assert client.get("/sessions/people/ada-obi/remove/").status_code == 404
    client.force_login(StaffFactory())
    assert client.get("/sessions/people/ada-obi/").status_code == 200


def test_asked_without_an_account_and_granted(client: Client, person: Person) -> None:
    staff, helper = StaffFactory(), UserFactory(is_staff=True)
    path = "/sessions/people/ada-obi/remove/"
    assert client.get(path).status_code == 200
    for words in ("I am in danger.", "Again"):
        client.post(path, {"words": words, "answer_to": "ada@example.org"})
    request = RemovalRequest.objects.get()
    assert (request.person, request.words) == (person, "I am in danger.")
    assert list(Notification.objects.values_list("recipient", flat=True)) == [staff.pk]
    with pytest.raises(PermissionDenied):
        decide_removal(request=request, grant=True, by=helper)
    client.force_login(staff)
    client.post(
        "/admin/sessions_archive/removalrequest/",
        {"action": "grant", "_selected_action": [request.pk]},
    )
    request.refresh_from_db()
    assert request.state == "granted"
    with pytest.raises(AlreadyDecidedError):
        decide_removal(request=request, grant=False, by=staff)
    client.logout()
    assert client.get("/sessions/people/ada-obi/").status_code == 404
    assert (
        "Ada Obi"
        not in client.get(person.appearances.get().session.get_absolute_url()).content.decode()
    )


def test_declined_she_stays_and_may_ask_again(person: Person) -> None:
    staff = StaffFactory()
    request = ask_for_removal(person=person, words="", answer_to="", by=None)
    decide_removal(request=request, grant=False, by=staff)
    person.refresh_from_db()
    assert person.is_public
    assert ask_for_removal(person=person, words="", answer_to="", by=None) != request


def test_a_bad_address_is_refused(client: Client, person: Person) -> None:
    response = client.post("/sessions/people/ada-obi/remove/", {"answer_to": "nobody"})
    assert list(response.context["form"].errors) == ["answer_to"]
    assert not RemovalRequest.objects.exists()


def test_a_recording_waits_for_the_consent_of_all(client: Client) -> None:
    edition = EditionFactory(year=2025)
    recording = Resource.objects.create(
        edition=edition, kind="recording", title="The film", url="https://video.example.org/1"
    )
    assert "The film" not in client.get("/sessions/2025/").content.decode()
    recording.consent_on_file = True
    recording.save()
    html = client.get("/sessions/2025/").content.decode()
    assert 'href="https://video.example.org/1"' in html
    assert "<iframe" not in html
    assert "<video" not in html
