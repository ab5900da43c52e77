"""Pauses of a partnership, and what its parties say of it at the end."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models.partnerships import WORDS_LENGTH, Partnership, PartnershipParty
from partnerships.partnership_enums import Again, Condition, GoalsReached, PauseReason

REFLECTION_LENGTH = 2_000


class Suspension(models.Model):
    """One party has suspended the work; it goes on when all have agreed to."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="suspensions"
    )
    party = models.ForeignKey(PartnershipParty, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=PauseReason.choices)
    words = models.TextField(_("in their words"), max_length=WORDS_LENGTH, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ("-since", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=PauseReason.values), name="suspension_reason_known"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(ended_at=None),
                name="suspension_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class Resumption(models.Model):
    """A party agrees that the work goes on."""

    suspension = models.ForeignKey(Suspension, on_delete=models.CASCADE, related_name="resumptions")
    party = models.ForeignKey(
        PartnershipParty, on_delete=models.CASCADE, related_name="resumptions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("agreed"), default=timezone.now)

    class Meta:
        verbose_name = _("agreement to go on")
        verbose_name_plural = _("agreements to go on")
        constraints = [
            models.UniqueConstraint(fields=["suspension", "party"], name="resumption_once_a_party"),
            # As with texts: one person speaks for one party only.
            models.UniqueConstraint(fields=["suspension", "by"], name="resumption_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} → {self.suspension_id}"


class Reflection(models.Model):
    """What a party says of the work when it is over: what worked, what did not.

    The others read it once all have written, or the partnership is over, so that nobody writes
    what another has written.
    """

    party = models.OneToOneField(
        PartnershipParty,
        verbose_name=_("party"),
        on_delete=models.CASCADE,
        related_name="reflection",
    )
    worked = models.TextField(_("what worked"), max_length=REFLECTION_LENGTH)
    did_not = models.TextField(_("what did not work"), max_length=REFLECTION_LENGTH)
    goals = models.CharField(_("goals reached"), max_length=6, choices=GoalsReached.choices)
    helped = ArrayField(
        models.CharField(max_length=12, choices=Condition.choices),
        verbose_name=_("what helped"),
        default=list,
        blank=True,
    )
    hindered = ArrayField(
        models.CharField(max_length=12, choices=Condition.choices),
        verbose_name=_("what stood in the way"),
        default=list,
        blank=True,
    )
    again = models.CharField(_("would work together again"), max_length=8, choices=Again.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ("party_id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(worked__regex=r"\S", did_not__regex=r"\S"),
                name="reflection_says_something",
            ),
            models.CheckConstraint(
                condition=Q(goals__in=GoalsReached.values, again__in=Again.values),
                name="reflection_codes_known",
            ),
            models.CheckConstraint(
                condition=Q(helped__contained_by=Condition.values)
                & Q(hindered__contained_by=Condition.values),
                name="reflection_conditions_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)
