"""What the database refuses to keep of introductions."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partnerships.models import Introduction, Message, Seat
from tests.factories import UserFactory, make_conversation, make_listing, make_partner

pytestmark = pytest.mark.django_db


def row(**fields: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "asker_name": "A", "asked_name": "B", "purpose": "Choir", "offer": "Hall",
        "origin": "listing", "asked_at": now, "expires_at": now + timedelta(days=30), **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"asker_organization": None}, "introduction_one_asker"),
        ({"asker_partner": "body"}, "introduction_one_asker"),
        ({"asked_organization": None}, "introduction_one_asked"),
        (
            {
                "asker_organization": None, "asker_partner": "body",
                "asked_organization": None, "asked_partner": "other_body",
            },
            "introduction_of_a_group",
        ),
        ({"asked_organization": "own"}, "introduction_not_to_itself"),
        ({"state": "perhaps"}, "introduction_state_known"),
        ({"origin": "dream"}, "introduction_origin_known"),
        ({"reason": "time"}, "introduction_reason_only_when_declined"),
        ({"words": "No"}, "introduction_reason_only_when_declined"),
        ({"state": "accepted"}, "introduction_answered_at_when_answered"),
        ({"purpose": "  "}, "introduction_says_what_for"),
        ({"offer": ""}, "introduction_says_what_for"),
        ({"expires_at": timezone.now() - timedelta(days=9)}, "introduction_gives_time"),
    ],
)  # fmt: skip
def test_nonsense_is_refused(fields: dict[str, Any], constraint: str) -> None:
    rows = {
        "own": make_listing(), "other": make_listing(), "body": make_partner(),
        "other_body": make_partner(),
    }  # fmt: skip
    values = row(asker_organization="own", asked_organization="other") | fields
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Introduction.objects.create(
            **{k: rows.get(v, v) if isinstance(v, str) else v for k, v in values.items()}
        )


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("with_partner", [False, True])
def test_a_pair_has_one_open_introduction_whoever_asks(swapped: bool, with_partner: bool) -> None:
    own = make_listing()
    other: Any = make_partner() if with_partner else make_listing()
    kind = "partner" if with_partner else "organization"
    one = {"asker_organization": own, f"asked_{kind}": other}
    two = {f"asker_{kind}": other, "asked_organization": own} if swapped else one
    first = Introduction.objects.create(**row(**one))
    with (
        pytest.raises(IntegrityError, match="introduction_one_open_of_a_pair"),
        transaction.atomic(),
    ):
        Introduction.objects.create(**row(**two))
    Introduction.objects.filter(pk=first.pk).update(state="withdrawn")
    Introduction.objects.create(**row(**two))


def test_a_group_and_a_partner_of_one_number_are_two() -> None:
    own, group, body = make_listing(), make_listing(), make_partner(pk=987_654)
    twin = make_listing(pk=987_654)
    Introduction.objects.create(**row(asker_organization=own, asked_partner=body))
    Introduction.objects.create(**row(asker_organization=own, asked_organization=twin))
    Introduction.objects.create(**row(asker_organization=group, asked_partner=body))
    assert Introduction.objects.of(body).count() == 2
    assert Introduction.objects.of(twin).count() == 1
    assert Introduction.objects.between(body, own).count() == 1


def test_a_key_is_one_message_and_a_person_has_one_seat() -> None:
    by, answers = UserFactory.create(), UserFactory.create()
    talk = make_conversation(by=by, answers=answers)
    talk.messages.create(side="asker", text="Hi", key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        talk.messages.create(side="asked", text="Ho", key="k")
    with pytest.raises(IntegrityError, match="seat_once"), transaction.atomic():
        Seat.objects.create(introduction=talk, user=by, side="asked")
    assert Message.objects.count() == 1
