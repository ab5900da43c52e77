"""What the database refuses to hold as evidence."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from organizations.enums import EvidenceKind as K
from organizations.models import Evidence
from organizations.viewers import ANONYMOUS
from tests.factories import make_listing, speak_for

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "rumour", "basis": ""}, "evidence_basis_fits_kind"),
        ({"kind": K.CONTACT, "basis": "article"}, "evidence_basis_fits_kind"),
        ({"kind": K.DOCUMENT, "basis": ""}, "evidence_basis_fits_kind"),
        ({"kind": K.VOUCH, "basis": "met"}, "evidence_other_fits_kind"),
        ({"kind": K.CONTACT, "basis": "link", "other": "friend"}, "evidence_other_fits_kind"),
        ({"kind": K.VOUCH, "basis": "met", "other": "itself"}, "evidence_not_of_oneself"),
        ({"kind": K.ATTENDANCE, "facts": " "}, "evidence_says_something"),
        ({"for_name": ""}, "evidence_bound_to_a_name"),
        ({"expires_at": NOW, "given_at": NOW}, "evidence_ends_after_it_began"),
        ({"ended_at": NOW}, "evidence_end_has_a_kind"),
        ({"end": "revoked", "end_reason": "Why"}, "evidence_end_has_a_kind"),
        ({"ended_at": NOW, "end": "revoked"}, "evidence_revoked_for_a_reason"),
    ],
)
def test_constraints(fields: dict[str, Any], constraint: str) -> None:
    group, friend = make_listing(), make_listing()
    if "other" in fields:
        fields = fields | {"other": {"friend": friend, "itself": group}[fields["other"]]}
    valid = {
        "organization": group,
        "kind": K.DOCUMENT,
        "basis": "" if fields.get("kind") == K.ATTENDANCE else "article",
        "for_name": group.name,
        "given_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    with pytest.raises(IntegrityError, match=constraint):
        Evidence.objects.create(**valid | fields)


def test_one_vouch_of_a_group_at_a_time_and_one_row_of_a_record() -> None:
    group, friend = make_listing(), make_listing()
    first = speak_for(group, K.VOUCH, other=friend)
    first.ended_at, first.end = NOW, "withdrawn"
    first.save()
    speak_for(group, K.VOUCH, other=friend)
    speak_for(group, K.ATTENDANCE, record="participation:1")
    speak_for(group, K.ATTENDANCE, record="participation:2")
    with pytest.raises(IntegrityError, match="evidence_once_from_a_record"):
        speak_for(group, K.ATTENDANCE, record="participation:1")


def test_a_second_vouch_of_one_group_is_refused() -> None:
    group, friend = make_listing(), make_listing()
    speak_for(group, K.VOUCH, other=friend)
    with pytest.raises(IntegrityError, match="evidence_one_vouch_of_a_group"):
        speak_for(group, K.VOUCH, other=friend)


def test_evidence_is_seen_with_both_groups_it_names() -> None:
    group, hidden = make_listing(), make_listing(audience="members")
    shown = speak_for(group, K.CONTACT)
    speak_for(group, K.VOUCH, other=hidden)
    speak_for(hidden, K.CONTACT)
    assert list(Evidence.objects.visible_to(ANONYMOUS)) == [shown]
