"""Groups hear in time what will run out, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.mail import compose
from accounts.models import Notification, User
from organizations.actions import remind_of_ends
from organizations.enums import Audience
from organizations.enums import EvidenceKind as K
from organizations.models import Evidence, Organization
from tests.factories import UserFactory, make_known, make_listing, make_public_body, speak_for

pytestmark = pytest.mark.django_db


def ending(row: Evidence, days: int) -> None:
    Evidence.objects.filter(pk=row.pk).update(expires_at=timezone.now() + timedelta(days=days))


def letters(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.template.removeprefix("organizations/emails/") for row in rows]


def test_what_ends_within_a_month_is_told_once_to_both_sides() -> None:
    owner, giver_owner = UserFactory(), UserFactory()
    group = make_listing(owner=owner)
    giver = make_known(make_listing(owner=giver_owner))
    ending(speak_for(group, K.CONTACT), 29)
    ending(speak_for(group, K.DOCUMENT), 31)
    ending(speak_for(group, K.VOUCH, other=giver), 10)
    assert remind_of_ends() == 2
    assert letters(owner) == ["evidence_ending", "evidence_ending"]
    assert letters(giver_owner) == ["vouch_ending"]
    assert remind_of_ends() == 0
    for row in Notification.objects.all():
        mail = compose(stem=row.template, to="a@example.org", language="en", context=row.context)
        assert group.name in mail.body


def test_what_does_not_count_or_has_ended_is_not_told() -> None:
    group = make_listing(owner=UserFactory())
    ending(speak_for(group, K.VOUCH, other=make_listing()), 10)
    gone = speak_for(group, K.CONTACT)
    Evidence.objects.filter(pk=gone.pk).update(ended_at=timezone.now(), end="withdrawn")
    ending(gone, 10)
    assert remind_of_ends() == 0


def test_a_giver_who_may_not_see_the_group_any_more_is_not_told() -> None:
    giver_owner = UserFactory()
    group = make_listing(owner=UserFactory())
    giver = make_known(make_listing(owner=giver_owner))
    ending(speak_for(group, K.VOUCH, other=giver), 10)
    Organization.objects.filter(pk=group.pk).unrecorded(because="arranged").update(
        audience=Audience.MEMBERS, hidden_from=["SO"]
    )
    make_public_body("SO", representative=giver_owner)
    assert remind_of_ends() == 1
    assert letters(giver_owner) == []
