"""An account goes, and nothing of the person is left where it should not be."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, models
from django.test import Client

from accounts.actions import record_consent
from accounts.enums import Purpose
from accounts.models import Erasure, Notification, User
from accounts.rights.erasure import ASKED, erase_account
from accounts.rights.ledger import fingerprint
from organizations.actions import block_sender, claim_listing, send_message
from organizations.enums import MembershipRole, Status
from organizations.models import (
    Claim,
    ListingReport,
    Membership,
    Organization,
    SavedSearch,
    ShortlistEntry,
)
from partnerships.actions import send_message as say
from partnerships.models import Message, Representative
from sessions_archive.models import Person, RemovalRequest
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_conversation,
    make_listing,
    make_public_body,
)
from tests.factories.people import verified

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Amal Unmistakable", "amal.unmistakable@example.org"


@pytest.fixture
def amal() -> User:
    return verified(UserFactory(email=ADDRESS, name=NAME))


def told_in() -> list[str]:
    """Name every column of every table whose text holds her name or her address."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT count(*) FROM "{model._meta.db_table}" AS row '  # noqa: S608
                "WHERE to_jsonb(row)::text ILIKE ANY(ARRAY['%%unmistakable%%'])"
            )
            if cursor.fetchone()[0]:
                found.append(model._meta.label)
    return found


def fill(amal: User) -> dict[str, Any]:
    """Let her do much of what a person can do."""
    other = verified(UserFactory(name="Other"))
    ours = make_listing(owner=amal, name="Ours")
    theirs = make_listing(owner=other, name="Theirs")
    talk = make_conversation(by=amal, answers=other, asker=ours, asked=theirs)
    say(introduction_id=talk.pk, by=amal, text="Good morning", key="1")
    record_consent(user=amal, purpose=Purpose.TERMS, text_version="1")
    message = send_message(
        organization=theirs, by=amal, signature=NAME, text=f"I am {NAME}", reply_to=ADDRESS
    )
    block_sender(message=message, by=other)
    claim_listing(organization=theirs, by=amal, role="Friend", evidence=f"{NAME}, as I said")
    ShortlistEntry.objects.create(user=amal, organization=theirs)
    SavedSearch.objects.create(user=amal, name=NAME, query="q=x", digest="never")
    ListingReport.objects.create(
        organization=theirs, kind="spam", reporter=amal, reply_to=ADDRESS, origin="x"
    )
    person = Person.objects.create(slug="p", name="Somebody")
    RemovalRequest.objects.create(person=person, asked_by=amal, answer_to=ADDRESS)
    Representative.objects.create(user=amal, partner=make_public_body("KE"))
    Claim.objects.create(
        organization=theirs,
        claimant=other,
        kind="lost_access",
        role="x",
        evidence="x",
        lost_email=ADDRESS.upper(),
        state="withdrawn",
    )
    return {"ours": ours, "theirs": theirs, "talk": talk, "other": other}


def test_nothing_of_her_is_left_in_any_table(amal: User) -> None:
    world = fill(amal)
    assert {"accounts.User", "accounts.Notification", "organizations.Claim"} <= set(told_in())
    erase_account(user_id=amal.pk, reason=ASKED)
    assert told_in() == []
    assert not User.objects.filter(pk=amal.pk).exists()
    assert Message.objects.get(introduction=world["talk"]).text == "Good morning"
    assert Message.objects.get(introduction=world["talk"]).author is None
    letter = Notification.objects.get(template="partnerships/emails/introduction_message")
    assert (letter.context["author"], letter.context["text"]) == ("", "Good morning")


def test_no_column_keeps_her_number(amal: User) -> None:
    """The history of memberships names people without a key that the database knows of."""
    fill(amal)
    number = amal.pk
    erase_account(user_id=number, reason=ASKED)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                rows = model._default_manager.filter(**{field.attname: number})
                assert not rows.exists(), f"{model._meta.label}.{field.name}"


def test_the_ledger_knows_that_an_account_went_and_not_whose(amal: User) -> None:
    erase_account(user_id=amal.pk, reason=ASKED)
    entry = Erasure.objects.get()
    assert (entry.kind, entry.reason) == ("person", "asked for it")
    assert entry.uuid_hash == fingerprint(amal.uuid)
    assert str(amal.uuid) not in json.dumps(list(Erasure.objects.values()), default=str)


def test_whatever_deletes_an_account_is_in_the_ledger(amal: User) -> None:
    amal.delete()
    assert Erasure.objects.get().reason == "deleted"


def test_every_sign_in_ends(amal: User, client: Client) -> None:
    other = Client()
    for one in (client, other):
        one.force_login(amal)
    stays = Client()
    stays.force_login(UserFactory())
    erase_account(user_id=amal.pk, reason=ASKED)
    assert [session.session_key for session in Session.objects.all()] == [stays.session.session_key]


def test_she_gets_one_last_letter(amal: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user_id=amal.pk, reason=ASKED)
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject == "Your account is deleted"
    assert not Notification.objects.exists()


def test_the_log_of_staff_stays_whole_without_her_name(amal: User) -> None:
    curator = StaffFactory(name="Curator")
    amal.is_staff = True
    amal.save()
    kind = ContentType.objects.get_for_model(User)
    for by, text in ((amal, "publish"), (curator, f'[{{"added": {{"object": "{NAME} – Ours"}}}}]')):
        LogEntry.objects.create(
            user=by,
            content_type=kind,
            object_id=str(amal.pk),
            object_repr=str(amal),
            action_flag=ADDITION,
            change_message=text,
        )
    erase_account(user_id=amal.pk, reason="erased by the operator")
    assert told_in() == []
    hers, about_her = LogEntry.objects.order_by("pk")
    assert (hers.change_message, hers.object_repr) == ("publish", "–")
    assert (hers.user.name, hers.user.is_active, hers.user.is_staff) == ("", False, False)
    assert not hers.user.has_usable_password()
    assert about_her.user == curator
    assert about_her.change_message == '[{"added": {"object": "– – Ours"}}]'


def owned(amal: User, status: str = Status.PUBLISHED) -> Organization:
    listing = make_listing(owner=amal, name="Ours")
    Organization.objects.unrecorded(because="a test").filter(pk=listing.pk).update(status=status)
    return listing


def test_a_listing_is_handed_over(amal: User) -> None:
    listing = owned(amal)
    editor = Membership.objects.create(organization=listing, user=UserFactory())
    erase_account(
        user_id=amal.pk, reason=ASKED, answers={f"listing-{listing.pk}": f"hand-{editor.pk}"}
    )
    (left,) = Membership.objects.filter(organization=listing)
    assert (left.user, left.role) == (editor.user, MembershipRole.OWNER)


@pytest.mark.parametrize(
    ("status", "answer", "after"),
    [
        ("published", "withdraw", "archived"),
        ("published", "leave", "published"),
        ("published", "", "published"),
        ("archived", "withdraw", "archived"),
        ("draft", "withdraw", None),
        ("draft", "", None),
        ("declined", "", None),
    ],
)
def test_a_listing_without_another_owner(
    amal: User, status: str, answer: str, after: str | None
) -> None:
    listing = owned(amal, status)
    erase_account(user_id=amal.pk, reason=ASKED, answers={f"listing-{listing.pk}": answer})
    statuses = Organization.objects.filter(pk=listing.pk).values_list("status", flat=True)
    assert list(statuses) == ([after] if after else [])
    gone = Erasure.objects.filter(kind="listing").count()
    assert gone == (0 if after else 1)


def test_a_draft_that_others_work_on_stays_theirs(amal: User) -> None:
    listing = owned(amal, Status.DRAFT)
    Membership.objects.create(organization=listing, user=UserFactory())
    erase_account(user_id=amal.pk, reason=ASKED)
    assert Organization.objects.filter(pk=listing.pk).exists()


def test_another_owner_keeps_the_listing_whatever_was_answered(amal: User) -> None:
    listing = owned(amal)
    Membership.objects.create(organization=listing, user=UserFactory(), role="owner")
    erase_account(user_id=amal.pk, reason=ASKED, answers={f"listing-{listing.pk}": "withdraw"})
    assert Organization.objects.get(pk=listing.pk).status == Status.PUBLISHED


def test_a_foreign_listing_is_not_touched(amal: User) -> None:
    listing = make_listing(owner=UserFactory())
    erase_account(user_id=amal.pk, reason=ASKED, answers={f"listing-{listing.pk}": "withdraw"})
    assert Organization.objects.get(pk=listing.pk).status == Status.PUBLISHED


def test_nothing_that_names_a_person_keeps_her_account_from_going() -> None:
    rules = {
        f"{relation.related_model.__name__}.{relation.field.name}": relation.on_delete
        for relation in User._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.one_to_many
    }
    assert len(rules) > 60
    allowed = (models.CASCADE, models.SET_NULL, models.DO_NOTHING)
    assert {name for name, rule in rules.items() if rule not in allowed} == set()
