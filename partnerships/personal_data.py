"""What partnerships keep of a person, for the copy that she may take.

Of what she did for a group or a body the copy has her own words and the moment, not the others'.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights.sections import File, sections, table
from organizations.models import Organization
from organizations.personal_data import OFFICE
from organizations.viewers_of import viewer_of
from partnerships.models import Attachment, Introduction, Opportunity, Partner


def of_seen_calls(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(opportunity__in=Opportunity.objects.visible_to(viewer_of(user)))


def of_seen_targets(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    viewer = viewer_of(user)
    return rows.filter(
        Q(target_organization__in=Organization.objects.visible_to(viewer))
        | Q(target_partner__in=Partner.objects.visible_to(viewer))
    )


def still_hers(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(pk__in=Introduction.objects.visible_to(viewer_of(user)))


def register() -> None:
    sections.begin()
    _of_representing()
    _of_talking()
    _of_calls()
    _of_partnerships()
    sections.excuse(
        OFFICE,
        "partnerships.RepresentationRequest.answered_by",
        "partnerships.ConversationReport.handled_by",
        "partnerships.MatchRun.started_by",
        "partnerships.LearnedWeights.decided_by",
    )
    sections.excuse(
        "a lock of minutes while answers are read", "partnerships.ExpressionOfInterest.held_by"
    )


def _of_representing() -> None:
    table(
        "representations",
        _("Whom you represent"),
        _("The bodies and companies that you speak for."),
        model="partnerships.Representative",
        person=("user",),
        fields=("partner__name", "created_at"),
    )
    table(
        "representation_requests",
        _("Where you asked to represent a partner"),
        _("What you said to show that you may, and the answer."),
        model="partnerships.RepresentationRequest",
        person=("person",),
        fields=(
            *("partner__name", "role", "proof", "state", "reason", "message"),
            *("asked_at", "answered_at"),
        ),
    )
    table(
        "hosting",
        _("Terms of hosting"),
        _("Terms that you proposed or answered for your group or its host."),
        model="partnerships.HostTerms",
        person=("proposed_by", "answered_by"),
        fields=("agreement__uuid", "number", "text", "proposed_at", "answer", "answered_at"),
    )
    table(
        "hosting_ended",
        _("Hosting that you ended"),
        _("When you ended an agreement on hosting, and why."),
        model="partnerships.HostAgreement",
        person=("ended_by",),
        fields=("uuid", "ended_at", "end_reason"),
    )
    table(
        "match_feedback",
        _("What you said of suggestions"),
        _("Which suggestions you found relevant or not, and your words."),
        model="partnerships.MatchFeedback",
        person=("by",),
        fields=(
            *("target_organization__name", "target_partner__name", "verdict", "reason"),
            *("words", "changed_at"),
        ),
        keep=of_seen_targets,
    )


def _of_talking() -> None:
    table(
        "introductions",
        _("Introductions"),
        _("Introductions that you asked for or answered for your group or body."),
        model="partnerships.Introduction",
        person=("asked_by", "answered_by"),
        fields=(
            *("uuid", "asker_name", "asked_name", "purpose", "offer", "state", "asked_at"),
            *("answered_at", "reason", "words"),
        ),
        keep=still_hers,
    )
    table(
        "messages",
        _("Messages in conversations"),
        _("What you wrote in conversations, with the files that you sent."),
        model="partnerships.Message",
        person=("author",),
        fields=("introduction__uuid", "text", "sent_at", "via"),
        files=_attachments,
    )
    table(
        "conversations",
        _("Places in conversations"),
        _("Until where you have read a conversation, and whether you have left it."),
        model="partnerships.Seat",
        person=("user",),
        fields=("introduction__uuid", "side", "read_through", "left_at", "created_at"),
    )
    table(
        "conversation_reports",
        _("Conversations you reported"),
        _("What you told IOM about a conversation."),
        model="partnerships.ConversationReport",
        person=("reporter",),
        fields=("introduction__uuid", "kind", "text", "created_at", "handled_at"),
    )


def _attachments(user: User) -> Iterator[File]:
    sent = Attachment.objects.filter(message__author=user).order_by("pk")
    for row in sent.iterator():
        # The number first: two files may have one name.
        yield f"{row.pk}-{row.name}".replace("/", "_"), partial(row.file.open, "rb")


def _of_calls() -> None:
    table(
        "questions",
        _("Questions about calls"),
        _("What you asked or answered about a call."),
        model="partnerships.OpportunityQuestion",
        person=("asked_by", "answered_by"),
        fields=("opportunity__title", "text", "answer", "asked_at", "answered_at"),
        keep=of_seen_calls,
    )
    table(
        "invitations",
        _("Invitations to calls"),
        _("When you invited a group to a call."),
        model="partnerships.OpportunityInvitation",
        person=("invited_by",),
        fields=("opportunity__title", "invited_at"),
        keep=of_seen_calls,
    )
    table(
        "call_steps",
        _("Steps of calls"),
        _("Steps in the life of a call that you took."),
        model="partnerships.OpportunityStep",
        person=("by",),
        fields=("opportunity__title", "step", "at"),
        keep=of_seen_calls,
    )
    table(
        "answers_to_calls",
        _("Answers to calls"),
        _("Answers that you sent for your group, as they were sent."),
        model="partnerships.ExpressionOfInterest",
        person=("submitted_by",),
        fields=(
            *("opportunity__title", "state", "plan", "people", "need", "experience", "steps"),
            *("results", "costs", "submitted_at", "outcome", "feedback"),
        ),
        keep=of_seen_calls,
    )
    table(
        "answers_agreed",
        _("Answers you agreed to"),
        _("When you agreed for your group, or did not, to answer a call with others."),
        model="partnerships.ExpressionMember",
        person=("answered_by",),
        fields=("opportunity__title", "state", "answered_at"),
        keep=of_seen_calls,
    )
    table(
        "assessments",
        _("Assessments"),
        _("How you assessed answers to a call, with your notes."),
        model="partnerships.Assessment",
        person=("assessor",),
        fields=("expression__uuid", "notes", "total", "changed_at"),
    )
    table(
        "coalitions",
        _("Coalitions"),
        _("Sets of groups that you proposed for a call."),
        model="partnerships.Coalition",
        person=("created_by",),
        fields=("uuid", "opportunity__title", "state", "created_at"),
        keep=of_seen_calls,
    )
    table(
        "coalition_answers",
        _("Answers about coalitions"),
        _("Whether you agreed for your group to be one of a set."),
        model="partnerships.CoalitionMember",
        person=("answered_by",),
        fields=("coalition__uuid", "state", "answered_at"),
    )


def _of_partnerships() -> None:
    work = "partnerships."
    table(
        "agreement_texts",
        _("Texts you proposed"),
        _("Texts of agreements that you proposed."),
        model=f"{work}AgreementVersion",
        person=("proposed_by",),
        fields=("partnership__uuid", "number", "content", "why", "created_at"),
    )
    table(
        "acceptances",
        _("Texts you accepted"),
        _("Which text of an agreement you accepted for your group or body, and when."),
        model=f"{work}Acceptance",
        person=("by",),
        fields=("version__partnership__uuid", "version__number", "content_hash", "at"),
    )
    table(
        "partnership_events",
        _("What you did in partnerships"),
        _("Steps that you took, with your words."),
        model=f"{work}PartnershipEvent",
        person=("by",),
        fields=("partnership__uuid", "kind", "words", "at"),
    )
    table(
        "summaries_agreed",
        _("Summaries you agreed to"),
        _("When you agreed that a summary of a partnership is published."),
        model=f"{work}SummaryConsent",
        person=("by",),
        fields=("at",),
    )
    table(
        "expectation_checks",
        _("What you said of expectations"),
        _("Your answers after 30 and 90 days."),
        model=f"{work}ExpectationAnswer",
        person=("by",),
        fields=("roles", "promises", "voice", "effort", "again", "words", "at"),
    )
    table(
        "resumptions",
        _("Partnerships you wanted to go on with"),
        _("When you said that a suspended partnership goes on."),
        model=f"{work}Resumption",
        person=("by",),
        fields=("at",),
    )
    table(
        "reflections",
        _("Looking back"),
        _("What you wrote at the end of a partnership."),
        model=f"{work}Reflection",
        person=("by",),
        fields=("worked", "did_not", "goals", "helped", "hindered", "again", "at"),
    )
    table(
        "reports_of_results",
        _("Reports of results"),
        _("Reports that you submitted or answered."),
        model=f"{work}Report",
        person=("submitted_by", "read_by"),
        fields=(
            *("partnership__uuid", "starts_on", "ends_on", "done", "hindered", "coming"),
            *("rating", "submitted_at", "read_at", "answer"),
        ),
    )
    table(
        "report_acts",
        _("What you did with reports"),
        _("Each time you submitted a report, sent one back or accepted it."),
        model=f"{work}ReportAct",
        person=("by",),
        fields=("report__uuid", "step", "words", "at"),
    )
    table(
        "pursuits",
        _("Recommendations you took up"),
        _("When you said that a partnership pursues a recommendation of an exchange."),
        model=f"{work}Pursuit",
        person=("by",),
        fields=("partnership__uuid", "recommendation_id", "at"),
    )
