"""What the people of a partnership's parties are told of its results, with the event itself."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.notifications import notify
from partnerships.models import ExpectationCheck, Milestone, PartnershipParty, Report
from partnerships.partnership_people import people_of_parties


def tell_of_report(
    report: Report,
    stem: str,
    *,
    parties: Sequence[PartnershipParty],
    by: User | None = None,
    party: str = "",
    host: str = "",
    words: str = "",
) -> None:
    """Tell the people of `parties`, but not whoever did it; `party` is the name of who did.

    `host` is the name of the host that did it in the name of the party.
    """
    _tell(
        stem,
        parties,
        by,
        title=report.partnership.title,
        party=party,
        host=host,
        words=words,
        starts_on=report.starts_on.isoformat(),
        ends_on=report.ends_on.isoformat(),
        due_on=report.due_on.isoformat(),
        path=reverse("partnerships:report", args=[report.uuid]),
    )


def tell_of_check(
    check: ExpectationCheck, stem: str, *, parties: Sequence[PartnershipParty]
) -> None:
    _tell(
        stem,
        parties,
        None,
        title=check.partnership.title,
        closes_on=check.closes_on.isoformat(),
        path=reverse("partnerships:expectation_check", args=[check.uuid]),
    )


def tell_of_milestone(
    milestone: Milestone, *, parties: Sequence[PartnershipParty], by: User, party: str
) -> None:
    assert milestone.reached_on is not None  # noqa: S101 - told when it was reached
    _tell(
        "milestone_reached",
        parties,
        by,
        title=milestone.partnership.title,
        milestone=milestone.title,
        party=party,
        reached_on=milestone.reached_on.isoformat(),
        path=reverse("partnerships:partnership_results", args=[milestone.partnership.uuid]),
    )


def _tell(stem: str, parties: Sequence[PartnershipParty], by: User | None, **context: Any) -> None:
    notify(
        recipients=[person for person in people_of_parties(parties) if person != by],
        template=f"partnerships/emails/{stem}",
        context=context,
    )
