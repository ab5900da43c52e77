"""One meeting of an exchange."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Language
from organizations.models.codelists import in_readers_language
from organizations.viewers import Viewer
from sessions_archive.clock import validate_zone
from sessions_archive.enums import AppearanceRole
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
    notes = TranslationsField(_("note on the record"), blank=True)
    is_published = models.BooleanField(
        _("published"),
        default=False,
        help_text=_("Until then, only IOM staff see the page of this session."),
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
            has_english("themes", name="session_theme_in_english"),
            has_english("zone_notes", name="session_zone_note_in_english", required=False),
            has_english("notes", name="session_note_in_english", required=False),
        ]
        indexes = [models.Index(fields=["ends_at"], name="session_by_end")]

    def __str__(self) -> str:
        return f"{self.edition.year}, {self.number}: {self.theme}"

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
    def zone_label(self) -> str:
        """What the session's own times are followed by: the banner's word, else the zone."""
        return self.zone_printed or self.zone
