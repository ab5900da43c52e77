"""The fixed choices of the archive."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppearanceRole(models.TextChoices):
    """What a person did at a session."""

    SPEAKER = "speaker", _("Speaker")
    MODERATOR = "moderator", _("Moderator")
    OPENING = "opening", _("Opening remarks")
    CLOSING = "closing", _("Closing remarks")
    OPENING_AND_CLOSING = "opening_and_closing", _("Opening and closing remarks")


class Basis(models.TextChoices):
    """What allows a person's name to be shown."""

    RECORD = "record", _("Named in the published record of the exchange")
    CONSENT = "consent", _("The person agreed")


class Part(models.TextChoices):
    """What an organization did in an exchange."""

    ORGANIZER = "organizer", _("Organizer")
    PARTICIPANT = "participant", _("Participant")
    SPEAKERS_ORGANIZATION = "speakers_organization", _("Organization of a speaker")


class Body(models.TextChoices):
    """What kind of body the record says an organization is; it seldom says."""

    UNKNOWN = "", _("Not stated")
    ACADEMIC = "academic", _("Academic")
    MULTILATERAL = "multilateral", _("Multilateral")
    NETWORK = "network", _("Network")
    PUBLIC = "public", _("Public body")


class ResourceKind(models.TextChoices):
    PUBLICATION = "publication", _("Publication")
    RECORDING = "recording", _("Recording")
    SLIDES = "slides", _("Slides")
    PAGE = "page", _("Web page")


class RegistrationState(models.TextChoices):
    """Where a person stands who wants to come to a session."""

    REGISTERED = "registered", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", _("Cancelled")


class PeopleMode(models.TextChoices):
    """Whose names the pages of an exchange show."""

    ALL = "all", _("Everybody whose name may be shown")
    CONSENTING = "consenting", _("Only people who agreed")
    HIDDEN = "hidden", _("Nobody")


class RemovalState(models.TextChoices):
    OPEN = "open", _("Waits for IOM")
    GRANTED = "granted", _("Removed")
    DECLINED = "declined", _("Declined")
