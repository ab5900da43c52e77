"""Groups that set out together to answer a call."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.coalition_workflow import IN, CoalitionState, Say
from partnerships.models.expressions import ExpressionOfInterest
from partnerships.models.opportunities import Opportunity


class CoalitionQuerySet(models.QuerySet["Coalition"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep those that a group of the viewer's is part of or asked into, and those that the
        publisher she speaks for has proposed; of calls that she may see.

        Which of the groups she reads of, `Organization.visible_to` says besides.
        """
        own = CoalitionMember.objects.filter(
            coalition=OuterRef("pk"), organization__in=viewer.organization_ids, state__in=IN
        )
        proposed = Q(by_publisher=True, opportunity__in=Opportunity.objects.published_by(viewer))
        return self.filter(
            Exists(own) | proposed, opportunity__in=Opportunity.objects.visible_to(viewer)
        )

    def asking(self, viewer: Viewer) -> Self:
        """Keep those that wait for a group of the viewer's to answer, while the call is open."""
        asked = CoalitionMember.objects.filter(
            coalition=OuterRef("pk"), organization__in=viewer.organization_ids, state=Say.ASKED
        )
        return self.visible_to(viewer).filter(
            Exists(asked),
            state=CoalitionState.FORMING,
            opportunity__in=Opportunity.objects.open(),
        )

    def living(self) -> Self:
        return self.exclude(state=CoalitionState.ENDED)


class Coalition(models.Model):
    """Proposed by one group, which leads it, or by the publisher of the call.

    Being part of it means to be named to the others, no more: what is sent to the publisher is an
    expression of interest, to whose text each group agrees once more.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("opportunity"),
        on_delete=models.PROTECT,
        related_name="coalitions",
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=CoalitionState.choices,
        default=CoalitionState.FORMING,
    )
    by_publisher = models.BooleanField(_("proposed by the publisher"), default=False)
    lead = models.ForeignKey(
        Organization,
        verbose_name=_("leads"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expression = models.OneToOneField(
        ExpressionOfInterest,
        verbose_name=_("joint answer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="coalition",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[CoalitionQuerySet] = CoalitionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("coalition")
        verbose_name_plural = _("coalitions")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CoalitionState.values), name="coalition_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=CoalitionState.ENDED, ended_at__isnull=False)
                | (~Q(state=CoalitionState.ENDED) & Q(ended_at=None)),
                name="coalition_ended_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=CoalitionState.APPLYING)
                | Q(expression__isnull=False, lead__isnull=False),
                name="coalition_applying_has_answer",
            ),
            # A group leads one coalition for a call: asking all the world in twelves is no search.
            models.UniqueConstraint(
                fields=["opportunity", "lead"],
                condition=~Q(state=CoalitionState.ENDED) & Q(lead__isnull=False),
                name="coalition_one_led_for_a_call",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("partnerships:coalition_detail", args=[self.uuid])


class CoalitionMember(models.Model):
    """A group that is part of a coalition, or was asked to be."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="members")
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("group"),
        on_delete=models.PROTECT,
        related_name="coalition_members",
    )
    state = models.CharField(_("state"), max_length=7, choices=Say.choices, default=Say.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("group of a coalition")
        verbose_name_plural = _("groups of coalitions")
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "organization"], name="coalition_member_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=Say.values), name="coalition_member_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=Say.ASKED, answered_at=None)
                | (~Q(state=Say.ASKED) & Q(answered_at__isnull=False)),
                name="coalition_member_answer_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_state_display()}"
