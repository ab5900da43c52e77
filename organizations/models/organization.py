"""A listing of the directory: one diaspora organization, formal or not."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import (
    Audience,
    BudgetBand,
    Kind,
    LegalStatus,
    SizeBand,
    Source,
    Status,
    TrustLevel,
)
from organizations.freshness import is_unconfirmed
from organizations.models.codelists import Language, Place, Role, Sector
from organizations.models.fields import WebAddressField
from organizations.models.history import ListingHistory, TrackedQuerySet
from organizations.models.queries import OrganizationQuerySet

DESCRIPTION_LENGTH = 2_000
# Not said by anybody: derived from other rows, or the time of the change itself.
DERIVED = (
    "updated_at",
    "alarmed_at",
    "earned_level",
    "earned_name",
    "earned_until",
    "trust_review_at",
    "trust_level",
)


class Organization(models.Model):
    """A diaspora organization, from an informal group to a registered federation.

    What is unknown is empty (text) or null (dates, flags), never guessed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False
    )

    name = models.CharField(_("name"), max_length=200)
    name_language = models.CharField(_("language of the name"), max_length=35, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True)
    legal_status = models.CharField(
        _("legal status"), max_length=12, choices=LegalStatus.choices, blank=True
    )
    founded_year = models.PositiveSmallIntegerField(
        _("year of foundation"), null=True, blank=True, validators=[MinValueValidator(1800)]
    )
    size_band = models.CharField(_("size"), max_length=10, choices=SizeBand.choices, blank=True)
    budget_band = models.CharField(
        _("yearly budget"), max_length=14, choices=BudgetBand.choices, blank=True
    )
    is_youth_led = models.BooleanField(_("led by young people"), null=True, blank=True)
    is_women_led = models.BooleanField(_("led by women"), null=True, blank=True)
    is_refugee_led = models.BooleanField(_("led by refugees"), null=True, blank=True)
    website = WebAddressField(_("website"), max_length=300, blank=True)
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)

    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent organization"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="chapters",
    )
    networks = models.ManyToManyField(
        "self", verbose_name=_("networks"), symmetrical=False, blank=True, related_name="members"
    )
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("sectors"), through="OrganizationSector", blank=True
    )
    places = models.ManyToManyField(
        Place, verbose_name=_("places"), through="OrganizationPlace", blank=True
    )
    roles = models.ManyToManyField(Role, verbose_name=_("roles"), blank=True)
    languages = models.ManyToManyField(Language, verbose_name=_("working languages"), blank=True)

    audience = models.CharField(
        _("who may see this listing"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.PUBLIC,
    )
    hidden_from = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("hidden from public bodies of"),
        default=list,
        blank=True,
        help_text=_("Country codes. Public bodies of these countries never learn of the listing."),
    )
    # While its alarm is raised (models/alarms.py), nothing opens the listing.
    alarmed_at = models.DateTimeField(_("alarm raised"), null=True, editable=False)
    is_open_to_matching = models.BooleanField(_("open to matching"), default=True)
    matches_heritage_state = models.BooleanField(
        _("may be matched with public bodies of a heritage country"), default=False
    )
    open_to = models.PositiveSmallIntegerField(
        _("open to at most this many suggestions"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )

    source = models.CharField(
        _("source"), max_length=10, choices=Source.choices, default=Source.SELF
    )
    source_citation = models.CharField(_("citation of the source"), max_length=300, blank=True)
    # What actions.refresh_trust found last, for this name; to be looked at again at that time.
    earned_level = models.PositiveSmallIntegerField(
        choices=TrustLevel.choices, default=TrustLevel.LISTED, db_default=0, editable=False
    )
    earned_name = models.CharField(
        max_length=200, default="", db_default="", blank=True, editable=False
    )
    earned_until = models.DateTimeField(null=True, editable=False)
    trust_review_at = models.DateTimeField(null=True, editable=False)
    # The badge is bound to the name: whatever renames a listing takes it off in the same statement.
    trust_level = models.GeneratedField(
        verbose_name=_("trust"),
        expression=Case(When(earned_name=F("name"), then=F("earned_level")), default=0),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    last_confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True)
    consented_at = models.DateTimeField(
        _("consent to publication given"), null=True, blank=True, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    # Codes of tags, filled by with_tags().
    primary_sector_codes: list[str]
    secondary_sector_codes: list[str]
    heritage_codes: list[str]
    residence_codes: list[str]
    works_in_codes: list[str]
    made_of_codes: list[str]
    serves_codes: list[str]
    offer_codes: list[str]
    need_codes: list[str]
    role_codes: list[str]
    language_codes: list[str]

    # Filled by with_details().
    other_names: list[dict[str, str]]
    numbers: list[str]
    has_active_member: bool

    # Filled by with_heard_at().
    heard_at: datetime

    objects: ClassVar[OrganizationQuerySet] = OrganizationQuerySet.as_manager()  # type: ignore[assignment]
    history = ListingHistory(derived=DERIVED, m2m_fields=["networks", "roles", "languages"])

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ("name", "pk")
        permissions = [
            ("curate_organization", _("Can decide about listings")),
            ("lead_curation", _("Can take back what other curators decided")),
            ("all_countries", _("Can work with the listings of every country")),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at"], name="organization_newest"),
            models.Index(fields=["status", "submitted_at"], name="organization_queue"),
            models.Index(
                fields=["trust_review_at"],
                condition=Q(trust_review_at__isnull=False),
                name="organization_trust_review",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="organization_status_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="organization_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(legal_status__in=LegalStatus.values),
                name="organization_legal_status_known",
            ),
            models.CheckConstraint(
                condition=Q(size_band__in=SizeBand.values), name="organization_size_known"
            ),
            models.CheckConstraint(
                condition=Q(budget_band__in=BudgetBand.values), name="organization_budget_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="organization_audience_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="organization_source_known"
            ),
            models.CheckConstraint(
                condition=Q(earned_level__in=TrustLevel.values), name="organization_earned_known"
            ),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="organization_has_name"),
            # Only a record taken from elsewhere may leave open what kind of group it is.
            models.CheckConstraint(
                condition=~Q(kind="")
                | Q(source__in=(Source.RECORD, Source.IMPORTED))
                | Q(status=Status.DRAFT),
                name="organization_kind_stated",
            ),
            # A public page can be read by every government: hiding needs a closed audience.
            models.CheckConstraint(
                condition=Q(hidden_from__len=0) | ~Q(audience=Audience.PUBLIC),
                name="organization_hidden_is_not_public",
                violation_error_message=_(
                    "A page that everyone can see cannot be hidden from a government. Choose "
                    "another audience, or hide it from no country."
                ),
            ),
            models.CheckConstraint(
                condition=Q(alarmed_at=None) | Q(audience=Audience.IOM, is_open_to_matching=False),
                name="organization_alarm_hides",
                violation_error_message=_(
                    "The group has raised its alarm: only the group itself can open the listing "
                    "again."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                name="organization_published_has_date",
            ),
            models.CheckConstraint(
                condition=Q(founded_year=None) | Q(founded_year__gte=1800, founded_year__lte=2200),
                name="organization_founded_plausible",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="organization_not_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(open_to=None) | Q(open_to__gte=1), name="organization_open_to_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:organization_detail", args=[self.slug])

    def registration_url(self, step: str = "") -> str:
        """Where its members edit it: one step, or the summary."""
        if step:
            return reverse("organizations:register_step", args=[self.uuid, step])
        return reverse("organizations:registration", args=[self.uuid])

    @property
    def trust(self) -> TrustLevel:
        """How much of it somebody else has confirmed, under the name it bears."""
        return TrustLevel(self.trust_level)

    @property
    def is_open(self) -> bool:
        """Whether it is for the whole world to read, search engines included."""
        return (
            self.status == Status.PUBLISHED
            and self.audience == Audience.PUBLIC
            and not self.is_sample
        )

    @property
    def unconfirmed_since(self) -> datetime | None:
        """Since when the group has left open, for too long, whether all of this is right."""
        confirmed = self.last_confirmed_at
        return confirmed if confirmed and is_unconfirmed(confirmed, timezone.now()) else None

    @property
    def is_sample(self) -> bool:
        """Whether this is a fictional listing of the sample."""
        return self.source == Source.SAMPLE


class OrganizationDescription(models.Model):
    """What the group does, in its own words, in one language."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="descriptions"
    )
    language = models.ForeignKey(Language, verbose_name=_("language"), on_delete=models.PROTECT)
    text = models.TextField(_("description"), validators=[MaxLengthValidator(DESCRIPTION_LENGTH)])

    objects: ClassVar = TrackedQuerySet.as_manager()
    history = ListingHistory()

    class Meta:
        verbose_name = _("description")
        verbose_name_plural = _("descriptions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "language"], name="description_once_per_language"
            ),
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="description_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
