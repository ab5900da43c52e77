"""The fixed choices around partnerships."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Fewer share no work.
FEWEST_PARTIES = 2


class PartnershipState(models.TextChoices):
    """Where a common work stands; partnership_workflow.py says what leads from where to where."""

    DRAFTED = "drafted", _("Being written")
    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    COMPLETED = "completed", _("Completed")
    ENDED_EARLY = "ended_early", _("Ended early")
    NOT_AGREED = "not_agreed", _("Not agreed")


# A text is in force, and work goes on or may go on.
RUNNING = (PartnershipState.ACTIVE, PartnershipState.SUSPENDED)
# A text came into force and work is over.
OVER = (PartnershipState.COMPLETED, PartnershipState.ENDED_EARLY)


class PartyStanding(models.TextChoices):
    """Named: in a draft, and not told. Invited: told, and asked. Joined: a text is in force.
    Left: it was part of a work that others go on with.
    """

    NAMED = "named", _("Named in a draft")
    INVITED = "invited", _("Invited")
    JOINED = "joined", _("Part of it")
    LEFT = "left", _("Has left")


TOLD = (PartyStanding.INVITED, PartyStanding.JOINED)


class PartyRole(models.TextChoices):
    """What a party is to the common work. The first four are IATI's (OrganisationRole)."""

    IMPLEMENTING = "implementing", _("Carries out the work")
    FUNDING = "funding", _("Gives money")
    ACCOUNTABLE = "accountable", _("Answers for the work")
    EXTENDING = "extending", _("Passes money or support on")
    SUPPORTING = "supporting", _("Supports it with knowledge, people or space")


class Origin(models.TextChoices):
    """What a partnership came of."""

    DIRECT = "direct", _("We knew each other, or found each other in the directory")
    MATCH = "match", _("A match")
    INTRODUCTION = "introduction", _("An introduction")
    OPPORTUNITY = "opportunity", _("An opportunity")
    SESSION = "session", _("A session of an exchange")


class PauseReason(models.TextChoices):
    """Why a partnership is suspended."""

    PEOPLE = "people", _("The people who carry it are not available")
    MONEY = "money", _("Money is missing or late")
    SAFETY = "safety", _("It is not safe to go on now")
    TERMS = "terms", _("What was agreed is not kept")
    EVENTS = "events", _("Events outside the partnership")
    # Not chosen: nothing goes on before those who stay have accepted a text without whoever left.
    LEFT = "left", _("A party has left, and the text has to be agreed anew")
    OTHER = "other", _("Another reason")


class EndReason(models.TextChoices):
    """Why a partnership ends before its time."""

    GOALS = "goals", _("The goals turned out not to be reachable")
    PEOPLE = "people", _("The people who carried it are not available any more")
    MONEY = "money", _("Money is missing")
    SAFETY = "safety", _("It is not safe to go on")
    TERMS = "terms", _("What was agreed was not kept")
    PRIORITIES = "priorities", _("Our priorities have changed")
    OTHER = "other", _("Another reason")


class GoalsReached(models.TextChoices):
    ALL = "all", _("All of them")
    MOST = "most", _("Most of them")
    SOME = "some", _("Some of them")
    NONE = "none", _("None of them")


class Again(models.TextChoices):
    """Whether a party would work with the others again."""

    YES = "yes", _("Yes")
    CHANGED = "changed", _("Yes, but in another way")
    NO = "no", _("No")


class Condition(models.TextChoices):
    """What helps a common work along, or stands in its way."""

    CONTACT = "contact", _("How we kept in touch")
    TRUST = "trust", _("Trust between us")
    ROLES = "roles", _("Who does what")
    TIME = "time", _("Time")
    MONEY = "money", _("Money")
    SKILLS = "skills", _("Skills and experience")
    LANGUAGE = "language", _("Language")
    DISTANCE = "distance", _("Distance and time zones")
    RULES = "rules", _("Rules and paperwork")
    COMMUNITY = "community", _("How the people it was for took part")


class EventKind(models.TextChoices):
    """What happened, in the order of a partnership's life."""

    STARTED = "started", _("Started")
    PROPOSED = "proposed", _("Text proposed")
    ACCEPTED = "accepted", _("Text accepted")
    SENT_BACK = "sent_back", _("Text sent back")
    WITHDRAWN = "withdrawn", _("Text withdrawn")
    AGREED = "agreed", _("Text in force")
    LAPSED = "lapsed", _("Proposed text lapsed")
    DECLINED = "declined", _("Declined")
    SUSPENDED = "suspended", _("Suspended")
    RESUME_AGREED = "resume_agreed", _("Agreed to go on")
    RESUMED = "resumed", _("Resumed")
    CLOSING_ASKED = "closing_asked", _("Closing began")
    CLOSING_PUT_OFF = "closing_put_off", _("Closing put off")
    REFLECTED = "reflected", _("Looked back")
    COMPLETED = "completed", _("Completed")
    ENDED_EARLY = "ended_early", _("Ended early")
    LEFT = "left", _("Left the partnership")
    PURSUES = "pursues", _("Said which recommendations it pursues")
    SUMMARY_PROPOSED = "summary_proposed", _("Public summary proposed")
    SUMMARY_AGREED = "summary_agreed", _("Agreed to the public summary")
    PUBLISHED = "published", _("Public summary published")
    UNPUBLISHED = "unpublished", _("Public summary taken back")
    TAKEN_DOWN = "taken_down", _("Public summary taken down by IOM")
