"""What time itself does with calls."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from partnerships import opportunity_letters as letters
from partnerships.actions.opportunities import close_opportunity
from partnerships.models import ExpressionOfInterest, Opportunity
from partnerships.opportunity_enums import ExpressionState, OpportunityState

REMIND_BEFORE = timedelta(days=3)


def close_due_opportunities() -> int:
    """Close the calls whose deadline is over; return how many."""
    due = Opportunity.objects.filter(
        state=OpportunityState.PUBLISHED, deadline__lte=timezone.now()
    ).order_by("deadline")
    closed = [close_opportunity(opportunity_id=pk) for pk in due.values_list("pk", flat=True)]
    return sum(closed)


@transaction.atomic
def remind_of_deadlines(most: int = 200) -> int:
    """Tell groups with a draft, once, that the deadline is near; return how many drafts."""
    now = timezone.now()
    due = (
        ExpressionOfInterest.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            Q(opportunity__deadline__gt=now, opportunity__deadline__lte=now + REMIND_BEFORE),
            state=ExpressionState.DRAFT,
            reminded_at=None,
            opportunity__state=OpportunityState.PUBLISHED,
        )
        .select_related("opportunity")
        .order_by("pk")[:most]
    )
    reminded = 0
    for expression in due:
        expression.reminded_at = now
        expression.save(update_fields=["reminded_at"])
        letters.tell_of_near_deadline(expression)
        reminded += 1
    return reminded
