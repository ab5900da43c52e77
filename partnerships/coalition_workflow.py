"""Groups that set out together to answer a call: what may be done, by whom. Pure."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_GROUPS = 12  # as many as may answer a call together
MOST_OF_A_PUBLISHER = 5  # coalitions that a publisher proposes for one call, at a time


class CoalitionState(models.TextChoices):
    FORMING = "forming", _("Forming")
    APPLYING = "applying", _("Answering together")
    ENDED = "ended", _("Ended")


class Say(models.TextChoices):
    """What a group says to being in a coalition."""

    ASKED = "asked", _("Asked")
    AGREED = "agreed", _("Takes part")
    REFUSED = "refused", _("Said no")
    LEFT = "left", _("Left")


IN = (Say.ASKED, Say.AGREED)


class CoalitionError(Exception):
    """Nothing was written; `words` say why."""

    words: Promise | str = ""


class CallClosedError(CoalitionError):
    words = _("The call takes no answers any more.")


class NotTogetherError(CoalitionError):
    words = _("Not all of these groups can be asked together at present. Choose another set.")


class TooFewError(CoalitionError):
    words = _("At least two groups must take part first.")


class TooManyError(CoalitionError):
    words = _("As many groups or coalitions as are allowed take part already.")


class OverError(CoalitionError):
    words = _("Nothing was changed: this coalition has ended, or you are no longer part of it.")


class LeadsAnswerError(CoalitionError):
    words = _("Your group leads the joint answer. Withdraw that first, then leave.")


# What a group that is in the state on the left may say next.
SAYS: dict[str, dict[Say, Say]] = {
    "agree": {Say.ASKED: Say.AGREED},
    "refuse": {Say.ASKED: Say.REFUSED},
    "leave": {Say.ASKED: Say.REFUSED, Say.AGREED: Say.LEFT},
}


def next_say(word: str, state: str) -> Say:
    """Return what a group has said once it says `word`. Raises KeyError and OverError."""
    said = SAYS[word].get(Say(state))
    if said is None:
        raise OverError
    return said
