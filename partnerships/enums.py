"""The fixed choices around partners and matches."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnerSector(models.TextChoices):
    PUBLIC = "public", _("Public body")
    PRIVATE = "private", _("Private body")


class PartnerType(models.TextChoices):
    """The types the matching engine has priors for; public ones first."""

    MINISTRY = "ministry", _("Ministry")
    EMBASSY = "embassy", _("Embassy or consulate")
    CITY = "city", _("City or municipality")
    UNIVERSITY = "university", _("University or research centre")
    AGENCY = "agency", _("Public agency")
    INTERNATIONAL = "international_organization", _("International organization")
    OTHER_PUBLIC = "other_public", _("Other public body")
    COMPANY = "company", _("Company")
    BANK = "bank", _("Bank")
    FOUNDATION = "foundation", _("Foundation")
    CHAMBER = "chamber", _("Chamber of commerce")
    MICROFINANCE = "microfinance", _("Microfinance institution")
    DIASPORA_FIRM = "diaspora_firm", _("Diaspora-owned firm")
    OTHER_PRIVATE = "other_private", _("Other private body")


PUBLIC_TYPES = (
    PartnerType.MINISTRY,
    PartnerType.EMBASSY,
    PartnerType.CITY,
    PartnerType.UNIVERSITY,
    PartnerType.AGENCY,
    PartnerType.INTERNATIONAL,
    PartnerType.OTHER_PUBLIC,
)
# A university or a foundation may be either public or private.
PRIVATE_TYPES = (
    PartnerType.COMPANY,
    PartnerType.BANK,
    PartnerType.FOUNDATION,
    PartnerType.CHAMBER,
    PartnerType.MICROFINANCE,
    PartnerType.DIASPORA_FIRM,
    PartnerType.OTHER_PRIVATE,
    PartnerType.UNIVERSITY,
)


class Level(models.TextChoices):
    UNKNOWN = "", _("Not stated")
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
    NATIONAL = "national", _("National")
    INTERNATIONAL = "international", _("International")


class BusinessView(models.TextChoices):
    """The two views of business that the 2024 exchange told apart (section 2.1)."""

    NONE = "", _("Not stated")
    DIASPORA_IN_BUSINESS = "diaspora_in_business", _("Members of a diaspora in business")
    SUPPORTS_DIASPORA = "supports_diaspora", _("Business that supports diaspora initiatives")


class Accepts(models.TextChoices):
    """The lightest engagement a partner accepts."""

    UNKNOWN = "", _("Not stated")
    INFORMAL = "informal", _("Works with informal groups too")
    REGISTERED = "registered", _("Works with registered organizations only")


class Verification(models.TextChoices):
    PENDING = "pending", _("Not yet verified")
    VERIFIED = "verified", _("Verified by IOM")
    DECLINED = "declined", _("Declined")


class RequestState(models.TextChoices):
    """Where somebody's wish to speak for a partner stands."""

    PENDING = "pending", _("Waiting for an answer")
    QUESTION = "question", _("A question waits for you")
    APPROVED = "approved", _("Agreed")
    DENIED = "denied", _("Not agreed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_REQUESTS = (RequestState.PENDING, RequestState.QUESTION)


class RequestReason(models.TextChoices):
    """Why somebody cannot speak for a partner, or not yet."""

    NONE = "", _("None")
    CONTACT = "contact", _("Could not be reached at the body itself")
    ROLE = "role", _("Nothing shows that this person speaks for it")
    BODY = "body", _("Nothing shows that this body exists")
    DUPLICATE = "duplicate", _("The body is listed already")
    UNFIT = "unfit", _("It is a group, or does not work with diaspora groups")
    OTHER = "other", _("Another reason")


class Channel(models.TextChoices):
    """The four lists of suggestions; each is ranked on its own."""

    PUBLIC = "public", _("Public partners")
    PRIVATE = "private", _("Private partners")
    DIASPORA = "diaspora", _("Diaspora organizations")
    HOST = "host", _("Possible hosts")


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    CURRENT = "current", _("Current")
    SUPERSEDED = "superseded", _("Superseded")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class BlockState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SCORED = "scored", _("Scored")
    DONE = "done", _("Done")


class Adjustment(models.TextChoices):
    """Why a match stands elsewhere than its score alone would put it."""

    NONE = "", _("None")
    TIE = "tie", _("Near-tie: who was shown less comes first")
    FLOOR = "floor", _("Fair exposure of grass-roots groups")
    CAP = "cap", _("Others above it are suggested often enough already")


class Verdict(models.TextChoices):
    """What a listing's people say of a suggestion."""

    RELEVANT = "relevant", _("Relevant")
    NOT_RELEVANT = "not_relevant", _("Not relevant")
    HIDDEN = "hidden", _("Hidden")
    BLOCKED = "blocked", _("Never suggested to each other")


# The target is no longer suggested to the source.
SETS_ASIDE = (Verdict.NOT_RELEVANT, Verdict.HIDDEN, Verdict.BLOCKED)


class Refusal(models.TextChoices):
    """Why a suggestion is not relevant."""

    NONE = "", _("Not stated")
    WORK = "work", _("We work on different things")
    PLACES = "places", _("They are not where we need somebody")
    SUPPORT = "support", _("They do not offer what we need")
    KIND = "kind", _("They are not the kind of partner we look for")
    KNOWN = "known", _("We know each other already")
    TIME = "time", _("It is not the right time for us")
    WRONG = "wrong", _("What is said about us or them is not right")
    OTHER = "other", _("Another reason")


# Refusals that say nothing of how well two fit: nothing is learned from them.
NO_MISFIT = (Refusal.KNOWN, Refusal.TIME, Refusal.WRONG)


class Side(models.TextChoices):
    """Whose people somebody is one of, in an introduction."""

    ASKER = "asker", _("Who asked")
    ASKED = "asked", _("Who was asked")

    @property
    def other(self) -> "Side":
        return Side.ASKED if self == Side.ASKER else Side.ASKER


class IntroductionState(models.TextChoices):
    ASKED = "asked", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Taken back")


class IntroductionOrigin(models.TextChoices):
    """Where somebody was when she asked."""

    MATCH = "match", _("A match")
    LISTING = "listing", _("The directory")
    OPPORTUNITY = "opportunity", _("An opportunity")


class DeclineReason(models.TextChoices):
    """Why an introduction is declined; nobody owes a reason."""

    NONE = "", _("No reason given")
    TIME = "time", _("It is not the right time for us")
    CAPACITY = "capacity", _("We have no hands free at present")
    FIT = "fit", _("We work on different things")
    KNOWN = "known", _("We are in touch already")
    OTHER = "other", _("Another reason")


class MessageVia(models.TextChoices):
    PORTAL = "portal", _("On the portal")
    EMAIL = "email", _("By e-mail")


class AbuseKind(models.TextChoices):
    """What somebody tells IOM about a conversation."""

    DANGER = "danger", _("Somebody may be in danger")
    PRESSURE = "pressure", _("We are threatened, insulted or put under pressure")
    FRAUD = "fraud", _("They ask for money or pretend to be somebody else")
    SPAM = "spam", _("This is advertising")
    OTHER = "other", _("Something else")


class WeightsKind(models.TextChoices):
    PARTNERS = "partners", _("Between groups and partners")
    DIASPORA = "diaspora", _("Between groups")


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
