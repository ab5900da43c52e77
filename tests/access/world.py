"""One small portal: a cluster of everything one may own, three times: own, foreign and hidden."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Consent, DeviceSession, Notification, User
from accounts.models.rights import Erasure, PersonalCopy, Transfer
from accounts.staff_log import note
from gdve_portal.roles import CURATOR, LEAD_CURATOR, set_up_roles
from organizations.actions.freshness import confirmation_token
from organizations.enums import Audience, Basis, EvidenceKind, LegalStatus, MembershipRole
from organizations.models import (
    Claim,
    Contact,
    ContactBlock,
    ContactLink,
    ContactMessage,
    CuratorCountry,
    DuplicateCandidate,
    Evidence,
    ListingImport,
    ListingReport,
    Membership,
    MergeRecord,
    Organization,
    SavedSearch,
    ShortlistEntry,
)
from organizations.search.documents import refresh
from partnerships import actions
from partnerships.attachments import CheckedFile
from partnerships.enums import Verification
from partnerships.models import (
    Coalition,
    ExpressionOfInterest,
    HostAgreement,
    Introduction,
    LearnedWeights,
    Opportunity,
    OpportunityInvitation,
    OpportunityQuestion,
    Partner,
    Partnership,
    Proof,
    RepresentationRequest,
)
from partnerships.opportunity_enums import ExpressionState, OpportunityState
from sessions_archive.models import (
    ExchangeSession,
    GroupFormed,
    Person,
    Recommendation,
    RemovalRequest,
    SessionRegistration,
)
from tests.factories import (
    UserFactory,
    make_expression,
    make_introduction,
    make_listing,
    make_opportunity,
    make_partner,
    make_public_body,
)
from tests.factories.archive import (
    AppearanceFactory,
    InsightSectionFactory,
    RecommendationFactory,
    make_upcoming,
)
from tests.factories.hosting import make_agreement, make_host
from tests.factories.people import verified
from tests.factories.results import make_running, sent

ROLES = (
    "anonymous",
    "member",
    "owner",
    "editor",
    "other_owner",
    "partner",
    "public_body",
    "curator",
    "lead",
)


@dataclass
class Cluster:
    """What one group and one partner body have, and what is between the two."""

    listing: Organization
    partner: Partner
    owner: User
    representative: User
    claimant: User
    call: Opportunity
    question: OpportunityQuestion
    invitation: OpportunityInvitation
    judged: Opportunity
    expression: ExpressionOfInterest
    received: ExpressionOfInterest
    coalition: Coalition
    hosting: HostAgreement
    asked: Introduction
    talk: Introduction
    file: uuid.UUID
    partnership: Partnership
    report: Any
    check: Any
    proof: Proof
    claim: Claim
    request: RepresentationRequest
    message: ContactMessage
    contact: Contact
    link: ContactLink
    vouch: Evidence
    search: SavedSearch
    entry: ShortlistEntry
    notification: Notification
    device: DeviceSession
    copy: PersonalCopy
    session: ExchangeSession
    person: Person
    recommendation: Recommendation
    token: str


@dataclass
class World:
    people: dict[str, User | None]
    clusters: dict[str, Cluster]


def build() -> World:
    people: dict[str, User | None] = {"anonymous": None}
    for name in ROLES[1:]:
        is_staff = name in ("curator", "lead")
        people[name] = verified(
            UserFactory(name=name, email=f"{name}@example.org", is_staff=is_staff)
        )
    strangers = [verified(UserFactory()) for _ in range(6)]
    own = _cluster("own", people["owner"], people["partner"], people["member"])
    Membership.objects.create(
        organization=own.listing, user=people["editor"], role=MembershipRole.EDITOR
    )
    foreign, hidden = (
        _cluster(name, *strangers[at : at + 3]) for name, at in (("foreign", 0), ("hidden", 3))
    )
    make_listing(name="Another", slug="another", owner=people["other_owner"])
    make_public_body("SO", name="Ministry", slug="ministry", representative=people["public_body"])
    _staff(people, foreign, hidden)
    _hide(hidden)
    return World(people, {"own": own, "foreign": foreign, "hidden": hidden})


def _cluster(name: str, owner: Any, representative: Any, claimant: Any) -> Cluster:
    """Everything is made as people make it, while all of it can be seen."""
    listing = make_listing(
        name=f"Group {name}", slug=f"group-{name}", owner=owner, legal_status=LegalStatus.NONE
    )
    contact = listing.contacts.create(
        kind="email", value=f"{name}@example.org", audience=Audience.PUBLIC
    )
    listing.logo.save("logo.png", ContentFile(b"\x89PNG\r\n\x1a\n"))
    partner = make_partner(name=f"Body {name}", slug=f"body-{name}", representative=representative)
    beside = make_listing(name=f"Beside {name}", slug=f"beside-{name}", owner=UserFactory())
    call = make_opportunity(publisher=partner, slug=f"call-{name}", title=f"Call {name}")
    judged = make_opportunity(
        publisher=partner, slug=f"judged-{name}", state=OpportunityState.ASSESSING
    )
    at_another = make_opportunity(publisher=make_partner(), slug=f"together-{name}")
    partnership = make_running(one=listing, other=partner, people=[owner, representative])
    report = sent(partnership.reports.order_by("pk")[0])
    talk = actions.accept_introduction(
        introduction_id=make_introduction(asker=listing, asked=partner, by=owner).pk,
        by=representative,
    )
    message = actions.send_message(
        introduction_id=talk.pk,
        by=owner,
        text="Hello",
        files=[CheckedFile("a.pdf", "application/pdf", b"%PDF-1")],
        key=uuid.uuid4().hex,
    )
    start = timezone.now() + timedelta(days=30)
    session = make_upcoming(slug=f"session-{name}", edition__year=2026 + len(name))
    person = AppearanceFactory(session=session, person__slug=f"person-{name}").person
    return Cluster(
        listing=listing,
        partner=partner,
        owner=owner,
        representative=representative,
        claimant=claimant,
        call=call,
        question=OpportunityQuestion.objects.create(
            opportunity=call, text="Why?", asked_at=timezone.now()
        ),
        invitation=OpportunityInvitation.objects.create(
            opportunity=call, organization=listing, invited_at=timezone.now()
        ),
        judged=judged,
        expression=make_expression(call, listing, state=ExpressionState.DRAFT),
        received=make_expression(judged, listing),
        coalition=actions.start_coalition(
            opportunity_id=at_another.pk, lead=listing, groups=[beside], by=owner
        ),
        hosting=make_agreement(listing, make_host(name=f"Host {name}", slug=f"host-{name}")),
        asked=make_introduction(asker=listing, asked=_second(partner, representative), by=owner),
        talk=talk,
        file=message.attachments.get().uuid,
        partnership=partnership,
        report=report,
        check=partnership.checks.order_by("pk")[0],
        proof=Proof.objects.create(
            report=report,
            title="a.pdf",
            content=b"%PDF-1",
            content_type="application/pdf",
            size=6,
        ),
        claim=Claim.objects.create(
            organization=listing, claimant=claimant, kind="dispute", role="Founder", evidence="Page"
        ),
        request=RepresentationRequest.objects.create(
            partner=partner, person=claimant, role="Officer", proof="Page"
        ),
        message=ContactMessage.objects.create(
            organization=listing, sender=claimant, signature="A", text="Hello"
        ),
        contact=contact,
        link=ContactLink.objects.create(
            organization=listing,
            address=contact.value,
            language="en",
            asked_by=owner,
            sent_at=timezone.now(),
        ),
        vouch=Evidence.objects.create(
            organization=beside,
            kind=EvidenceKind.VOUCH,
            basis=Basis.MET,
            other=listing,
            for_name=beside.name,
            given_by=owner,
            expires_at=start,
        ),
        search=SavedSearch.objects.create(
            user=owner, name="Near", query="q=near", digest="weekly", next_digest_at=start
        ),
        entry=ShortlistEntry.objects.create(user=owner, organization=beside),
        notification=Notification.objects.create(
            recipient=owner, template="organizations/emails/archived"
        ),
        copy=PersonalCopy.objects.create(
            user=owner,
            state="ready",
            ready_at=timezone.now(),
            expires_at=start,
            file=ContentFile(b"PK", name="copy.zip"),
        ),
        device=DeviceSession.objects.create(user=owner, session_key=f"{name:0>32}"),
        session=session,
        person=person,
        recommendation=RecommendationFactory(edition=session.edition),
        token=confirmation_token(listing, owner),
    )


def _second(partner: Partner, representative: Any) -> Partner:
    """Another body of the same person: two introductions to one body are one."""
    return make_partner(
        name=f"{partner.name} too", slug=f"{partner.slug}-too", representative=representative
    )


def _staff(people: dict[str, User | None], foreign: Cluster, hidden: Cluster) -> None:
    """The roles, and a row of each kind that only staff have pages for."""
    set_up_roles()
    for name, role in (("curator", CURATOR), ("lead", LEAD_CURATOR)):
        user = people[name]
        assert user
        user.groups.add(Group.objects.get(name=role.name))
    lead = people["lead"]
    one, other = sorted((foreign.listing, hidden.listing), key=lambda row: row.pk)
    DuplicateCandidate.objects.get_or_create(first=one, second=other, defaults={"score": 0.5})
    ListingReport.objects.create(organization=foreign.listing, kind="spam", origin="x")
    ContactBlock.objects.create(organization=foreign.listing, sender=foreign.claimant)
    merged = [make_listing(name=name) for name in ("Kept", "Merged")]
    MergeRecord.objects.create(kept=merged[0], merged=merged[1], by=lead)
    CuratorCountry.objects.create(user=people["curator"], place_id="KE")
    ListingImport.objects.create(by=lead, file_name="a.csv", sha256="0" * 64, citation="List")
    actions.start_match_run(by=lead)
    assert lead
    note(by=lead, about=foreign.listing, what="archive")
    Authenticator.objects.create(
        user=foreign.owner, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    Erasure.objects.create(kind="person", uuid_hash="0" * 64, reason="asked")
    Transfer.objects.create(by=lead, what="directory", rows=1)
    Consent.objects.create(user=foreign.owner, purpose="terms", text_version="1")
    LearnedWeights.objects.create(kind="partners", version="partners-2", values=[0.1] * 7)
    GroupFormed.objects.create(session=foreign.session, organization=foreign.listing)
    InsightSectionFactory(session=foreign.session)
    RemovalRequest.objects.create(person=foreign.person, words="Please")
    SessionRegistration.objects.create(
        session=foreign.session, user=foreign.owner, state="waiting", zone="UTC"
    )


def _hide(cluster: Cluster) -> None:
    """From now on nobody but its own people and staff may learn of it."""
    cluster.listing.audience = Audience.IOM
    cluster.listing.save()
    refresh([cluster.listing.pk])
    Partner.objects.filter(name__startswith=cluster.partner.name).update(
        verification=Verification.PENDING, verified_at=None
    )
    ExchangeSession.objects.filter(pk=cluster.session.pk).update(is_published=False)
    Person.objects.filter(pk=cluster.person.pk).update(is_public=False)
