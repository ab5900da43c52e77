"""What the tables of shortlists and saved searches refuse, and whom an entry shows to."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations.enums import Audience, Status
from organizations.models import SavedSearch, ShortlistEntry
from organizations.viewers import Viewer
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db


def refused(model: Any, **fields: Any) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        model.objects.create(**fields)
    return str(caught.value)


def test_a_group_stands_once_on_a_shortlist() -> None:
    user, listing = UserFactory(), make_listing()
    ShortlistEntry.objects.create(user=user, organization=listing)
    assert "shortlist_entry_once" in refused(ShortlistEntry, user=user, organization=listing)


def test_one_removed_entry_a_person() -> None:
    user, now = UserFactory(), timezone.now()
    ShortlistEntry.objects.create(user=user, organization=make_listing(), removed_at=now)
    assert "shortlist_one_removed_entry" in refused(
        ShortlistEntry, user=user, organization=make_listing(), removed_at=now
    )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name": "  "}, "saved_search_has_name"),
        ({"digest": "hourly"}, "saved_search_digest_known"),
        ({"digest": "never"}, "saved_search_due_unless_never"),
        ({"digest": "daily", "next_digest_at": None}, "saved_search_due_unless_never"),
    ],
)
def test_what_a_saved_search_cannot_be(fields: dict[str, Any], constraint: str) -> None:
    valid = {"name": "A", "digest": "daily", "next_digest_at": timezone.now()}
    assert constraint in refused(SavedSearch, user=UserFactory(), **(valid | fields))


def test_the_same_search_is_saved_once() -> None:
    user = UserFactory()
    SavedSearch.objects.create(user=user, name="A", query="q=a", digest="never")
    assert "saved_search_once" in refused(
        SavedSearch, user=user, name="B", query="q=a", digest="never"
    )


def test_an_entry_shows_while_its_listing_does() -> None:
    user, other = UserFactory(), UserFactory()
    listing = make_listing()
    entry = ShortlistEntry.objects.create(user=user, organization=listing)
    ShortlistEntry.objects.create(user=other, organization=listing)
    viewer = Viewer(user_id=user.pk)

    def shown() -> list[ShortlistEntry]:
        return list(ShortlistEntry.objects.visible_to(viewer))

    assert shown() == [entry]
    for fields in ({"audience": Audience.IOM}, {"status": Status.SUSPENDED}):
        type(listing).objects.filter(pk=listing.pk).unrecorded("arranged").update(**fields)
        assert shown() == []
        type(listing).objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
            audience=Audience.PUBLIC, status=Status.PUBLISHED
        )
        assert shown() == [entry]
    assert list(ShortlistEntry.objects.visible_to(Viewer())) == []
