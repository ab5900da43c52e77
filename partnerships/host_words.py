"""Why a step of a host agreement was not taken, in words; and what no host may ever do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from partnerships.actions.hosting import (
    MOST_PROPOSALS,
    BothSidesError,
    NobodyAnswersError,
    NotEligibleError,
    TermsMovedOnError,
    TooManyProposalsError,
)
from partnerships.host_workflow import IllegalHostStepError, InvalidTermsError, Side

# What cannot be agreed at all.
NEVER = (
    _("Decide who may see the listing, or change its name"),
    _("See messages of the group other than of introductions that the host itself answers"),
    _("See contacts that the group does not show, or its people’s accounts"),
    _("Agree to a partnership, or to another host, in the group’s name"),
)


def why(error: Exception) -> Any:
    """Return what the page says of a step that was refused."""
    if isinstance(error, NotEligibleError):
        if error.side == Side.GROUP:
            return _(
                "Only a published group that says that it is not registered, and that other "
                "groups may see, can be hosted at present."
            )
        return _("This organization does not offer to host others at present.")
    if isinstance(error, NobodyAnswersError):
        return _("Nobody of this organization can answer at present. Look for another host.")
    if isinstance(error, TooManyProposalsError):
        return _(
            "Your group waits for the answers of %(count)d organizations already. Wait for one, or "
            "take a proposal back."
        ) % {"count": MOST_PROPOSALS}
    if isinstance(error, BothSidesError):
        return _(
            "You decide for both sides. Somebody else must answer for one of them, so that two "
            "agree."
        )
    if isinstance(error, TermsMovedOnError):
        return _(
            "Nothing was changed: these terms do not wait for an answer any more. Read what stands "
            "below."
        )
    if isinstance(error, InvalidTermsError):
        return _("The last day of these terms has come too near. Suggest another.")
    if isinstance(error, IllegalHostStepError):
        return _("Nothing was changed: the agreement is in the state “%(state)s” already.") % {
            "state": error.state.label
        }
    raise error
