"""Fixed choices about a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What somebody agreed to."""

    TERMS = "terms", _("The terms of use")
    LISTING = "listing", _("Publishing what I enter about my group")
    CONTACT = "contact", _("Passing messages of others on to me")
    PHOTOS = "photos", _("Being shown in pictures of a session")
    RECORDING = "recording", _("Being recorded at a session")


# Purposes that somebody agrees to for one thing only, such as a session.
ABOUT_ONE = (Purpose.PHOTOS, Purpose.RECORDING)


class MailState(models.TextChoices):
    """Where the e-mail of a notification stands."""

    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")
    HELD = "held", _("Waits for a digest")
    DIGESTED = "digest", _("Told in a digest")
    INBOX = "inbox", _("In the inbox only")


class CopyState(models.TextChoices):
    """Where the copy of a person's data stands."""

    ASKED = "asked", _("Being made")
    READY = "ready", _("Ready")
    FETCHED = "fetched", _("Fetched")


class ErasedKind(models.TextChoices):
    """What was erased."""

    PERSON = "person", _("An account")
    LISTING = "listing", _("A listing")


class Frequency(models.TextChoices):
    """How a person hears of a topic."""

    AT_ONCE = "at_once", _("By e-mail, at once")
    DAILY = "daily", _("In one e-mail a day")
    WEEKLY = "weekly", _("In one e-mail a week")
    INBOX = "inbox", _("Here only, without e-mail")


DIGESTS = (Frequency.DAILY, Frequency.WEEKLY)
