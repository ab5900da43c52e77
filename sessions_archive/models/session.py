"""One meeting of an exchange."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Language, Place, Sector
from organizations.models.codelists import in_readers_language
from organizations.models.fields import WebAddressField
from organizations.viewers import Viewer
from sessions_archive.clock import validate_zone
from sessions_archive.enums import AppearanceRole, RegistrationState
from sessions_archive.models.edition import Edition
from sessions_archive.translations import TranslationsField, has_english


class ExchangeSessionQuerySet(models.QuerySet["ExchangeSession"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the sessions whose entry is finished; curators see all."""
        return self if viewer.is_curator else self.filter(is_published=True)

    def upcoming(self, now: datetime) -> Self:
        return self.filter(ends_at__gt=now)

    def past(self, now: datetime) -> Self:
        return self.filter(ends_at__lte=now)

    def taking_registrations(self, now: datetime) -> Self:
        """Keep the sessions that one can still register for, or wait for a place at."""
        return self.filter(
            is_published=True, capacity__isnull=False, cancelled_at=None, starts_at__gt=now
        )

    def with_taken(self) -> Self:
        """Annotate how many places are taken."""
        taken = Q(registrations__state=RegistrationState.REGISTERED)
        return self.annotate(taken=Count("registrations", filter=taken))

    def with_speaker_names(self, viewer: Viewer) -> Self:
        """Annotate each session with the names of those speakers that `viewer` may see."""
        appearances: Any = self.model._meta.get_field("appearances").related_model
        speakers = appearances._default_manager.visible_to(viewer).filter(
            session=OuterRef("pk"), role=AppearanceRole.SPEAKER
        )
        names = speakers.order_by("position", "pk").values("person__name")
        return self.annotate(speaker_names=ArraySubquery(names))


class ExchangeSession(models.Model):
    """One meeting: instants in UTC, and the zone whose clocks show the times on the banner."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(
        Edition, verbose_name=_("exchange"), on_delete=models.PROTECT, related_name="sessions"
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    slug = models.SlugField(_("slug"), max_length=80)
    themes = TranslationsField(_("theme"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        validators=[validate_zone],
        help_text=_("A name of the IANA database, such as Europe/Zurich."),
    )
    zone_printed = models.CharField(
        _("time zone as printed"),
        max_length=20,
        blank=True,
        help_text=_("What the banner calls it, such as CET."),
    )
    zone_notes = TranslationsField(_("note on the time"), blank=True)
    language = models.ForeignKey(
        Language,
        verbose_name=_("language"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    interpretation = models.ManyToManyField(
        Language,
        verbose_name=_("interpretation"),
        blank=True,
        related_name="+",
        help_text=_("Languages into which it is interpreted."),
    )
    notes = TranslationsField(_("note on the record"), blank=True)
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("sectors"), blank=True, related_name="sessions"
    )
    places = models.ManyToManyField(
        Place, verbose_name=_("places"), blank=True, related_name="sessions"
    )
    is_published = models.BooleanField(
        _("published"),
        default=False,
        help_text=_("Until then, only IOM staff see the page of this session."),
    )

    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Left empty, nobody can register here."),
    )
    join_url = WebAddressField(
        _("link to the meeting"),
        max_length=500,
        blank=True,
        help_text=_("Shown to those who have a place, and to nobody else."),
    )
    is_recorded = models.BooleanField(
        _("is recorded"), default=False, help_text=_("People read it before they register.")
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    # Calendars take a later number for the later word on the same event (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published since"), null=True, blank=True, editable=False)
    staff_notes = models.TextField(
        _("notes"), max_length=20_000, blank=True, help_text=_("Only IOM staff reads them.")
    )

    objects: ClassVar[ExchangeSessionQuerySet] = ExchangeSessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="session_number_once"),
            models.UniqueConstraint(fields=["edition", "slug"], name="session_slug_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="session_number_positive"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("A session ends after it starts."),
            ),
            # The database knows the shape only; whether the zone exists, validate_zone says.
            models.CheckConstraint(
                condition=Q(zone__regex=r"^[A-Za-z]+(/[A-Za-z0-9_+-]+)*$"),
                name="session_zone_shape",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="session_has_places"
            ),
            has_english("themes", name="session_theme_in_english"),
            has_english("zone_notes", name="session_zone_note_in_english", required=False),
            has_english("notes", name="session_note_in_english", required=False),
        ]
        indexes = [models.Index(fields=["ends_at"], name="session_by_end")]

    def __str__(self) -> str:
        return f"{self.edition.year}, {self.number}: {self.theme}"

    def save(self, *args: Any, **options: Any) -> None:
        """Keep when it was first published: feeds tell what is new by it."""
        if self.is_published and self.published_at is None:
            self.published_at = timezone.now()
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "published_at"}
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("sessions_archive:session_detail", args=[self.edition.year, self.slug])

    @property
    def theme(self) -> str:
        return in_readers_language(self.themes)

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def free(self) -> int:
        """How many places are free, on a row that knows how many are taken (`with_taken`)."""
        taken: int = self.taken  # type: ignore[attr-defined]
        return max((self.capacity or 0) - taken, 0)

    @property
    def takes_registrations(self) -> bool:
        return (
            self.is_published
            and self.capacity is not None
            and self.cancelled_at is None
            and self.starts_at > timezone.now()
        )

    @property
    def zone_label(self) -> str:
        """What the session's own times are followed by: the banner's word, else the zone."""
        return self.zone_printed or self.zone
