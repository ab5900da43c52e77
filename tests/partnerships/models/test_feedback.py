"""What the database refuses to keep of feedback, and whom it is shown to."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from organizations.enums import Audience
from organizations.viewers import ANONYMOUS, Viewer
from partnerships.enums import Verification
from partnerships.models import MatchFeedback, Partner
from tests.factories import make_listing, make_partner


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"source_organization": None}, "match_feedback_one_source"),
        (
            {"source_partner": "body", "target_partner": None, "target_organization": "other"},
            "match_feedback_one_source",
        ),
        ({"target_partner": None}, "match_feedback_one_target"),
        ({"target_organization": "other"}, "match_feedback_one_target"),
        (
            {"source_organization": None, "source_partner": "other_body"},
            "match_feedback_of_a_group",
        ),
        ({"target_partner": None, "target_organization": "own"}, "match_feedback_not_on_itself"),
        ({"verdict": "meh"}, "match_feedback_verdict_known"),
        ({"verdict": "not_relevant", "reason": "mood"}, "match_feedback_reason_known"),
        ({"reason": "work"}, "match_feedback_reason_only_for_not_relevant"),
        ({"words": "Why"}, "match_feedback_reason_only_for_not_relevant"),
        ({"components": [0.5] * 6}, "match_feedback_seven_components"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], constraint: str, db: None) -> None:
    rows = {
        "own": make_listing(), "other": make_listing(), "body": make_partner(),
        "other_body": make_partner(),
    }  # fmt: skip
    valid = {"source_organization": "own", "target_partner": "body", "verdict": "hidden"}
    values = {
        name: rows.get(value, value) if isinstance(value, str) else value
        for name, value in (valid | fields).items()
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MatchFeedback.objects.create(**values)


def test_one_opinion_of_another_listing(db: None) -> None:
    own, body = make_listing(), make_partner()
    MatchFeedback.objects.create(source_organization=own, target_partner=body, verdict="hidden")
    with pytest.raises(IntegrityError, match="match_feedback_once"), transaction.atomic():
        MatchFeedback.objects.create(
            source_organization=own, target_partner=body, verdict="relevant"
        )


def test_it_is_shown_as_far_as_its_target_is(db: None) -> None:
    own = make_listing()
    group, members_only = make_listing(), make_listing(audience=Audience.MEMBERS)
    body, declined = make_partner(), make_partner()
    for target in (group, members_only):
        MatchFeedback.objects.create(
            source_organization=own, target_organization=target, verdict="hidden"
        )
    for partner in (body, declined):
        MatchFeedback.objects.create(
            source_organization=own, target_partner=partner, verdict="hidden"
        )
    Partner.objects.filter(pk=declined.pk).update(
        verification=Verification.DECLINED, verified_at=None
    )

    def seen(viewer: Viewer) -> set[object]:
        return {said.target for said in MatchFeedback.objects.said_by(own).visible_to(viewer)}

    assert seen(ANONYMOUS) == {group, body}
    assert seen(Viewer(user_id=1, is_member=True)) == {group, members_only, body}
