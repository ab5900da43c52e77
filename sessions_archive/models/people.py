"""Who took part, in what role and capacity at that time."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from organizations.search.normalize import fold
from organizations.viewers import Viewer
from sessions_archive.enums import AppearanceRole, Basis, Body, Part
from sessions_archive.models.edition import Edition, shows_person
from sessions_archive.models.listings import ListingQuerySet
from sessions_archive.models.session import ExchangeSession


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the people whose name may be shown: the one door to them. Curators see all."""
        return self if viewer.is_curator else self.filter(is_public=True)


class Person(models.Model):
    """Somebody who took part. Hidden ones appear nowhere, as if they had not been recorded."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_public = models.BooleanField(
        _("name may be shown"),
        default=False,
        help_text=_("Untick it when a person asks to be removed."),
    )
    basis = models.CharField(_("basis"), max_length=7, choices=Basis.choices, default=Basis.CONSENT)
    # The name without case, accents and vowel signs: what a search compares.
    folded_name = models.CharField(max_length=240, editable=False, default="")

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="person_has_name"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="person_basis_known"),
        ]
        indexes = [
            GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="person_by_name")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        self.folded_name = fold(self.name)[:240]
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "folded_name"}
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("sessions_archive:person_detail", args=[self.slug])


def names_shared(names: Iterable[str]) -> set[str]:
    """Return those of `names` that several people of the archive have."""
    rows = Person.objects.filter(name__in=list(names)).values("name").order_by("name")
    return set(
        rows.annotate(people=Count("pk")).filter(people__gt=1).values_list("name", flat=True)
    )


class AppearanceQuerySet(ListingQuerySet["Appearance"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep appearances of people who may be shown, at sessions that are; curators see all."""
        if viewer.is_curator:
            return self
        return self.filter(
            shows_person("session__edition__", "person__"),
            person__is_public=True,
            session__is_published=True,
        )


class Appearance(models.Model):
    """One person in one role at one session; capacity and organization are those of that day."""

    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="appearances",
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="appearances"
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=AppearanceRole.choices,
        default=AppearanceRole.SPEAKER,
    )
    capacity = models.CharField(_("capacity at that time"), max_length=200, blank=True)
    organization_name = models.CharField(_("organization as printed"), max_length=200, blank=True)
    folded_organization = models.CharField(max_length=400, editable=False, default="")
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("listing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="appearances",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar[AppearanceQuerySet] = AppearanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "role"], name="appearance_once_per_role"
            ),
            models.CheckConstraint(
                condition=Q(role__in=AppearanceRole.values), name="appearance_role_known"
            ),
            # A page shows the printed name, so a listing without one would be shown nowhere.
            models.CheckConstraint(
                condition=Q(organization=None) | ~Q(organization_name=""),
                name="appearance_listing_has_printed_name",
                violation_error_message=_("Enter the organization's name as it was printed."),
            ),
        ]
        indexes = [
            GinIndex(
                fields=["folded_organization"],
                opclasses=["gin_trgm_ops"],
                name="appearance_by_organization",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    def save(self, *args: Any, **options: Any) -> None:
        self.folded_organization = fold(self.organization_name)[:400]
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "folded_organization"}
        super().save(*args, **options)


class ParticipationQuerySet(ListingQuerySet["Participation"]):
    def with_people_names(self, viewer: Viewer) -> Self:
        """Annotate each row with the names of its people that `viewer` may see."""
        mine = Person.objects.visible_to(viewer)
        if viewer.is_curator:
            mine = mine.filter(participations=OuterRef("pk"))
        else:
            mine = mine.filter(
                shows_person("participations__edition__"), participations=OuterRef("pk")
            )
        return self.annotate(people_names=ArraySubquery(mine.order_by("name").values("name")))


class Participation(models.Model):
    """An organization's part in an exchange, by the name it was printed with."""

    edition = models.ForeignKey(
        Edition, verbose_name=_("exchange"), on_delete=models.CASCADE, related_name="participations"
    )
    name = models.CharField(_("name as printed"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    part = models.CharField(
        _("part"), max_length=22, choices=Part.choices, default=Part.PARTICIPANT
    )
    body = models.CharField(_("kind of body"), max_length=12, choices=Body.choices, blank=True)
    network = models.CharField(_("network it is part of"), max_length=200, blank=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("listing"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="participations",
    )
    sessions = models.ManyToManyField(
        ExchangeSession,
        verbose_name=_("sessions"),
        blank=True,
        related_name="participations",
        help_text=_("Those that it is known to have been at."),
    )
    people = models.ManyToManyField(
        Person, verbose_name=_("people"), blank=True, related_name="participations"
    )
    basis = models.CharField(
        _("basis of the facts"),
        max_length=200,
        blank=True,
        help_text=_("What in the record the listing's facts rest on."),
    )
    note = models.CharField(_("note on the record"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar[ParticipationQuerySet] = ParticipationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("participating organization")
        verbose_name_plural = _("participating organizations")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(part__in=Part.values), name="participation_part_known"
            ),
            models.CheckConstraint(
                condition=Q(body__in=Body.values), name="participation_body_known"
            ),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="participation_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
