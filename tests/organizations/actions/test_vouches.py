"""Vouches: who may, for whom, how many, and who hears of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification, User
from organizations import actions
from organizations.actions.vouches import (
    NoVoiceError,
    TooManyRequestsError,
    TooManyVouchesError,
)
from organizations.enums import Audience, MembershipRole, Status
from organizations.enums import EvidenceKind as K
from organizations.models import Evidence, Membership, Organization, VouchRequest
from organizations.viewers_of import viewer_of
from tests.factories import (
    UserFactory,
    make_known,
    make_listing,
    make_public_body,
    speak_for,
)

pytestmark = pytest.mark.django_db


def give(giver: Organization, group: Organization, by: User, basis: str = "met") -> Evidence:
    return actions.give_vouch(
        organization=group, giver=giver, by=by, viewer=viewer_of(by), basis=basis
    )


def letters(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.template.removeprefix("organizations/emails/") for row in rows]


@pytest.fixture
def giver_owner() -> User:
    return UserFactory()


@pytest.fixture
def giver(giver_owner: User) -> Organization:
    return make_known(make_listing(owner=giver_owner, name="Giver"))


@pytest.fixture
def group() -> Organization:
    return make_listing(owner=UserFactory(), name="Group")


def member_of(group: Organization) -> User:
    return User.objects.get(memberships__organization=group)


def test_a_vouch_counts_at_once_and_the_group_hears_of_it(
    giver: Organization, giver_owner: User, group: Organization
) -> None:
    speak_for(group, K.CONTACT)
    row = give(giver, group, giver_owner)
    row.refresh_from_db()
    assert (row.other, row.for_name, row.given_by, row.counts) == (
        giver,
        "Group",
        giver_owner,
        True,
    )
    assert row.expires_at - row.given_at == timedelta(days=365)
    assert letters(member_of(group)) == ["vouch_given"]
    second = UserFactory()
    give(make_known(make_listing(owner=second)), group, second)
    group.refresh_from_db()
    assert group.trust_level == 2


def test_sent_twice_is_one_and_given_again_is_renewed(
    giver: Organization, giver_owner: User, group: Organization
) -> None:
    first = give(giver, group, giver_owner)
    assert give(giver, group, giver_owner) == first
    Evidence.objects.filter(pk=first.pk).update(given_at=timezone.now() - timedelta(days=300))
    again = give(giver, group, giver_owner)
    first.refresh_from_db()
    assert (first.end, again.ended_at) == ("renewed", None)
    assert letters(member_of(group)) == ["vouch_given"]


@pytest.mark.parametrize("reason", ["editor", "stranger", "own group"])
def test_who_may_not_vouch(
    giver: Organization, giver_owner: User, group: Organization, reason: str
) -> None:
    by = UserFactory()
    if reason == "editor":
        Membership.objects.create(organization=giver, user=by, role=MembershipRole.EDITOR)
    if reason == "own group":
        by = giver_owner
        Membership.objects.create(organization=group, user=by)
    with pytest.raises(PermissionDenied):
        give(giver, group, by)
    assert not Evidence.objects.vouches().exists()


@pytest.mark.parametrize(
    "change",
    [
        {"audience": Audience.MEMBERS},
        {"name": "Another"},
        {"without": K.CONTACT},
        {"without": K.DOCUMENT},
    ],
)
def test_whose_word_does_not_count(
    giver: Organization, giver_owner: User, group: Organization, change: dict[str, str]
) -> None:
    if "without" in change:
        giver.evidence.filter(kind=change["without"]).delete()
    else:
        Organization.objects.filter(pk=giver.pk).unrecorded(because="arranged").update(**change)
    with pytest.raises(NoVoiceError):
        give(giver, group, giver_owner)


def test_a_group_known_by_voices_alone_has_none(group: Organization) -> None:
    owner = member_of(group)
    speak_for(group, K.CONTACT)
    for _ in range(2):
        speak_for(group, K.VOUCH, other=make_known(make_listing()))
    group.refresh_from_db()
    assert group.trust_level == 2
    with pytest.raises(NoVoiceError):
        give(group, make_listing(), owner)


def test_five_a_year_by_group_and_by_person_taken_back_or_not(
    giver: Organization, giver_owner: User
) -> None:
    rows = [give(giver, make_listing(), giver_owner) for _ in range(5)]
    actions.withdraw_vouch(vouch=rows[0], by=giver_owner)
    second = make_known(make_listing(owner=giver_owner))
    for one in (giver, second):
        with pytest.raises(TooManyVouchesError):
            give(one, make_listing(), giver_owner)
    # Renewing takes no more than there was.
    give(giver, rows[1].organization, giver_owner, basis="worked")
    Evidence.objects.filter(pk=rows[0].pk).update(given_at=timezone.now() - timedelta(days=366))
    give(giver, make_listing(), giver_owner)


def test_what_is_left_does_not_tell_of_a_group_that_hides(
    giver: Organization, giver_owner: User
) -> None:
    rows = [give(giver, make_listing(), giver_owner) for _ in range(5)]
    Organization.objects.filter(pk=rows[0].organization_id).unrecorded(because="arranged").update(
        audience=Audience.IOM
    )
    give(giver, make_listing(), giver_owner)


def test_taking_back(giver: Organization, giver_owner: User, group: Organization) -> None:
    row = give(giver, group, giver_owner)
    with pytest.raises(PermissionDenied):
        actions.withdraw_vouch(vouch=row, by=member_of(group))
    for _ in range(2):
        actions.withdraw_vouch(vouch=row, by=giver_owner)
    row.refresh_from_db()
    assert (row.end, row.counts) == ("withdrawn", False)
    assert letters(member_of(group)) == ["vouch_given", "vouch_ended"]


def test_asking(giver: Organization, giver_owner: User, group: Organization) -> None:
    owner = member_of(group)
    first = actions.ask_for_vouch(organization=group, giver=giver, by=owner)
    assert actions.ask_for_vouch(organization=group, giver=giver, by=owner) == first
    assert letters(giver_owner) == ["vouch_asked"]
    with pytest.raises(NoVoiceError):
        actions.ask_for_vouch(organization=group, giver=make_listing(), by=owner)
    for by in (giver_owner, UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.ask_for_vouch(organization=group, giver=giver, by=by)
    for _ in range(9):
        actions.ask_for_vouch(organization=group, giver=make_known(make_listing()), by=owner)
    with pytest.raises(TooManyRequestsError):
        actions.ask_for_vouch(organization=group, giver=make_known(make_listing()), by=owner)


def test_a_draft_asks_nobody(giver: Organization, group: Organization) -> None:
    Organization.objects.filter(pk=group.pk).unrecorded(because="arranged").update(
        status=Status.DRAFT
    )
    with pytest.raises(PermissionDenied):
        actions.ask_for_vouch(organization=group, giver=giver, by=member_of(group))


def test_who_works_for_the_state_it_hides_from_is_not_told_that_it_asks(
    giver: Organization, giver_owner: User, group: Organization
) -> None:
    make_public_body("SO", representative=giver_owner)
    Organization.objects.filter(pk=group.pk).unrecorded(because="arranged").update(
        audience=Audience.MEMBERS, hidden_from=["SO"]
    )
    actions.ask_for_vouch(organization=group, giver=giver, by=member_of(group))
    assert VouchRequest.objects.count() == 1
    assert letters(giver_owner) == []
