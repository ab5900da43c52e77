"""The fixed choices around opportunities (calls) and what comes in for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpportunityState(models.TextChoices):
    """Where a call stands; see opportunity_workflow.py for how it moves."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Open")
    CLOSED = "closed", _("Closed")
    ASSESSING = "assessing", _("Under assessment")
    DECIDED = "decided", _("Decided")
    CANCELLED = "cancelled", _("Cancelled")


class OpportunityAudience(models.TextChoices):
    """Who may learn of a call; each circle holds those below it."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the portal")
    INVITED = "invited", _("Invited groups only")


class Registration(models.TextChoices):
    """Whether a group needs papers."""

    NOT_NEEDED = "not_needed", _("No registration needed")
    HOSTED = "hosted", _("Registered, or with a registered host")
    NEEDED = "needed", _("Registered organizations only")


class CancelReason(models.TextChoices):
    """Why a call was cancelled; sent to whoever was at work on it."""

    NONE = "", _("Not stated")
    MEANS = "means", _("The means for it are no longer there.")
    PLANS = "plans", _("Our plans have changed.")
    FEW = "few", _("Too little came in.")
    MISTAKE = "mistake", _("It was published by mistake.")
    IOM = "iom", _("IOM has taken it down.")
    OTHER = "other", _("Another reason, explained below.")


class FormKind(models.TextChoices):
    """How a group tells what it would do."""

    LIGHT = "light", _("Short form")
    FULL = "full", _("Full form")


class ExpressionState(models.TextChoices):
    """Where an expression of interest stands, as its groups read it."""

    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    SUCCESSFUL = "successful", _("Successful")
    UNSUCCESSFUL = "unsuccessful", _("Unsuccessful")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class MemberState(models.TextChoices):
    """What a group says to taking part in an expression of interest."""

    ASKED = "asked", _("Asked")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Said no")
    LEFT = "left", _("No longer part of it")


# Who takes part, or may yet.
TAKES_PART = (MemberState.ASKED, MemberState.AGREED)


class OutcomeReason(models.TextChoices):
    """Why an expression of interest was chosen or not; its groups read it."""

    NONE = "", _("Not stated")
    FITS = "fits", _("It fits best what we asked for.")
    OTHERS = "others", _("Others fitted better what we asked for.")
    CONDITIONS = "conditions", _("A condition of the call is not met.")
    UNCLEAR = "unclear", _("We could not see from the text how it would work.")
    MEANS = "means", _("It was good, but the means are not enough for all.")
    NOT_READ = "not_read", _("The call was decided before it could be read.")


# Reasons that a publisher may give for each outcome.
OUTCOME_REASONS: dict[str, tuple[OutcomeReason, ...]] = {
    ExpressionState.SUCCESSFUL: (OutcomeReason.FITS,),
    ExpressionState.UNSUCCESSFUL: (
        OutcomeReason.OTHERS,
        OutcomeReason.CONDITIONS,
        OutcomeReason.UNCLEAR,
        OutcomeReason.MEANS,
    ),
}
OUTCOMES = (ExpressionState.SUCCESSFUL, ExpressionState.UNSUCCESSFUL)
