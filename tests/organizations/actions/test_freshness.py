"""Asking, hearing, letting go: each once, whatever the clock does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, SignatureExpired
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.models import Notification, User
from accounts.outbox import sweep
from organizations import actions
from organizations.actions import freshness
from organizations.actions.freshness import (
    archive_silent_groups,
    ask_silent_groups,
    can_confirm,
    confirmation_token,
    membership_of_token,
)
from organizations.enums import Audience, ConfirmationStage, Reason, Status
from organizations.models import (
    ConfirmationLetter,
    Membership,
    Organization,
    SearchDocument,
    StatusChange,
)
from organizations.workflow import IllegalTransitionError
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


def silent(days: int, *, owner: User | None = None, name: str = "Circle") -> Organization:
    """A published listing that was last confirmed so many days ago."""
    heard = timezone.now() - timedelta(days=days, minutes=1)
    return make_listing(
        name=name, owner=owner or UserFactory(), last_confirmed_at=heard, published_at=heard
    )


def stages() -> list[tuple[int, int]]:
    return list(ConfirmationLetter.objects.order_by("pk").values_list("organization_id", "stage"))


def age_letters(days: int) -> None:
    for letter in ConfirmationLetter.objects.all():
        ConfirmationLetter.objects.filter(pk=letter.pk).update(at=letter.at - timedelta(days=days))


def test_each_is_asked_for_what_is_due_and_once() -> None:
    silent(364)
    year, long, two_years = silent(365), silent(400), silent(720)
    assert ask_silent_groups(5)
    assert ask_silent_groups(5)
    assert stages() == [
        (year.pk, ConfirmationStage.ASK),
        (long.pk, ConfirmationStage.REMIND),
        (two_years.pk, ConfirmationStage.WARN),
    ]
    assert [letter.template for letter in Notification.objects.order_by("pk")] == [
        "organizations/emails/confirmation_asked",
        "organizations/emails/confirmation_reminded",
        "organizations/emails/archiving_announced",
    ]


def test_the_next_stage_asks_again_and_an_answer_starts_anew() -> None:
    owner = UserFactory()
    listing = silent(365, owner=owner)
    ask_silent_groups(5)
    heard = timezone.now() - timedelta(days=396)
    ConfirmationLetter.objects.update(heard_at=heard)
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        last_confirmed_at=heard
    )
    ask_silent_groups(5)
    assert [stage for _, stage in stages()] == [ConfirmationStage.ASK, ConfirmationStage.REMIND]
    actions.confirm_listing(organization_id=listing.pk, by=owner)
    ask_silent_groups(5)
    assert len(stages()) == 2


def test_only_published_groups_with_somebody_there_are_asked() -> None:
    left = silent(400)
    User.objects.filter(memberships__organization=left).update(is_active=False)
    make_listing(last_confirmed_at=timezone.now() - timedelta(days=400))
    draft = silent(400)
    Organization.objects.filter(pk=draft.pk).unrecorded(because="arranged").update(
        status=Status.SUSPENDED
    )
    assert ask_silent_groups(5)
    assert stages() == []


def test_a_listing_never_confirmed_counts_from_its_publication() -> None:
    listing = silent(365)
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        last_confirmed_at=None
    )
    ask_silent_groups(5)
    assert stages() == [(listing.pk, ConfirmationStage.ASK)]
    assert Notification.objects.get().context["confirmed_on"] == ""


def test_every_member_gets_a_link_of_her_own() -> None:
    owner, editor = UserFactory(), UserFactory()
    listing = silent(365, owner=owner)
    Membership.objects.create(organization=listing, user=editor)
    ask_silent_groups(5)
    tokens = {
        letter.recipient: letter.context["confirm_path"].split("/")[-2]
        for letter in Notification.objects.all()
    }
    assert {user: membership_of_token(token).user for user, token in tokens.items()} == {
        owner: owner,
        editor: editor,
    }


def test_two_clocks_ask_once(transactional_db: None) -> None:
    for number in range(4):
        silent(365, name=f"Circle {number}")

    def ask(_: int) -> None:
        ask_silent_groups(10)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, range(2)))
    # One that lost the race for a lock leaves the rest to the other, or to the next hour.
    ask_silent_groups(10)
    assert len(stages()) == Notification.objects.count() == 4


def test_one_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    silent(365, name="First")
    second = silent(365, name="Second")
    ask = freshness.ask_whether_still_right

    def stumble(member: User, organization: Organization, **rest: object) -> None:
        if organization.name == "First":
            raise RuntimeError
        ask(member, organization, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(freshness, "ask_whether_still_right", stumble)
    assert ask_silent_groups(5)
    assert stages() == [(second.pk, ConfirmationStage.ASK)]


def test_no_time_left_says_so() -> None:
    silent(365)
    assert not ask_silent_groups(-1)
    assert stages() == []


def test_two_silent_years_and_a_month_of_warning_archive() -> None:
    owner = UserFactory()
    listing = silent(800, owner=owner)
    assert archive_silent_groups(5)
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED  # nobody has warned them yet
    ask_silent_groups(5)
    age_letters(29)
    archive_silent_groups(5)
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED
    age_letters(1)
    archive_silent_groups(5)
    archive_silent_groups(5)
    listing.refresh_from_db()
    assert listing.status == Status.ARCHIVED
    change = StatusChange.objects.get()
    assert (change.transition, change.reason, change.by) == ("archive", Reason.SILENT, None)
    assert not SearchDocument.objects.get(organization=listing).is_listed
    assert Notification.objects.filter(template="organizations/emails/archived").count() == 1


def test_a_word_from_a_member_brings_it_back() -> None:
    owner = UserFactory()
    listing = silent(800, owner=owner)
    ask_silent_groups(5)
    age_letters(30)
    archive_silent_groups(5)
    listing.refresh_from_db()
    assert can_confirm(listing)
    listing = actions.confirm_listing(organization_id=listing.pk, by=owner)
    assert listing.status == Status.PUBLISHED
    assert listing.unconfirmed_since is None
    assert SearchDocument.objects.get(organization=listing).is_listed
    archive_silent_groups(5)
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED


def test_brought_back_by_staff_it_is_warned_anew() -> None:
    listing = silent(800)
    ask_silent_groups(5)
    age_letters(30)
    archive_silent_groups(5)
    actions.take_step(
        organization_id=listing.pk, step="restore", by=StaffFactory(is_superuser=True)
    )
    archive_silent_groups(5)
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED
    ask_silent_groups(5)
    assert stages() == [(listing.pk, ConfirmationStage.WARN)]


def test_what_iom_archived_stays_archived() -> None:
    owner = UserFactory()
    listing = silent(10, owner=owner)
    actions.take_step(
        organization_id=listing.pk,
        step="archive",
        by=StaffFactory(is_superuser=True),
        reason=Reason.CONTENT,
    )
    listing.refresh_from_db()
    assert not can_confirm(listing)
    with pytest.raises(IllegalTransitionError):
        actions.confirm_listing(organization_id=listing.pk, by=owner)
    listing.refresh_from_db()
    assert listing.status == Status.ARCHIVED


def test_nobody_else_confirms() -> None:
    listing = silent(400)
    with pytest.raises(PermissionDenied):
        actions.confirm_listing(organization_id=listing.pk, by=UserFactory())
    assert listing.unconfirmed_since


def test_confirming_is_no_change_to_match_again() -> None:
    owner = UserFactory()
    listing = silent(400, owner=owner)
    before = Organization.objects.get(pk=listing.pk).updated_at
    actions.confirm_listing(organization_id=listing.pk, by=owner)
    listing.refresh_from_db()
    assert listing.updated_at == before
    document = SearchDocument.objects.get(organization=listing)
    assert document.confirmed_at == listing.last_confirmed_at


def test_a_link_is_ours_is_young_and_is_a_members(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = UserFactory()
    listing = silent(365, owner=owner)
    token = confirmation_token(listing, owner)
    assert membership_of_token(token).organization == listing
    with pytest.raises(BadSignature):
        membership_of_token(token[:-1] + ("A" if token[-1] != "A" else "B"))
    with pytest.raises(Membership.DoesNotExist):
        membership_of_token(confirmation_token(listing, UserFactory()))
    monkeypatch.setattr(freshness, "LINK_LIFE", timedelta(seconds=-1))
    with pytest.raises(SignatureExpired):
        membership_of_token(token)


@override_settings(SITE_URL="https://portal.example")
def test_the_letter_as_it_is_sent() -> None:
    owner = UserFactory()
    listing = silent(720, owner=owner, name="Circle of Friends")
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        audience=Audience.MEMBERS
    )
    ask_silent_groups(5)
    sweep(5)
    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    assert letter.subject == "Your listing will be archived unless you confirm it"
    token = confirmation_token(listing, owner).split(":")[0]
    assert f"https://portal.example/organizations/confirm/{token}:" in letter.body
    assert f"https://portal.example{listing.registration_url()}" in letter.body
    assert "Circle of Friends" in letter.body
    assert "Circle of Friends" not in letter.subject
