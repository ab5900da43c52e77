"""Calls, and what comes in for them: published, invited, asked and answered by the record."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from organizations.models import Organization
from partnerships.models import (
    Criterion,
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    OpportunityInvitation,
    OpportunityQuestion,
    Partner,
)
from tests.visibility.registry import journey, page
from tests.visibility.world import LONG_AFTER, NAME, SLUG, UUID, WHEN

LIST, ANSWERS = "/opportunities/", "/opportunities/answers/"
PAST = datetime(2026, 4, 1, tzinfo=UTC)
# What the record sent, what it asks others to join, and what others sent.
SENT, ASKING, OTHER, QUESTION = (uuid.UUID(int=number) for number in (11, 12, 13, 14))
# The database's own numbers differ between two answers.
FIRST_ID = 230_000

for query in ("", "?q=secret", "?state=open&sector=health", "?place=SO&offers=funding"):
    page(f"{LIST}{query}")
for name in ("own", "new", "suggested"):
    page(f"{LIST}{name}/")
for name in ("", "ask/", "answer/", "edit/", "deadline/", "cancel/", "decide/", "invite/"):
    page(f"{LIST}secret-call/{name}", by_way=True)
page(f"{LIST}secret-call/received/")
page(f"{LIST}secret-call/step/", method="post", data={"step": "publish"})
page(f"{LIST}secret-call/questions/{QUESTION}/")
page(f"{LIST}secret-call/no-thanks/{QUESTION}/", method="post")
for name in ("", "edit/", "groups/", "assess/"):
    page(f"{ANSWERS}{SENT}/{name}")
for name in ("step/", "say/"):
    page(f"{ANSWERS}{SENT}/{name}", method="post", data={"step": "withdraw", "say": "leave"})


def a_call(number: int, slug: str, **fields: Any) -> Opportunity:
    values = {
        "uuid": uuid.uuid5(UUID, slug),  # lots are drawn by it
        "title": f"Call {slug}",
        "description": "About gardens.",
        "offered": "Tools.",
        "asked": "Hands.",
        "state": "published",
        "published_at": WHEN,
        "questions_until": LONG_AFTER,
        "deadline": LONG_AFTER,
        **fields,
    }
    call = Opportunity.objects.create(pk=FIRST_ID + number, slug=slug, **values)
    Criterion.objects.create(pk=FIRST_ID + number, opportunity=call, text="Fits", weight=100)
    call.sectors.set(["health"])
    call.place_links.create(place_id="SO", relation="heritage")
    call.support_links.create(support_type_id="funding", direction="offers")
    return call


def an_answer(
    call: Opportunity, key: uuid.UUID | None, *groups: Organization, **fields: Any
) -> ExpressionOfInterest:
    row = ExpressionOfInterest.objects.create(
        opportunity=call,
        **({"uuid": key} if key else {}),
        **{"plan": "Dig.", "people": "All.", "need": "Tools.", "created_at": WHEN, **fields},
    )
    for group in groups:
        is_lead = group == groups[0]
        ExpressionMember.objects.create(
            expression=row,
            opportunity=call,
            organization=group,
            is_lead=is_lead,
            state="agreed" if is_lead else "asked",
            agreed_version=1 if is_lead else None,
            asked_at=WHEN,
        )
    return row


def build() -> None:
    """Calls of the foundation; to them, and of its own, all that the record might have done."""
    foundation = Partner.objects.get(slug="foundation")
    mine, beside = (Organization.objects.get(slug=slug) for slug in ("open-1", "open-4"))
    is_open = a_call(1, "open-call", partner=foundation)
    read = a_call(
        2,
        "read-call",
        partner=foundation,
        state="assessing",
        deadline=PAST,
        questions_until=PAST,
    )
    an_answer(read, OTHER, beside, state="under_review", submitted_at=WHEN)
    OpportunityInvitation.objects.create(opportunity=is_open, organization=beside, invited_at=WHEN)
    records = Organization.objects.filter(name=NAME).order_by("pk")
    for number, record in enumerate(records):
        first = record.slug == SLUG
        slug = "secret-call" if first else f"secret-call-{number}"
        hidden = a_call(10 + number, slug, organization=record)
        OpportunityQuestion.objects.create(
            **({"uuid": QUESTION} if first else {}), opportunity=hidden, text="Why?", asked_at=WHEN
        )
        OpportunityInvitation.objects.create(opportunity=hidden, organization=mine, invited_at=WHEN)
        OpportunityInvitation.objects.create(
            opportunity=is_open, organization=record, invited_at=WHEN
        )
        sent = {"state": "under_review", "submitted_at": WHEN}
        an_answer(read, SENT if first else None, record, **sent)
        an_answer(is_open, ASKING if first else None, record, mine)


@journey(path=LIST, tells=True, by_way=True)
def calls_as_everybody_reads_them(client: Client) -> Iterator[Any]:
    build()
    for query in ("", "?q=secret", "?state=open&sector=health", "?place=SO&offers=funding"):
        yield client.get(f"{LIST}{query}")
    for slug in ("open-call", "secret-call"):
        yield client.get(f"{LIST}{slug}/")
        yield client.get(f"{LIST}{slug}/answer/")
        yield client.get(f"{LIST}{slug}/ask/")
    yield client.get(f"{LIST}own/")
    yield client.get(f"{LIST}suggested/")
    yield client.get(f"/ar{LIST}")


@journey(path=f"{LIST}open-call/invite/", by_way=True)
def calls_as_their_publisher_sees_them(client: Client) -> Iterator[Any]:
    build()
    yield client.get(f"{LIST}open-call/invite/")
    yield client.get(f"{LIST}open-call/invite/?q=secret")
    yield client.get(f"{LIST}read-call/")
    yield client.get(f"{LIST}read-call/received/")
    for key in (SENT, OTHER):
        yield client.get(f"{ANSWERS}{key}/assess/")
        yield client.post(f"{ANSWERS}{key}/assess/", {"part": "hold"})
    yield client.get(f"{LIST}read-call/decide/")


@journey(path=f"{ANSWERS}{ASKING}/", by_way=True)
def asked_to_answer_together(client: Client) -> Iterator[Any]:
    build()
    for key in (ASKING, SENT, OTHER):
        for name in ("", "edit/", "groups/", "groups/?q=secret"):
            yield client.get(f"{ANSWERS}{key}/{name}")
    mine = Organization.objects.get(slug="open-1")
    for said in ("refuse", "leave", "without"):
        yield client.post(f"{ANSWERS}{ASKING}/say/", {"group": mine.uuid, "say": said})
    yield client.post(f"{ANSWERS}{ASKING}/step/", {"step": "withdraw"})
