"""What was published about an exchange or one of its sessions."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Language
from organizations.models.fields import WebAddressField
from organizations.viewers import Viewer
from sessions_archive.citations import Citation
from sessions_archive.enums import ResourceKind
from sessions_archive.models.edition import Edition
from sessions_archive.models.session import ExchangeSession
from sessions_archive.translations import TranslationsField, has_english

ISBN = r"^97[89](-?[0-9]){10}$"


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what may be shown: a recording only with the consent of all who are in it."""
        if viewer.is_curator:
            return self
        return self.filter(~Q(kind=ResourceKind.RECORDING) | Q(consent_on_file=True))


class Resource(models.Model):
    """A publication, recording or page about an exchange, cited as it was published."""

    edition = models.ForeignKey(
        Edition, verbose_name=_("exchange"), on_delete=models.CASCADE, related_name="resources"
    )
    # One about a single session stands on its page; its exchange is that of the session.
    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="resources",
        help_text=_("For one about a single session."),
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=ResourceKind.choices, default=ResourceKind.PUBLICATION
    )
    title = models.CharField(_("title"), max_length=300)
    authors = ArrayField(
        models.CharField(max_length=120), verbose_name=_("authors"), default=list, blank=True
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=17, blank=True, validators=[RegexValidator(ISBN)])
    publication_number = models.CharField(_("publication number"), max_length=40, blank=True)
    genre = models.CharField(
        _("genre"), max_length=100, blank=True, help_text=_("As the publication calls itself.")
    )
    format = models.CharField(_("format"), max_length=20, blank=True)
    language = models.ForeignKey(
        Language,
        verbose_name=_("language"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    licence = models.CharField(_("licence"), max_length=60, blank=True)
    url = WebAddressField(_("link"), max_length=300, blank=True)
    notes = TranslationsField(_("note on the record"), blank=True)
    # A recording shows people: it is for readers once everybody in it has agreed.
    consent_on_file = models.BooleanField(
        _("everybody recorded has agreed"),
        default=False,
        help_text=_("Until then, a recording is shown to IOM staff only."),
    )
    captions = models.CharField(
        _("captions"), max_length=100, blank=True, help_text=_("In which languages.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar[ResourceQuerySet] = ResourceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ResourceKind.values), name="resource_kind_known"
            ),
            models.CheckConstraint(condition=Q(title__regex=r"\S"), name="resource_has_title"),
            models.CheckConstraint(
                condition=Q(isbn="") | Q(isbn__regex=ISBN), name="resource_isbn_shape"
            ),
            has_english("notes", name="resource_note_in_english", required=False),
            models.UniqueConstraint(fields=["edition", "title"], name="resource_once_an_edition"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        if self.session:
            self.edition_id = self.session.edition_id
        super().save(*args, **options)

    @property
    def citation(self) -> Citation:
        return Citation(
            title=self.title,
            authors=tuple(self.authors),
            year=self.year,
            publisher=self.publisher,
            isbn=self.isbn,
            url=self.url,
            kind="book" if self.kind == ResourceKind.PUBLICATION else "misc",
        )
