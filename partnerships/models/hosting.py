"""A registered organization hosts an informal group: the agreement and its terms."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import Status
from organizations.models import Organization
from partnerships.host_workflow import HOST_TEXT_LENGTH, LIVING, Answer, Power, Side, State, Terms


class HostAgreementQuerySet(models.QuerySet["HostAgreement"]):
    def for_people_of(self, user_id: int) -> Self:
        """Keep the agreements that a group of this person is a side of."""
        # Two subqueries, so that whoever belongs to a group twice over gets no row twice.
        own = Organization.objects.for_member(user_id).values("pk")
        return self.filter(Q(group__in=own) | Q(host__in=own))

    def living(self) -> Self:
        return self.filter(state__in=LIVING)

    def in_force(self) -> Self:
        """Keep what has effect at this moment: it is asked of the date, never of a clock's job."""
        return self.filter(
            state=State.AGREED,
            current__ends_on__gte=timezone.now().date(),
            group__status=Status.PUBLISHED,
            host__status=Status.PUBLISHED,
        )

    def run_out(self) -> Self:
        return self.filter(state=State.AGREED, current__ends_on__lt=timezone.now().date())

    def giving(self, power: str) -> Self:
        return self.filter(current__powers__contains=[power])


class HostAgreement(models.Model):
    """Between one group and one host; what holds is in `current`, once both have accepted it.

    Kept when it ends: what was done in the group's name needs its ground.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(
        Organization,
        verbose_name=_("group"),
        on_delete=models.PROTECT,
        related_name="host_agreements",
    )
    host = models.ForeignKey(
        Organization,
        verbose_name=_("host"),
        on_delete=models.PROTECT,
        related_name="hosting_agreements",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PROPOSED
    )
    current = models.OneToOneField(
        "HostTerms",
        verbose_name=_("terms that hold"),
        null=True,
        # Unlike PROTECT, it lets both be deleted together.
        on_delete=models.RESTRICT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    reminded_of = models.DateField(_("reminded of the last day"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by_side = models.CharField(_("ended by"), max_length=5, choices=Side.choices, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects: ClassVar[HostAgreementQuerySet] = HostAgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("host agreement")
        verbose_name_plural = _("host agreements")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(group=F("host")), name="host_agreement_of_two_groups"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="host_agreement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVING, ended_at=None, ended_by_side="")
                | Q(~Q(state__in=LIVING), ended_at__isnull=False),
                name="host_agreement_ended_has_date",
            ),
            # Nothing is agreed without terms that both have accepted.
            models.CheckConstraint(
                condition=~Q(state__in=(State.AGREED, State.RUN_OUT)) | Q(current__isnull=False),
                name="host_agreement_agreed_has_terms",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REVOKED) | Q(ended_by_side__in=Side.values),
                name="host_agreement_revoked_by_a_side",
            ),
            models.UniqueConstraint(
                fields=["group", "host"],
                condition=Q(state__in=LIVING),
                name="host_agreement_one_living_of_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} – {self.host}"

    def get_absolute_url(self) -> str:
        return reverse("partnerships:host_agreement", args=[self.uuid])

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed, told by the date."""
        return self.current is not None and self.current.ends_on < timezone.now().date()

    @property
    def has_effect(self) -> bool:
        return self.state == State.AGREED and not self.is_over

    @property
    def record(self) -> str:
        """The name of this agreement as a ground of trust."""
        return f"host:{self.uuid}"


class ByHost(models.Model):
    """What may have been done in a group's name by its host: through which agreement.

    `host_name` is what the host was called then. Whoever it acted towards goes on reading that,
    though she may not look it up any more.
    """

    through = models.ForeignKey(
        HostAgreement, verbose_name=_("as host"), null=True, on_delete=models.RESTRICT,
        related_name="+",
    )  # fmt: skip
    host_name = models.CharField(_("host"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def note_host(self, agreement: HostAgreement | None) -> None:
        self.through = agreement
        self.host_name = agreement.host.name if agreement else ""


class HostTerms(models.Model):
    """One text with its powers, limits and last day. Never changed; other terms are a new row."""

    agreement = models.ForeignKey(HostAgreement, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField(_("version"))
    powers = ArrayField(
        models.CharField(max_length=14, choices=Power.choices), verbose_name=_("the host may")
    )
    hold_up_to = models.DecimalField(
        _("at most"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    ends_on = models.DateField(_("last day"))
    text = models.TextField(_("what the two sides agree"), max_length=HOST_TEXT_LENGTH)
    proposed_by_side = models.CharField(_("proposed by"), max_length=5, choices=Side.choices)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    answer = models.CharField(_("answer"), max_length=9, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    words = models.CharField(_("in their words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="host_terms_numbered_once"
            ),
            # One text at a time waits for an answer: nobody accepts what she has not read.
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(answer=Answer.WAITING),
                name="host_terms_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(powers__contained_by=Power.values, powers__len__gte=1),
                name="host_terms_powers_known",
            ),
            # Holding money has a limit, always.
            models.CheckConstraint(
                condition=Q(
                    powers__contains=[Power.HOLD_FUNDS],
                    hold_up_to__gt=0,
                    currency__regex=r"^[A-Z]{3}$",
                )
                | Q(~Q(powers__contains=[Power.HOLD_FUNDS]), hold_up_to=None, currency=""),
                name="host_terms_money_has_a_limit",
            ),
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="host_terms_has_text"),
            models.CheckConstraint(
                condition=Q(answer=Answer.WAITING, answered_at=None)
                | Q(answer__in=Answer.values[1:], answered_at__isnull=False),
                name="host_terms_answer_has_date",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by_side__in=(Side.GROUP, Side.HOST)),
                name="host_terms_proposed_by_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} ({self.number})"

    @property
    def power_labels(self) -> list[str]:
        return [str(Power(power).label) for power in self.powers]

    @property
    def missing_labels(self) -> list[str]:
        """What the host may not do, of all that can be agreed."""
        return [str(power.label) for power in Power if power not in self.powers]

    def as_terms(self) -> Terms:
        return Terms.of(
            self.powers,
            ends_on=self.ends_on,
            text=self.text,
            hold_up_to=self.hold_up_to,
            currency=self.currency,
        )
