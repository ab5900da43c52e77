"""The fixed choices around results: IATI's code lists by their codes, and our own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResultType(models.TextChoices):
    """IATI 2.03, code list ResultType."""

    OUTPUT = "1", _("Output: what is done or made")
    OUTCOME = "2", _("Outcome: what changes because of it")
    IMPACT = "3", _("Impact: what lasts")
    OTHER = "9", _("Something else")


class Measure(models.TextChoices):
    """IATI 2.03, code list IndicatorMeasure."""

    UNIT = "1", _("A number of people or things")
    PERCENTAGE = "2", _("A percentage")
    NOMINAL = "3", _("One of several kinds, by its number")
    ORDINAL = "4", _("A place on a scale, such as 1 to 5")
    QUALITATIVE = "5", _("In words")


class Progress(models.TextChoices):
    """How an indicator stands: the words of UNICEF's Partner Reporting Portal."""

    MET = "met", _("Met")
    ON_TRACK = "on_track", _("On track")
    CONSTRAINED = "constrained", _("Constrained")
    NO_PROGRESS = "no_progress", _("No progress")
    UNKNOWN = "", _("Not known yet")


class Dimension(models.TextChoices):
    """What an actual value may be split by (IATI: dimension/@name)."""

    GENERATION = "generation", _("Generation")
    GENDER = "gender", _("Gender")


class Gender(models.TextChoices):
    WOMEN = "female", _("Women and girls")
    MEN = "male", _("Men and boys")
    OTHER = "other", _("Another gender")


class MilestoneState(models.TextChoices):
    REACHED = "reached", _("Reached")
    LATE = "late", _("Late")
    SOON = "soon", _("Due soon")
    AHEAD = "ahead", _("Ahead")


class ReportState(models.TextChoices):
    """Where a report stands; whether it is overdue follows from its date."""

    OPEN = "open", _("Not sent yet")
    SUBMITTED = "submitted", _("Sent, to be read by another side")
    SENT_BACK = "sent_back", _("Sent back with questions")
    ACCEPTED = "accepted", _("Accepted")


class Standing(models.TextChoices):
    """What a reader is told of a report's date."""

    AHEAD = "ahead", _("Not due yet")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Overdue")
    IN_TIME = "in_time", _("Sent in time")
    LATE = "late", _("Sent late")


class CheckState(models.TextChoices):
    """Where an expectation check stands."""

    AHEAD = "ahead", _("Not begun")
    ASKING = "asking", _("Waiting for answers")
    OPEN = "open", _("Answers side by side")
