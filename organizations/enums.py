"""The fixed choices of the directory. What changes with the field is a code list instead."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a group is, in its own eyes; no order is meant."""

    UNKNOWN = "", _("Not stated")
    GRASSROOTS = "grassroots", _("Grass-roots group")
    FORMAL = "formal", _("Organization")
    NETWORK = "network", _("Network or federation")


class LegalStatus(models.TextChoices):
    """Its own axis: a grass-roots group may be registered, a network may not."""

    UNKNOWN = "", _("Not stated")
    NONE = "none", _("Not registered")
    IN_FORMATION = "in_formation", _("Registration under way")
    REGISTERED = "registered", _("Registered")


class Status(models.TextChoices):
    """Where a listing stands in its life; see workflow.py for how it moves."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    DECLINED = "declined", _("Declined")
    PUBLISHED = "published", _("Published")
    SUSPENDED = "suspended", _("Suspended")
    ARCHIVED = "archived", _("Archived")
    MERGED = "merged", _("Merged with another listing")


# Where a listing is somebody's concern: neither private to its group nor at its end.
CURATED = frozenset(
    {
        Status.SUBMITTED,
        Status.IN_REVIEW,
        Status.CHANGES_REQUESTED,
        Status.PUBLISHED,
        Status.SUSPENDED,
    }
)


class Audience(models.TextChoices):
    """Who may learn of a listing, or of one contact; each circle holds those below it."""

    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members of the portal")
    PARTNERS = "partners", _("Partners verified by IOM")
    IOM = "iom", _("IOM only")


class Source(models.TextChoices):
    """Where a listing came from."""

    SELF = "self", _("Registered by the group")
    RECORD = "record", _("Taken from the published record of an exchange")
    IMPORTED = "imported", _("Imported")
    SAMPLE = "sample", _("Fictional sample")


class SizeBand(models.TextChoices):
    UNKNOWN = "", _("Not stated")
    UP_TO_10 = "1-10", _("Up to 10 people")
    UP_TO_50 = "11-50", _("11 to 50 people")
    UP_TO_200 = "51-200", _("51 to 200 people")
    UP_TO_1000 = "201-1000", _("201 to 1,000 people")
    OVER_1000 = "1001+", _("More than 1,000 people")


class BudgetBand(models.TextChoices):
    """Yearly budget, in US dollars."""

    UNKNOWN = "", _("Not stated")
    NONE = "0", _("No budget")
    UP_TO_1K = "1-1000", _("Up to 1,000 US dollars")
    UP_TO_10K = "1001-10000", _("1,001 to 10,000 US dollars")
    UP_TO_100K = "10001-100000", _("10,001 to 100,000 US dollars")
    OVER_100K = "100001+", _("More than 100,000 US dollars")


class NameType(models.TextChoices):
    """Names beside the current one; all of them are found by search."""

    TRANSLATION = "translation", _("Name in another language or script")
    ACRONYM = "acronym", _("Acronym")
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Also known as")


class PlaceRelation(models.TextChoices):
    HERITAGE = "heritage", _("Heritage")
    RESIDENCE = "residence", _("Residence")
    WORKS_IN = "works_in", _("Works in")


class GenerationRelation(models.TextChoices):
    MADE_OF = "made_of", _("Made of")
    SERVES = "serves", _("Serves")


class Direction(models.TextChoices):
    OFFERS = "offers", _("Offers")
    NEEDS = "needs", _("Needs")


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SOCIAL = "social", _("Social media page")
    ADDRESS = "address", _("Postal address")


class MembershipRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")


class Reason(models.TextChoices):
    """Why a curator asked for changes, declined or took a listing down; sent to the group."""

    DESCRIPTION = "description", _("Please say in a few plain words what your group does.")
    DUPLICATE = "duplicate", _("This group seems to be listed already.")
    NOT_DIASPORA = "not_diaspora", _("This does not seem to be a diaspora group.")
    CONTACT = "contact", _("We could not reach you with the contact details you gave.")
    CONTENT = "content", _("Some of the text cannot be published on this portal.")
    SAFETY = "safety", _("Publishing this listing might put people in danger.")
    IDENTITY = "identity", _("The name might be taken for that of another group.")
    INACTIVE = "inactive", _("We have not heard from this group for a long time.")
    ASKED = "asked", _("The group asked for it.")
    OTHER = "other", _("Another reason, explained below.")
    NO_LINK = "no_link", _("We could not see how you are connected with the group.")
    OTHER_OWNER = "other_owner", _("The group told us that somebody else speaks for it.")
    MISTAKE = "mistake", _("We had agreed by mistake.")
    SILENT = "silent", _("Nobody of the group has confirmed the listing for two years.")


class ChangeState(models.TextChoices):
    """What became of an edit that IOM reads before it shows."""

    WAITING = "waiting", _("Waiting for review")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn by the group")


class ReportKind(models.TextChoices):
    """What a reader tells IOM about a listing."""

    WRONG_FACTS = "wrong_facts", _("Something on this page is wrong")
    DUPLICATE = "duplicate", _("This group is listed twice")
    NOT_DIASPORA = "not_diaspora", _("This is not a diaspora group")
    DANGER = "danger", _("This page puts somebody in danger")
    SPAM = "spam", _("This is advertising or abuse")


# Kinds that mean little without a word of explanation.
REPORTS_TO_EXPLAIN = frozenset({ReportKind.WRONG_FACTS, ReportKind.DANGER})


class Digest(models.TextChoices):
    """How often somebody hears of groups that are new in a saved search."""

    DAILY = "daily", _("Every day, if there is something new")
    WEEKLY = "weekly", _("Once a week, if there is something new")
    NEVER = "never", _("Never: I will look myself")


class ConfirmationStage(models.IntegerChoices):
    """How often a group was asked in vain whether its listing is still right."""

    ASK = 1, _("Asked")
    REMIND = 2, _("Reminded")
    REMIND_AGAIN = 3, _("Reminded again")
    WARN = 4, _("Warned before archiving")


class TrustLevel(models.IntegerChoices):
    """How much of a listing somebody else has confirmed; see trust.py for how it is earned."""

    LISTED = 0, _("Listed")
    REACHABLE = 1, _("Reachable")
    KNOWN = 2, _("Known")
    WELL_KNOWN = 3, _("Well known")


class EvidenceKind(models.TextChoices):
    """What speaks for a group. None of it needs a registration number."""

    CONTACT = "contact", _("Confirmed contact")
    VOUCH = "vouch", _("Vouch of another group")
    ATTENDANCE = "attendance", _("Took part in an exchange")
    PARTNERSHIP = "partnership", _("Partnership on record")
    DOCUMENT = "document", _("Something IOM has seen")
    HOST = "host", _("Hosted by a registered organization")


class Basis(models.TextChoices):
    """What exactly was confirmed, by the kind of evidence (BASES)."""

    NONE = "", _("Not stated")
    LINK = "link", _("Somebody answered at the address of the group")
    CALL = "call", _("IOM has spoken with the group")
    WORKED = "worked", _("We have worked together")
    MET = "met", _("We have met in person")
    YEARS = "years", _("We have known each other for years")
    ARTICLE = "article", _("A report in a newspaper, on radio or online")
    EVENT = "event", _("Pictures, a film or a poster of something the group did")
    LETTER = "letter", _("A letter from somebody the group has worked with")
    RULES = "rules", _("The group’s own rules or minutes")
    PAPER = "paper", _("An official paper")


_BASES_OF_A_RECORD = (Basis.NONE,)
BASES: dict[str, tuple[Basis, ...]] = {
    EvidenceKind.CONTACT: (Basis.LINK, Basis.CALL),
    EvidenceKind.VOUCH: (Basis.WORKED, Basis.MET, Basis.YEARS),
    EvidenceKind.ATTENDANCE: _BASES_OF_A_RECORD,
    EvidenceKind.PARTNERSHIP: _BASES_OF_A_RECORD,
    EvidenceKind.DOCUMENT: (
        Basis.ARTICLE,
        Basis.EVENT,
        Basis.LETTER,
        Basis.RULES,
        Basis.PAPER,
    ),
    EvidenceKind.HOST: _BASES_OF_A_RECORD,
}


class EvidenceEnd(models.TextChoices):
    """Why evidence ended before its time."""

    WITHDRAWN = "withdrawn", _("Taken back by the group that vouched")
    REVOKED = "revoked", _("Taken back by IOM")
    RENEWED = "renewed", _("Given again")
    OVER = "over", _("What it rested on has ended")


class ImportState(models.TextChoices):
    """Where a file of listings stands."""

    WAITING = "waiting", _("Being checked")
    WRONG = "wrong", _("Has errors")
    READY = "ready", _("Ready: look at it")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Written")
    GIVEN_UP = "given_up", _("Given up")
    FAILED = "failed", _("Failed: nothing was written")


class DuplicateState(models.TextChoices):
    """What is known of two listings that look like one group."""

    PENDING = "pending", _("To be looked at")
    CONFIRMED = "confirmed", _("The same group")
    REJECTED = "rejected", _("Two different groups")
    MERGED = "merged", _("Merged")


class GroupAnswer(models.TextChoices):
    """What a group that registered said when it was asked about a listing like its own."""

    NONE = "", _("Not asked")
    SAME = "same", _("This is our group")
    DIFFERENT = "different", _("This is another group")


class ClaimKind(models.TextChoices):
    """Why somebody asks to speak for a listing."""

    UNOWNED = "unowned", _("Nobody speaks for the listing yet")
    DISPUTE = "dispute", _("Somebody else speaks for the listing")
    LOST_ACCESS = "lost_access", _("I lost the account that speaks for it")


class ClaimState(models.TextChoices):
    PENDING = "pending", _("Being looked at")
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    REVOKED = "revoked", _("Taken back by IOM")
    WITHDRAWN = "withdrawn", _("Taken back by whoever asked")


class OwnersAfter(models.TextChoices):
    """What becomes of those who spoke for the listing so far."""

    NONE = "", _("Nobody did")
    STAY = "stay", _("They stay owners")
    EDITORS = "editors", _("They may edit, no longer decide")
    LEAVE = "leave", _("They leave the listing")
    REPLACE = "replace", _("The lost account leaves, all others stay")
