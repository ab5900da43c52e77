"""What people are told of calls. Each letter goes only to those who may see what it is about."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.models import User
from accounts.notifications import notify
from organizations.models import Organization
from organizations.viewers import Viewer
from organizations.viewers_of import viewer_of
from partnerships.models import (
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    OpportunityInvitation,
    OpportunityQuestion,
    Partner,
)
from partnerships.opportunity_enums import TAKES_PART, ExpressionState, MemberState

STEM = "partnerships/emails/"


def people_of(listing: Organization | Partner) -> list[User]:
    """Those who act for a group or a partner."""
    found = User.objects.filter(is_active=True)
    if isinstance(listing, Partner):
        return list(found.filter(representations__partner=listing))
    return list(found.filter(memberships__organization=listing))


def tell_of_invitation(invitation: OpportunityInvitation) -> None:
    call = invitation.opportunity
    _tell(
        _who_see_call(call, people_of(invitation.organization)),
        "opportunity_invited",
        call,
        name=invitation.organization.name,
        publisher=call.listing.name,
    )


def tell_of_question(question: OpportunityQuestion) -> None:
    call = question.opportunity
    _tell(
        people_of(call.listing),
        "opportunity_question",
        call,
        text=question.text,
        path=reverse("partnerships:opportunity_answer", args=[call.slug, question.uuid]),
    )


def tell_of_answer(question: OpportunityQuestion) -> None:
    """Tell whoever asked, and the groups at work on the call: all know the same."""
    call = question.opportunity
    readers = at_work_on(call)
    if question.asked_by:
        readers = [question.asked_by, *readers]
    _tell(
        _who_see_call(call, readers),
        "opportunity_answer",
        call,
        text=question.text,
        answer=question.answer,
        path=f"{call.get_absolute_url()}#questions",
    )


def tell_of_later_deadline(call: Opportunity) -> None:
    _tell(_who_see_call(call, [*at_work_on(call), *invited_to(call)]), "opportunity_extended", call)


def tell_of_closing(call: Opportunity) -> None:
    """Tell each of the publisher's people how much came in that she may read."""
    for person in people_of(call.listing):
        sent = ExpressionOfInterest.objects.sent_to(viewer_of(person))
        _tell(
            [person],
            "opportunity_closed",
            call,
            count=sent.filter(opportunity=call).count(),
            path=reverse("partnerships:expression_received", args=[call.slug]),
        )


def tell_of_cancelling(call: Opportunity, *, by_iom: bool) -> None:
    readers = _who_see_call(call, [*at_work_on(call), *invited_to(call)])
    if by_iom:
        readers = [*readers, *people_of(call.listing)]
    _tell(
        readers, "opportunity_cancelled", call, reason=call.cancel_reason, words=call.closing_words
    )


def tell_of_near_deadline(expression: ExpressionOfInterest) -> None:
    _tell_groups(expression, "expression_due")


def tell_of_request(member: ExpressionMember, lead: Organization) -> None:
    """Ask a group's people whether it takes part."""
    expression = member.expression
    _tell_groups(
        expression,
        "expression_asked",
        only=[member.organization_id],
        name=member.organization.name,
        lead=lead.name,
    )


def tell_of_member(member: ExpressionMember, what: str) -> None:
    """Tell the leading group what another said: `what` is agreed, refused or left."""
    lead = member.expression.members.filter(is_lead=True).values_list("organization_id", flat=True)
    _tell_groups(member.expression, f"expression_{what}", only=lead, name=member.organization.name)


def tell_removed(member: ExpressionMember) -> None:
    """Tell a group's people that the others go on without it."""
    expression = member.expression
    _tell(
        _who_see_call(expression.opportunity, people_of(member.organization)),
        "expression_removed",
        expression.opportunity,
        name=member.organization.name,
    )


def tell_of_new_text(expression: ExpressionOfInterest) -> None:
    """Ask the groups that had agreed to read the text as it is now."""
    again = expression.members.filter(state=MemberState.AGREED, is_lead=False).exclude(
        agreed_version=expression.version
    )
    only = again.values_list("organization_id", flat=True)
    _tell_groups(expression, "expression_changed", only=only)


def tell_of_state(expression: ExpressionOfInterest) -> None:
    """Tell every group that takes part where it stands now, with the feedback."""
    _tell_groups(
        expression,
        f"expression_{expression.state}",
        reason=expression.reason,
        feedback=expression.feedback,
    )


def tell_publisher(expression: ExpressionOfInterest, what: str) -> None:
    """Tell the publisher's people, those who may read it, that a group withdrew or declined."""
    call = expression.opportunity
    readers = [
        person for person in people_of(call.listing) if _sees_groups(expression, viewer_of(person))
    ]
    _tell(
        readers,
        f"publisher_{what}",
        call,
        path=reverse("partnerships:expression_received", args=[call.slug]),
    )


def at_work_on(call: Opportunity) -> list[User]:
    """The people of groups that have begun or sent something."""
    members = ExpressionMember.objects.filter(
        opportunity=call,
        state__in=TAKES_PART,
        expression__state__in=(ExpressionState.DRAFT, ExpressionState.UNDER_REVIEW),
    )
    groups = members.values("organization_id")
    return list(User.objects.filter(memberships__organization__in=groups, is_active=True))


def invited_to(call: Opportunity) -> list[User]:
    groups = call.invitations.filter(declined_at=None).values("organization_id")
    return list(User.objects.filter(memberships__organization__in=groups, is_active=True))


def _tell_groups(
    expression: ExpressionOfInterest,
    letter: str,
    *,
    only: Iterable[int] | None = None,
    **words: Any,
) -> None:
    members = expression.members.filter(state__in=TAKES_PART)
    if only is not None:
        members = expression.members.filter(organization_id__in=list(only))
    people = User.objects.filter(
        memberships__organization__in=members.values("organization_id"), is_active=True
    ).distinct()
    readers = [person for person in people if _sees_groups(expression, viewer_of(person))]
    _tell(
        readers,
        letter,
        expression.opportunity,
        path=reverse("partnerships:expression_detail", args=[expression.uuid]),
        **words,
    )


def _sees_groups(expression: ExpressionOfInterest, viewer: Viewer) -> bool:
    return ExpressionOfInterest.objects.without_hidden(viewer).filter(pk=expression.pk).exists()


def _who_see_call(call: Opportunity, people: Iterable[User]) -> list[User]:
    once = {person.pk: person for person in people}.values()
    return [
        person
        for person in once
        if Opportunity.objects.visible_to(viewer_of(person)).filter(pk=call.pk).exists()
    ]


def _tell(readers: Iterable[User], letter: str, call: Opportunity, **words: Any) -> None:
    notify(
        recipients=readers,
        template=f"{STEM}{letter}",
        context={
            "title": call.title,
            "deadline": call.deadline.isoformat() if call.deadline else "",
            "zone": call.zone,
            "path": call.get_absolute_url(),
            **words,
        },
    )
