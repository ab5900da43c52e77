"""What belongs to a listing: names, tags, contacts, identifiers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.enums import (
    Audience,
    ContactKind,
    Direction,
    GenerationRelation,
    NameType,
    PlaceRelation,
)
from organizations.models.codelists import Generation, Place, Sector, SupportType
from organizations.models.history import ListingHistory, TrackedQuerySet
from organizations.models.organization import Organization


class OrganizationName(models.Model):
    """Another name: translated, former, short. The current one stands on the organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=12, choices=NameType.choices)
    language = models.CharField(_("language"), max_length=35, blank=True)

    objects: ClassVar = TrackedQuerySet.as_manager()
    history = ListingHistory()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name", "type"], name="organization_name_once"
            ),
            models.CheckConstraint(
                condition=Q(type__in=NameType.values), name="organization_name_type_known"
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"\S"), name="organization_name_has_text"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganizationSector(models.Model):
    """A sector the group works in; up to three are primary."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="sector_links"
    )
    sector = models.ForeignKey(Sector, verbose_name=_("sector"), on_delete=models.PROTECT)
    is_primary = models.BooleanField(_("primary"), default=True)

    objects: ClassVar = TrackedQuerySet.as_manager()
    history = ListingHistory()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ("-is_primary", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sector"], name="organization_sector_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.sector)


class OrganizationPlace(models.Model):
    """Where the group's people come from, live, or where it works."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="place_links"
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT)
    relation = models.CharField(_("relation"), max_length=10, choices=PlaceRelation.choices)

    objects: ClassVar = TrackedQuerySet.as_manager()
    history = ListingHistory()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("relation", "pk")
        indexes = [models.Index(fields=["place", "relation"], name="organization_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "relation", "place"], name="organization_place_once"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=PlaceRelation.values),
                name="organization_place_relation_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.place}"


class OrganizationGeneration(models.Model):
    """Which generations the group is made of, and which it serves."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="generation_links"
    )
    generation = models.ForeignKey(
        Generation, verbose_name=_("generation"), on_delete=models.PROTECT
    )
    relation = models.CharField(_("relation"), max_length=8, choices=GenerationRelation.choices)

    objects: ClassVar = TrackedQuerySet.as_manager()
    history = ListingHistory()

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generations")
        ordering = ("relation", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "relation", "generation"],
                name="organization_generation_once",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=GenerationRelation.values),
                name="organization_generation_relation_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.generation}"


class OrganizationSupport(models.Model):
    """What the group offers and what it needs."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="support_links"
    )
    support_type = models.ForeignKey(
        SupportType, verbose_name=_("type of support"), on_delete=models.PROTECT
    )
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)

    objects: ClassVar = TrackedQuerySet.as_manager()
    history = ListingHistory()

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("support offered and needed")
        ordering = ("direction", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "direction", "support_type"],
                name="organization_support_once",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="organization_support_direction_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.support_type}"


class Contact(models.Model):
    """One way to reach the group; IOM only, unless the group opens it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="contacts"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices)
    value = models.CharField(_("contact"), max_length=300)
    person = models.CharField(_("name of the person"), max_length=120, blank=True)
    audience = models.CharField(
        _("who may see it"), max_length=10, choices=Audience.choices, default=Audience.IOM
    )

    objects: ClassVar = TrackedQuerySet.as_manager()
    # A number that a group takes back must be gone: of contacts only which there were is kept.
    history = ListingHistory(derived=("value", "person"))

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContactKind.values), name="contact_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="contact_audience_known"
            ),
            models.CheckConstraint(condition=Q(value__regex=r"\S"), name="contact_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"


class OrganizationIdentifier(models.Model):
    """A registration number, as scheme and number of org-id.guide; never required."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(
        _("scheme"), max_length=30, help_text=_("A list code of org-id.guide, such as GB-CHC.")
    )
    number = models.CharField(_("number"), max_length=60)

    objects: ClassVar = TrackedQuerySet.as_manager()
    history = ListingHistory()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            # One registered body, one listing.
            models.UniqueConstraint(
                fields=["scheme", "number"],
                name="organization_identifier_once",
                violation_error_message=_("Another listing carries this identifier already."),
            ),
            models.CheckConstraint(
                condition=Q(scheme__regex=r"^[A-Z0-9]+(-[A-Z0-9_]+)+$"),
                name="organization_identifier_scheme_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.number}"
