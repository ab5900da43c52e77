"""Why something about a call was not done, in words that its page shows."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class OpportunityError(Exception):
    """Nothing was written; `words` say why."""

    words: Promise | str = ""


class IncompleteError(OpportunityError):
    """`missing` names the fields that publishing or sending needs."""

    words = _("Something is still missing.")

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(", ".join(missing))


class NotPublishableError(OpportunityError):
    words = _(
        "Only a partner that IOM has verified, or a group whose listing is published, can publish."
    )


class DeadlineError(OpportunityError):
    words = _("The new deadline must be later than the one that stands, and still to come.")


class TooManyQuestionsError(OpportunityError):
    words = _("You have asked as many questions as a day allows. Please try again tomorrow.")


class QuestionsClosedError(OpportunityError):
    words = _("Questions can no longer be asked: the time for them is over.")


class TooManyInvitationsError(OpportunityError):
    words = _("A call can invite at most 100 groups.")


class LateError(OpportunityError):
    words = _(
        "The deadline has passed, so it could not be sent. What you wrote is kept as your draft."
    )


class OwnCallError(OpportunityError):
    words = _("A group does not answer its own call.")


class AnsweredAlreadyError(OpportunityError):
    words = _(
        "This group answers the call already, alone or with others. A group answers a call once."
    )


class HiddenFromPublisherError(OpportunityError):
    words = _(
        "The publisher may not see the listing of a group that takes part. To answer this call, "
        "the group has to show its listing first: sending it would tell the publisher of it."
    )


class NotEligibleError(OpportunityError):
    """`conditions` names what is not met."""

    words = _("A condition of the call is not met.")

    def __init__(self, conditions: list[str]) -> None:
        self.conditions = conditions
        super().__init__(", ".join(conditions))


class NotAgreedError(OpportunityError):
    words = _(
        "Not every group has agreed to the text as it is now. Ask them, or go on without them."
    )


class TooManyGroupsError(OpportunityError):
    words = _("At most 12 groups can answer a call together.")


class ConflictError(OpportunityError):
    words = _("You belong to a group that answers this call. Whoever takes part does not assess.")


class HeldError(OpportunityError):
    words = _("Somebody else of yours is assessing it just now.")


class NotAssessedError(OpportunityError):
    words = _("Score every criterion first.")


class OutcomesMissingError(OpportunityError):
    words = _("Some of what came in has no outcome yet.")
