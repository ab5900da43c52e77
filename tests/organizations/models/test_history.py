"""Nothing about a listing changes without a trace, but what is said to need none."""

from typing import Any

import pytest
from django.test import Client

from organizations.actions import take_step
from organizations.actions.registration import save_people, save_visibility
from organizations.enums import Status
from organizations.models import TRACKED, Contact, Organization, OrganizationName
from organizations.models.history import (
    HistorySkippedError,
    acting,
    recorded,
    store_together,
)
from organizations.past import Event, past_of
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


def told(event: Event) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(str(row.label), [(p.state, p.text) for p in row.pieces]) for row in event.rows]


@pytest.mark.parametrize("model", TRACKED)
def test_writes_of_many_rows_raise(model: Any) -> None:
    listing = make_listing()
    for write in (
        lambda: model.objects.update(pk=0),
        lambda: model.objects.filter(pk=listing.pk).update(pk=0),
        lambda: model.objects.bulk_create([model()]),
        lambda: model.objects.bulk_update([model(pk=1)], ["id"]),
    ):
        with pytest.raises(HistorySkippedError):
            write()


def test_the_door_must_say_why() -> None:
    listing = make_listing(name="Old")
    with pytest.raises(HistorySkippedError):
        Organization.objects.unrecorded(because="").update(name="New")
    Organization.objects.unrecorded(because="a test").filter(pk=listing.pk).update(name="New")
    listing.refresh_from_db()
    assert listing.name == "New"
    assert [row.name for row in listing.history.all()] == ["Old"]


def test_an_action_says_who_and_why() -> None:
    listing = make_listing(status=Status.SUBMITTED, published_at=None)
    curator = StaffFactory()
    take_step(organization_id=listing.pk, step="publish", by=curator)
    last = listing.history.first()
    assert (last.history_user, last.history_change_reason) == (curator, "publish")
    with acting(None, ""):
        assert recorded(lambda: 7)() == 7


def test_what_is_derived_leaves_no_row() -> None:
    listing = make_listing()
    before = listing.history.count()
    listing.save(update_fields=["updated_at"])
    assert listing.history.count() == before
    listing.save(update_fields=["name"])
    assert listing.history.count() == before + 1


def test_values_of_contacts_are_not_kept() -> None:
    listing = make_listing()
    contact = listing.contacts.create(kind="whatsapp", value="+254 700 000 000", person="Amina")
    contact.delete()
    kept = str(list(Contact.history.values()))
    assert "254" not in kept
    assert "Amina" not in kept
    (event,) = (e for e in past_of(listing.pk) if e.rows and "WhatsApp" in str(told(e)))
    assert ("WhatsApp", [("removed", "IOM only")]) in told(event)


def test_merged_history(django_assert_num_queries: Any) -> None:
    owner = UserFactory(name="Amina")
    listing = make_listing(owner=owner, residence=["KE"], languages=["en"])
    save_people(
        organization=listing, by=owner, heritage=["SO"], residence=["FR"], works_in=[],
        made_of=[], serves=[], languages=["en", "ar"], is_youth_led=True, is_women_led=None,
        is_refugee_led=None,
    )  # fmt: skip
    past_of(listing.pk)  # reads the code lists, once a process
    with django_assert_num_queries(2):
        event = past_of(listing.pk)[0]
    assert (event.who, str(event.why)) == ("Amina", "The group edited who its people are")
    assert sorted(told(event)) == [
        ("Led by young people", [("added", "Yes")]),
        ("Residence", [("added", "France")]),
        ("Residence", [("removed", "Kenya")]),
        ("Working languages", [("added", "Arabic")]),
    ]


def test_a_save_without_a_change_leaves_no_row() -> None:
    owner = UserFactory()
    listing = make_listing(owner=owner)
    before = listing.history.count()
    save_visibility(
        organization=listing, by=owner, audience="public", hidden_from=[],
        is_open_to_matching=True, matches_heritage_state=False, website="", contacts={},
        consent=True,
    )  # fmt: skip
    assert listing.history.count() == before


def test_rows_stored_together_have_their_first_row() -> None:
    curator = StaffFactory()
    listing = Organization(name="Loaded", slug="loaded", kind="formal")
    with acting(curator, "import"):
        store_together(Organization, [listing])
        names = [OrganizationName(organization=listing, name="L", type="acronym")]
        store_together(OrganizationName, names)
    first = listing.history.get()
    assert (first.name, first.history_type, first.history_change_reason) == (
        "Loaded",
        "+",
        "import",
    )
    assert first.history_user == curator
    assert OrganizationName.history.get().name == "L"
    listing.refresh_from_db()
    listing.name = "Renamed"
    listing.save()
    assert told(past_of(listing.pk)[0])[0] == (
        "Name",
        [("removed", "Loaded"), ("added", "Renamed")],
    )


def test_a_deleted_listing_takes_its_history_along() -> None:
    listing = make_listing(owner=UserFactory(), languages=["en"], description="We teach.")
    listing.contacts.create(kind="email", value="a@example.org")
    other = make_listing()
    pk = listing.pk
    listing.delete()
    for model in TRACKED:
        key = "id" if model is Organization else "organization_id"
        assert not model.history.filter(**{key: pk}).exists(), model
    assert other.history.exists()


def test_the_admin_shows_it(client: Client) -> None:
    curator = StaffFactory(name="Amina")
    listing = make_listing(status=Status.SUBMITTED, published_at=None)
    take_step(organization_id=listing.pk, step="publish", by=curator)
    client.force_login(curator)
    url = f"/admin/organizations/organization/{listing.pk}/history/"
    page = client.get(url).content.decode()
    assert "Amina" in page
    assert "<ins" in page
    client.force_login(UserFactory(is_staff=True))
    assert client.get(url).status_code in (403, 404)
