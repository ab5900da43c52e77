"""A small portal with readers of every kind, and a record to hide in it in every way."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from organizations.actions import find_duplicates_of, refresh_trust
from organizations.enums import BASES, Audience, EvidenceKind, Kind, NameType, Status
from organizations.models import Evidence, Organization
from organizations.search.documents import refresh
from partnerships.enums import Verification
from sessions_archive.models import (
    Appearance,
    Edition,
    ExchangeSession,
    Participation,
    Person,
)
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_listing,
    make_partner,
    make_public_body,
)
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    ParticipationFactory,
)

SLUG, NAME = "secret-circle", "Secret Circle"
UUID = uuid.UUID("5a0c7f4e-2b9d-4c61-8f3a-9e1d6b7c8a90")
WHEN = datetime(2026, 3, 1, tzinfo=UTC)
LONG_AFTER = datetime(2126, 3, 1, tzinfo=UTC)
# Numbers before and after those of every visible listing (neither may matter), and far from those
# that the database gives.
FIRST, VISIBLE, LAST = 200_000, 210_000, 220_000


@dataclass(frozen=True)
class Way:
    """One way to hide a record, and the readers who see it all the same."""

    name: str
    fields: Mapping[str, Any]
    seen_by: frozenset[str]


VERIFIED = {"private_partner", "body_of_the_state", "body_of_another_state"}
MEMBERS = VERIFIED | {"member", "member_in_a_body_of_the_state"}
OF_THE_STATE = {"body_of_the_state", "member_in_a_body_of_the_state"}
ALWAYS = {"its_owner", "curator"}


def _way(name: str, *seen_by: str, **fields: Any) -> Way:
    return Way(name, fields, frozenset(seen_by) | ALWAYS)


WAYS = [
    _way("members only", *MEMBERS, audience=Audience.MEMBERS),
    _way("verified partners only", *VERIFIED, audience=Audience.PARTNERS),
    _way("IOM only", audience=Audience.IOM),
    _way(
        "members, hidden from a state",
        *(MEMBERS - OF_THE_STATE),
        audience=Audience.MEMBERS,
        hidden_from=["SO"],
    ),
    _way(
        "partners, hidden from a state",
        *(VERIFIED - OF_THE_STATE),
        audience=Audience.PARTNERS,
        hidden_from=["SO", "ET"],
    ),
    *(_way(f"{status}", status=status) for status in Status.values if status != Status.PUBLISHED),
]


@dataclass
class World:
    """The readers by kind; None is a visitor who has not signed in."""

    readers: dict[str, User | None] = field(default_factory=dict)


READERS = [
    "visitor",
    "signed_in",
    "applicant",
    "member",
    "member_in_a_body_of_the_state",
    "private_partner",
    "body_of_the_state",
    "body_of_another_state",
    "unverified_body_of_the_state",
    "its_owner",
    "curator",
]


def build() -> World:
    """Make the portal without the record; every number that could move an order is fixed."""
    people: dict[str, User | None] = {
        name: UserFactory(name=name.replace("_", " "), email=f"{name}@example.org")
        for name in READERS
        if name not in ("visitor", "curator")
    }
    people["visitor"] = None
    people["curator"] = StaffFactory(name="curator", email="curator@example.org")
    _listings(people)
    make_partner(
        pk=VISIBLE, name="Foundation", slug="foundation", representative=people["private_partner"]
    )
    bodies = [
        ("SO", "body_of_the_state", Verification.VERIFIED),
        ("KE", "body_of_another_state", Verification.VERIFIED),
        ("SO", "unverified_body_of_the_state", Verification.PENDING),
        ("SO", "member_in_a_body_of_the_state", Verification.PENDING),
    ]
    for number, (state, name, verification) in enumerate(bodies):
        make_public_body(
            state,
            pk=VISIBLE + 1 + number,
            name=f"Ministry {number}",
            slug=f"ministry-{number}",
            representative=people[name],
            verification=verification,
            verified_at=WHEN if verification == Verification.VERIFIED else None,
        )
    _trust()
    _archive()
    return World(people)


def _listings(people: Mapping[str, User | None]) -> None:
    """Nine listings that share words and tags with the record, so that it could move them."""
    kinds = [Kind.GRASSROOTS, Kind.FORMAL, Kind.NETWORK]
    for number in range(9):
        make_listing(
            pk=VISIBLE + number,
            uuid=uuid.uuid5(UUID, f"open-{number}"),
            name=f"Open Circle {number}" if number % 2 else f"Health Neighbours {number}",
            slug=f"open-{number}",
            kind=kinds[number % 3],
            heritage=["SO"] if number % 2 else ["ET"],
            residence=["KE"] if number < 6 else ["IT"],
            sectors=["health"] if number % 3 else ["education"],
            offers=["mentoring"] if number < 3 else [],
            needs=["funding"] if number > 4 else [],
            is_women_led=True if number < 6 else None,
            description="We garden together." if number % 2 else "",
            published_at=WHEN.replace(day=2 + number),
            last_confirmed_at=WHEN.replace(month=4, day=2 + number % 3),
            owner={1: people["member"], 2: people["member_in_a_body_of_the_state"]}.get(number),
        )
    make_listing(
        pk=VISIBLE + 100,
        uuid=uuid.uuid5(UUID, "draft-of-mine"),
        name="Draft of mine",
        slug="draft-of-mine",
        status=Status.DRAFT,
        published_at=None,
        owner=people["applicant"],
    )


def _trust() -> None:
    """Levels that one voice more, or one fewer, would move."""
    for number in (3, 4, 5):
        listing = Organization.objects.get(slug=f"open-{number}")
        speak(listing, EvidenceKind.CONTACT)
        speak(listing, EvidenceKind.DOCUMENT)
    reachable = Organization.objects.get(slug="open-1")
    speak(reachable, EvidenceKind.CONTACT)
    speak(reachable, EvidenceKind.VOUCH, "open-3")
    speak(Organization.objects.get(slug="open-0"), EvidenceKind.CONTACT)
    refresh_trust(Organization.objects.values_list("pk", flat=True))


def speak(listing: Organization, kind: str, other: str = "", **fields: Any) -> None:
    Evidence.objects.create(
        organization=listing,
        kind=kind,
        basis=BASES[kind][0],
        other=Organization.objects.get(slug=other) if other else None,
        for_name=listing.name,
        given_at=WHEN,
        expires_at=LONG_AFTER,
        **fields,
    )


def _archive() -> None:
    """The public record names the group, whether a listing of it can be seen or not."""
    edition = EditionFactory(year=2026, order=5, topics={"en": "Topic"})
    session = ExchangeSessionFactory(
        edition=edition, number=1, slug="opening", themes={"en": "Opening"}
    )
    AppearanceFactory(session=session, person__name="Speaker", organization_name=NAME)
    ParticipationFactory(edition=edition, name=NAME)


def hide(ways: Sequence[Way], world: World) -> None:
    """Add one record hidden in each of these ways; the first bears the record's own address."""
    for number, way in enumerate(ways):
        record = _record(way, world, number)
        tie(record)
        vouch(record)


def _record(way: Way, world: World, number: int) -> Organization:
    """A listing with all that a listing may hold."""
    # Every other way stands before, and every other one after, the visible listings.
    pk = (LAST if WAYS.index(way) % 2 else FIRST) + number
    record = make_listing(
        **{
            "pk": pk,
            "uuid": uuid.uuid4() if number else UUID,
            "name": NAME,
            "slug": f"{SLUG}-{number}" if number else SLUG,
            "kind": Kind.NETWORK,
            "legal_status": "registered",
            "heritage": ["SO"],
            "residence": ["KE"],
            "works_in": ["ER"],
            "sectors": ["health"],
            "secondary_sectors": ["peace"],
            "offers": ["mentoring", "research"],
            "needs": ["funding"],
            "made_of": ["second"],
            "languages": ["ti"],
            "is_women_led": True,
            "is_youth_led": True,
            "description": "A circle of quincunx gardens.",
            "website": "https://secret.example/",
            "founded_year": 1999,
            "published_at": WHEN.replace(day=5, hour=1),
            "last_confirmed_at": WHEN.replace(month=5),
            "owner": world.readers["its_owner"],
        }
        | dict(way.fields)
    )
    record.names.create(name="Cercle Verborgen", type=NameType.TRANSLATION, language="fr")
    record.names.create(name="SCX", type=NameType.ACRONYM)
    record.contacts.create(kind="email", value="secret@example.org", audience=Audience.PUBLIC)
    record.identifiers.create(scheme="GB-CHC", number=f"777{number or ''}")
    record.roles.set(["advocacy"])
    refresh([record.pk])
    find_duplicates_of(record)
    return record


def hide_other_kinds() -> None:
    """Add a partner, a session and a person that nobody but staff may learn of."""
    make_public_body(
        "SO",
        pk=LAST,
        name="Secret Ministry",
        slug="secret-ministry",
        verification=Verification.PENDING,
        verified_at=None,
    )
    edition = Edition.objects.get(year=2026)
    session = ExchangeSessionFactory(
        edition=edition,
        number=2,
        slug="secret-session",
        themes={"en": "Secret"},
        is_published=False,
    )
    opening = ExchangeSession.objects.get(slug="opening")
    for where in (session, opening):
        AppearanceFactory(
            session=where,
            person__name="Secret Speaker",
            person__is_public=False,
            organization_name="Secret Group",
        )
    Participation.objects.get(name=NAME).people.add(Person.objects.filter(is_public=False)[0])


def tie(record: Organization) -> None:
    """Let others point at the record, as they did when it was not hidden yet."""
    Appearance.objects.filter(organization_name=NAME).update(organization=record)
    Participation.objects.filter(name=NAME).update(organization=record)
    parent = Organization.objects.get(slug="open-1")
    record.parent = parent
    record.save()
    parent.networks.add(record)
    Organization.objects.get(slug="open-3").networks.add(record)
    record.networks.add(parent)


def vouch(record: Organization) -> None:
    """Let the record be known, vouch for others, host one, and be vouched for.

    Its voice would lift the level of open-1, its hosting that of open-0, and those of the group
    that vouches for it are counted.
    """
    speak(record, EvidenceKind.CONTACT)
    speak(record, EvidenceKind.DOCUMENT)
    for giver in ("open-3", "open-4", "open-5"):
        speak(record, EvidenceKind.VOUCH, giver)
    for receiver in ("open-1", "open-2"):
        speak(Organization.objects.get(slug=receiver), EvidenceKind.VOUCH, record.slug)
    speak(Organization.objects.get(slug="open-0"), EvidenceKind.HOST, record.slug)
    refresh_trust([record.pk])
