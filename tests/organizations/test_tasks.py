"""The clock's task of the directory."""

from typing import Any

import pytest
from django.conf import settings

from accounts.models import Notification
from organizations import actions, tasks
from organizations.enums import Digest
from organizations.models import SavedSearch
from organizations.viewers import Viewer
from tests.factories import UserFactory, make_listing


def test_it_is_in_the_clock_every_hour() -> None:
    entry: Any = settings.CELERY_BEAT_SCHEDULE["send-search-digests"]
    assert entry["task"] == tasks.send_search_digests.name
    assert (entry["schedule"].minute, len(entry["schedule"].hour)) == ({5}, 24)


@pytest.mark.django_db
def test_twice_has_one_effect() -> None:
    user = UserFactory()
    actions.save_search(
        by=user, viewer=Viewer(user_id=user.pk), query="", name="A", digest=Digest.DAILY
    )
    make_listing()
    SavedSearch.objects.update(next_digest_at="2026-01-01T06:00Z")
    tasks.send_search_digests()
    tasks.send_search_digests()
    assert Notification.objects.count() == 1


def test_what_is_left_goes_on_in_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    queued = []
    monkeypatch.setattr(tasks, "send_due_digests", lambda seconds: False)
    monkeypatch.setattr(tasks.send_search_digests, "delay", lambda: queued.append(1))
    tasks.send_search_digests()
    assert queued == [1]


def test_freshness_is_in_the_clock_every_hour() -> None:
    entry: Any = settings.CELERY_BEAT_SCHEDULE["keep-listings-fresh"]
    assert entry["task"] == tasks.keep_listings_fresh.name
    assert (entry["schedule"].minute, len(entry["schedule"].hour)) == ({35}, 24)


@pytest.mark.parametrize(("asked", "archived"), [(False, True), (True, False)])
def test_groups_that_are_left_are_asked_in_the_next_one(
    monkeypatch: pytest.MonkeyPatch, asked: bool, archived: bool
) -> None:
    queued = []
    monkeypatch.setattr(tasks, "ask_silent_groups", lambda seconds: asked)
    monkeypatch.setattr(tasks, "archive_silent_groups", lambda seconds: archived)
    monkeypatch.setattr(tasks.keep_listings_fresh, "delay", lambda: queued.append(1))
    tasks.keep_listings_fresh()
    assert queued == [1]
