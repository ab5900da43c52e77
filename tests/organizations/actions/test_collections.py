"""Keeping groups and searches: once, within limits, and in the owner's own lists only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from pyroaring import BitMap

from organizations import actions
from organizations.actions import collections
from organizations.actions.collections import FullError, ReasonNeededError, next_digest
from organizations.enums import Audience, Digest
from organizations.models import Organization, SavedSearch, ShortlistEntry
from organizations.search.documents import refresh
from organizations.viewers import Viewer
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db


def viewer_of(user: Any, *states: str) -> Viewer:
    return Viewer(user_id=user.pk, state_countries=frozenset(states))


def keep(listing: Any, user: Any, reason: str = "", *states: str) -> ShortlistEntry:
    return actions.keep(
        organization=listing, by=user, viewer=viewer_of(user, *states), reason=reason
    )


def save(user: Any, query: str = "q=a", name: str = "A", digest: str = Digest.DAILY) -> SavedSearch:
    return actions.save_search(
        by=user, viewer=viewer_of(user), query=query, name=name, digest=digest
    )


# --- shortlist --------------------------------------------------------------------------------


def test_kept_twice_is_kept_once() -> None:
    user, listing = UserFactory(), make_listing()
    first = keep(listing, user, "Close to us")
    assert keep(listing, user) == first
    assert ShortlistEntry.objects.get().reason == "Close to us"
    keep(listing, user, "Near")
    assert ShortlistEntry.objects.get().reason == "Near"


def test_who_acts_for_a_state_gives_a_reason() -> None:
    user, listing = UserFactory(), make_listing()
    with pytest.raises(ReasonNeededError):
        keep(listing, user, "", "SO")
    assert not ShortlistEntry.objects.exists()
    entry = keep(listing, user, "Fits our call", "SO")
    with pytest.raises(ReasonNeededError):
        actions.change_reason(entry=entry, by=user, viewer=viewer_of(user, "SO"), reason="")
    assert ShortlistEntry.objects.get().reason == "Fits our call"
    actions.change_reason(entry=entry, by=user, viewer=viewer_of(user), reason="")
    assert ShortlistEntry.objects.get().reason == ""


def test_nobody_writes_into_another_list() -> None:
    owner, other = UserFactory(), UserFactory()
    entry, saved = keep(make_listing(), owner, "Mine"), save(owner)
    actions.change_reason(entry=entry, by=other, viewer=viewer_of(other), reason="Theirs")
    actions.remove_entry(entry=entry, by=other)
    actions.delete_search(saved=saved, by=other)
    actions.change_search(
        saved=saved, by=other, viewer=viewer_of(other), name="B", digest=Digest.NEVER
    )
    entry.refresh_from_db()
    saved.refresh_from_db()
    assert (entry.reason, entry.removed_at, saved.name) == ("Mine", None, "A")


def test_the_last_removal_can_be_undone() -> None:
    user = UserFactory()
    first, second = keep(make_listing(), user, "One"), keep(make_listing(), user, "Two")
    actions.remove_entry(entry=first, by=user)
    actions.remove_entry(entry=first, by=user)
    assert list(ShortlistEntry.objects.kept()) == [second]
    actions.restore_entry(entry=first, by=user, viewer=viewer_of(user))
    actions.restore_entry(entry=first, by=user, viewer=viewer_of(user))
    assert set(ShortlistEntry.objects.kept()) == {first, second}
    actions.remove_entry(entry=first, by=user)
    actions.remove_entry(entry=second, by=user)
    assert list(ShortlistEntry.objects.all()) == [second]


def test_kept_again_begins_afresh() -> None:
    user, listing = UserFactory(), make_listing()
    actions.remove_entry(entry=keep(listing, user, "Old"), by=user)
    keep(listing, user)
    assert ShortlistEntry.objects.get().reason == ""
    assert ShortlistEntry.objects.get().removed_at is None


def test_a_full_list_counts_only_what_its_owner_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collections, "MOST_KEPT", 2)
    user = UserFactory()
    hidden, removed, seen = make_listing(), make_listing(), make_listing()
    keep(hidden, user)
    entry = keep(removed, user)
    with pytest.raises(FullError) as caught:
        keep(seen, user)
    assert caught.value.most == 2
    Organization.objects.filter(pk=hidden.pk).unrecorded(because="arranged").update(
        audience=Audience.IOM
    )
    keep(seen, user)
    actions.remove_entry(entry=entry, by=user)
    keep(make_listing(), user)
    with pytest.raises(FullError):
        actions.restore_entry(entry=entry, by=user, viewer=viewer_of(user))
    assert ShortlistEntry.objects.kept().count() == 3


# --- saved searches ---------------------------------------------------------------------------


def test_saved_again_is_changed() -> None:
    user = UserFactory()
    first = save(user)
    again = save(user, name="B", digest=Digest.NEVER)
    assert again == first
    assert SavedSearch.objects.values_list("name", "digest", "next_digest_at").get() == (
        "B",
        "never",
        None,
    )


def test_the_fifty_first_is_refused() -> None:
    user = UserFactory()
    for number in range(50):
        save(user, f"q={number}", digest=Digest.NEVER)
    with pytest.raises(FullError):
        save(user, "q=more")
    assert SavedSearch.objects.count() == 50
    save(user, "q=0", name="Changed")
    save(UserFactory(), "q=more")
    assert SavedSearch.objects.count() == 51


def test_what_fits_when_a_digest_begins_is_not_news() -> None:
    user = UserFactory()
    listing = make_listing(kind="network")
    make_listing()
    saved = save(user, "kind=network", digest=Digest.NEVER)
    assert bytes(saved.told) == b""
    later = make_listing(kind="network")
    change = {"saved": saved, "by": user, "viewer": viewer_of(user), "name": "A"}
    actions.change_search(**change, digest=Digest.DAILY)
    saved.refresh_from_db()
    assert BitMap.deserialize(bytes(saved.told)) == BitMap([listing.pk, later.pk])
    make_listing(kind="network")
    actions.change_search(**change, digest=Digest.WEEKLY)
    saved.refresh_from_db()
    assert BitMap.deserialize(bytes(saved.told)) == BitMap([listing.pk, later.pk])
    actions.change_search(**change, digest=Digest.NEVER)
    saved.refresh_from_db()
    assert (bytes(saved.told), saved.next_digest_at) == (b"", None)


def test_a_deleted_search_stays_deleted() -> None:
    user = UserFactory()
    saved = save(user)
    actions.delete_search(saved=saved, by=user)
    actions.change_search(
        saved=saved, by=user, viewer=viewer_of(user), name="B", digest=Digest.DAILY
    )
    assert not SavedSearch.objects.exists()


def test_stopping_keeps_the_searches() -> None:
    user, other = UserFactory(), UserFactory()
    save(user), save(user, "q=b", digest=Digest.NEVER), save(other)
    assert actions.stop_digests(user_uuid=user.uuid.hex) == 1
    assert actions.stop_digests(user_uuid=user.uuid.hex) == 0
    assert SavedSearch.objects.filter(user=user, digest=Digest.NEVER).count() == 2
    assert SavedSearch.objects.get(user=other).digest == Digest.DAILY


@pytest.mark.parametrize(
    ("digest", "now", "due"),
    [
        (Digest.DAILY, datetime(2026, 3, 4, 5, 59, tzinfo=UTC), (2026, 3, 4)),
        (Digest.DAILY, datetime(2026, 3, 4, 6, 0, tzinfo=UTC), (2026, 3, 5)),
        (Digest.WEEKLY, datetime(2026, 3, 1, 23, 0, tzinfo=UTC), (2026, 3, 2)),  # Sunday
        (Digest.WEEKLY, datetime(2026, 3, 2, 5, 0, tzinfo=UTC), (2026, 3, 2)),  # Monday
        (Digest.WEEKLY, datetime(2026, 3, 2, 6, 0, tzinfo=UTC), (2026, 3, 9)),
        (Digest.WEEKLY, datetime(2026, 3, 4, 12, 0, tzinfo=UTC), (2026, 3, 9)),
    ],
)
def test_digests_leave_in_the_morning(digest: str, now: datetime, due: tuple[int, ...]) -> None:
    assert next_digest(digest, now) == datetime(*due, 6, tzinfo=UTC)


def test_never_is_never() -> None:
    assert next_digest(Digest.NEVER, datetime(2026, 3, 4, tzinfo=UTC)) is None


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_have_one_effect_and_respect_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collections, "MOST_SEARCHES", 3)
    user, listing = UserFactory(), make_listing()
    refresh([listing.pk])

    def at_once(number: int) -> None:
        try:
            keep(listing, user, "Same")
            save(user, f"q={number}")
        except FullError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=5) as pool:
        list(pool.map(at_once, range(10)))
    assert ShortlistEntry.objects.count() == 1
    assert SavedSearch.objects.count() == 3
