"""The fictional sample."""

from collections import Counter
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from organizations import codebook
from organizations.data.files import read_json
from organizations.enums import Kind, Source, Status
from organizations.models import (
    Contact,
    Evidence,
    Membership,
    Organization,
    OrganizationDescription,
    OrganizationPlace,
)
from partnerships.enums import PartnerType, Side, Verification
from partnerships.models import (
    Coalition,
    ExpressionOfInterest,
    HostAgreement,
    Introduction,
    Opportunity,
    Partner,
    Partnership,
    Representative,
)

EMAILS = ["leader", "partner", "government", "curator"]


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_sample", *arguments, stdout=out)
    return out.getvalue()


def everything() -> list[Any]:
    """What two loads must agree in, by the listings' own identities."""
    organizations = Organization.objects.with_tags().order_by("uuid")
    partners = Partner.objects.with_tags().order_by("uuid")
    return [
        *organizations.values_list(
            "uuid", "slug", "name", "kind", "status", "audience", "hidden_from", "published_at",
            "primary_sector_codes", "heritage_codes", "residence_codes", "offer_codes",
            "need_codes", "language_codes", "role_codes", "trust_level",
        ),
        *partners.values_list(
            "uuid", "slug", "name", "type", "verification", "state_countries", "sector_codes",
            "offer_codes",
        ),
        *OrganizationDescription.objects.order_by("organization__uuid", "language").values_list(
            "text", flat=True
        ),
    ]  # fmt: skip


def test_the_default_sample_is_there_and_varied(db: None) -> None:
    text = load()
    assert "300 organizations and 60 partners created, all fictional" in text
    assert "leader@sample.test" in text
    listings = Organization.objects.filter(source=Source.SAMPLE)
    assert listings.count() == 300
    assert Partner.objects.filter(source=Source.SAMPLE).count() == 60
    kinds = Counter(listings.values_list("kind", flat=True))
    assert kinds[Kind.GRASSROOTS] > 150
    assert min(kinds[Kind.FORMAL], kinds[Kind.NETWORK]) > 20
    audiences = Counter(listings.values_list("audience", flat=True))
    assert audiences["public"] > 220
    assert min(audiences.values()) > 3
    assert listings.exclude(hidden_from=[]).exists()
    # Every level of trust is there, and none by having been at a real exchange.
    levels = Counter(listings.values_list("trust_level", flat=True))
    assert min(levels[level] for level in range(4)) >= 10
    assert not Evidence.objects.filter(kind="attendance").exists()
    # Curators find something in their queue.
    assert listings.exclude(status=Status.PUBLISHED).count() > 2
    heritage = set(
        OrganizationPlace.objects.filter(relation="heritage").values_list("place_id", flat=True)
    )
    for region in ("002", "019", "142", "150", "009"):
        assert heritage & codebook.within(region), region
    languages = Counter(OrganizationDescription.objects.values_list("language_id", flat=True))
    assert set(languages) == {"en", "fr", "es", "ar", "pt"}
    assert {row.type for row in Partner.objects.all()} > {PartnerType.CITY, PartnerType.FOUNDATION}
    assert Partner.objects.exclude(verification=Verification.VERIFIED).exists()


def test_nobody_takes_the_sample_for_real(db: None) -> None:
    load()
    marks = tuple(read_json("sample.json")["mark"].values())
    for name in [
        *Organization.objects.values_list("name", flat=True),
        *Partner.objects.values_list("name", flat=True),
    ]:
        assert name.endswith(marks), name
    for contact in Contact.objects.all():
        assert contact.value.endswith("@sample.test")
        assert contact.audience == "iom"
    for website in Organization.objects.exclude(website="").values_list("website", flat=True):
        assert website.endswith(".example/")


def test_the_same_arguments_give_the_same_sample(db: None) -> None:
    load("--organizations", "40", "--partners", "12", "--seed", "7")
    first = everything()
    assert "0 organizations and 0 partners created" in load(
        "--organizations", "40", "--partners", "12", "--seed", "7"
    )
    assert everything() == first
    Partnership.objects.all().delete()
    Coalition.objects.all().delete()
    Introduction.objects.all().delete()
    HostAgreement.objects.all().delete()
    ExpressionOfInterest.objects.all().delete()
    Opportunity.objects.all().delete()
    Organization.objects.all().delete()
    Partner.objects.all().delete()
    load("--organizations", "40", "--partners", "12", "--seed", "7")
    assert everything() == first


def test_calls_in_every_state_with_answers(db: None) -> None:
    for _ in range(2):
        load("--organizations", "20", "--partners", "5")
    states = sorted(Opportunity.objects.values_list("state", flat=True))
    assert states == ["assessing", "decided", "draft", "published", "published", "published"]
    assert all(call.is_sample for call in Opportunity.objects.all())
    answers = ExpressionOfInterest.objects.order_by("pk").values_list("state", flat=True)
    assert list(answers) == ["draft", "under_review", "under_review", "successful"]


def test_a_larger_sample_holds_the_smaller_one(db: None) -> None:
    load("--organizations", "20", "--partners", "5")
    small = everything()
    load("--organizations", "30", "--partners", "9")
    assert Organization.objects.count() == 30
    assert set(map(str, small)) < set(map(str, everything()))


def test_the_four_logins_and_what_they_belong_to(db: None, client: Client) -> None:
    load("--organizations", "3", "--partners", "3")
    load("--organizations", "3", "--partners", "3")
    assert User.objects.count() == 4
    people = {name: User.objects.get(email=f"{name}@sample.test") for name in EMAILS}
    for name, person in people.items():
        assert authenticate(email=person.email, password="gdve-sample") == person, name
        assert EmailAddress.objects.filter(user=person, verified=True, primary=True).count() == 1
    membership = Membership.objects.get()
    assert (membership.user, membership.role) == (people["leader"], "owner")
    assert membership.organization.status == Status.PUBLISHED
    assert membership.organization.audience == "public"
    foundation = Representative.objects.get(user=people["partner"]).partner
    assert (foundation.sector, foundation.is_verified) == ("private", True)
    body = Representative.objects.get(user=people["government"]).partner
    assert (body.sector, body.is_verified, body.state_countries) == ("public", True, ["GB"])
    curator = people["curator"]
    assert curator.is_staff
    assert not curator.is_superuser
    assert curator.has_perm("organizations.change_organization")
    assert curator.has_perm("partnerships.add_matchrun")
    assert not curator.has_perm("organizations.delete_organization")
    assert not any(people[name].is_staff for name in EMAILS[:3])


def test_production_refuses_the_sample(db: None, settings: Settings) -> None:
    settings.SAMPLE_LOGINS_ALLOWED = False
    with pytest.raises(CommandError, match="These settings refuse the sample"):
        load()
    assert not User.objects.exists()
    assert not Organization.objects.exists()


def test_production_settings_do_not_allow_it() -> None:
    from gdve_portal.settings import base

    assert base.SAMPLE_LOGINS_ALLOWED is False


@pytest.mark.parametrize(
    "arguments",
    [
        ("--organizations", "0"),
        ("--organizations", "-5"),
        ("--organizations", "many"),
        ("--partners", "1000001"),
        ("--partners", "1"),
        ("--seed", "x"),
    ],
)
def test_impossible_numbers_are_refused(arguments: tuple[str, ...], db: None) -> None:
    with pytest.raises(CommandError):
        load(*arguments)
    assert not Organization.objects.exists()


def test_the_leader_has_a_conversation_and_a_question_that_waits(db: None) -> None:
    for _ in range(2):
        load("--organizations", "10", "--partners", "4", "--seed", "5")
    states = sorted(Introduction.objects.values_list("state", flat=True))
    assert states == ["accepted", "asked"]
    talk = Introduction.objects.get(state="accepted")
    sides = [message.side for message in talk.messages.all()]
    assert sides == ["asker", "asked", "asker"]
    assert all(str(listing.source) == Source.SAMPLE for listing in map(talk.listing, Side))
