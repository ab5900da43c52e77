"""A public or private body that works with diaspora organizations."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import Direction, PlaceRelation, Source
from organizations.models import Generation, Language, Place, Sector, SupportType
from organizations.models.fields import WebAddressField
from partnerships.enums import (
    PRIVATE_TYPES,
    PUBLIC_TYPES,
    Accepts,
    BusinessView,
    Level,
    PartnerSector,
    PartnerType,
    Verification,
)
from partnerships.models.queries import PartnerQuerySet


class Partner(models.Model):
    """A ministry, embassy, city, university …; a company, bank, foundation …

    Nothing is matched or contacted before IOM has verified it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_language = models.CharField(_("language of the name"), max_length=35, blank=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    sector = models.CharField(_("sector"), max_length=8, choices=PartnerSector.choices)
    type = models.CharField(_("type"), max_length=30, choices=PartnerType.choices)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, blank=True)
    business_view = models.CharField(
        _("view of business"), max_length=24, choices=BusinessView.choices, blank=True
    )
    description = models.TextField(
        _("description"), blank=True, validators=[MaxLengthValidator(2_000)]
    )
    description_language = models.ForeignKey(
        Language,
        verbose_name=_("language of the description"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    website = WebAddressField(_("website"), max_length=300, blank=True)
    accepts = models.CharField(
        _("lightest engagement"), max_length=12, choices=Accepts.choices, blank=True
    )
    # The firewall compares these with a listing's `hidden_from`, so they are held as codes too.
    state_countries = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("part of the state of"),
        default=list,
        blank=True,
        help_text=_("Country codes (ISO 3166-1 alpha-2)."),
    )

    sectors = models.ManyToManyField(Sector, verbose_name=_("focus sectors"), blank=True)
    places = models.ManyToManyField(
        Place, verbose_name=_("places"), through="PartnerPlace", blank=True
    )
    generations = models.ManyToManyField(
        Generation, verbose_name=_("generations it works with"), blank=True
    )
    languages = models.ManyToManyField(
        Language, verbose_name=_("working languages"), blank=True, related_name="+"
    )

    verification = models.CharField(
        _("verification"),
        max_length=10,
        choices=Verification.choices,
        default=Verification.PENDING,
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True, editable=False)
    is_open_to_matching = models.BooleanField(_("open to matching"), default=True)
    open_to = models.PositiveSmallIntegerField(
        _("open to at most this many suggestions"), null=True, blank=True
    )
    source = models.CharField(
        _("source"), max_length=10, choices=Source.choices, default=Source.SELF
    )
    source_citation = models.CharField(_("citation of the source"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    # Codes of tags, filled by with_tags().
    sector_codes: list[str]
    heritage_codes: list[str]
    residence_codes: list[str]
    works_in_codes: list[str]
    generation_codes: list[str]
    offer_codes: list[str]
    need_codes: list[str]
    language_codes: list[str]

    objects: ClassVar[PartnerQuerySet] = PartnerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(sector=PartnerSector.PUBLIC, type__in=PUBLIC_TYPES)
                | Q(sector=PartnerSector.PRIVATE, type__in=PRIVATE_TYPES),
                name="partner_type_fits_sector",
                violation_error_message=_("This type does not belong to this sector."),
            ),
            # Only a public body is part of a state.
            models.CheckConstraint(
                condition=Q(sector=PartnerSector.PUBLIC) | Q(state_countries__len=0),
                name="partner_private_has_no_state",
                violation_error_message=_("Only a public body is part of a state."),
            ),
            models.CheckConstraint(
                condition=Q(sector=PartnerSector.PRIVATE) | Q(business_view=""),
                name="partner_public_has_no_business_view",
                violation_error_message=_("Only a private body has a view of business."),
            ),
            models.CheckConstraint(
                condition=Q(verification__in=Verification.values),
                name="partner_verification_known",
            ),
            models.CheckConstraint(
                condition=~Q(verification=Verification.VERIFIED) | Q(verified_at__isnull=False),
                name="partner_verified_has_date",
            ),
            models.CheckConstraint(
                condition=Q(accepts__in=Accepts.values), name="partner_accepts_known"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="partner_level_known"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="partner_has_name"),
            models.CheckConstraint(
                condition=Q(open_to=None) | Q(open_to__gte=1), name="partner_open_to_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partnerships:partner_detail", args=[self.slug])

    @property
    def is_sample(self) -> bool:
        return self.source == Source.SAMPLE

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED


class PartnerPlace(models.Model):
    """Which diasporas a partner works with (heritage, residence) and where it works."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="place_links")
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="+"
    )
    relation = models.CharField(_("relation"), max_length=10, choices=PlaceRelation.choices)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("relation", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "relation", "place"], name="partner_place_once"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=PlaceRelation.values),
                name="partner_place_relation_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.place}"


class PartnerSupport(models.Model):
    """What a partner offers and what it looks for."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="support_links")
    support_type = models.ForeignKey(
        SupportType, verbose_name=_("type of support"), on_delete=models.PROTECT, related_name="+"
    )
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("support offered and needed")
        ordering = ("direction", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "direction", "support_type"], name="partner_support_once"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="partner_support_direction_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.support_type}"


class Representative(models.Model):
    """A person who speaks for a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="representatives")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="representations"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            models.UniqueConstraint(fields=["partner", "user"], name="representative_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.partner}"
