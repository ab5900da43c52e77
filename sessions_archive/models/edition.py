"""An exchange of one year."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.codelists import in_readers_language
from sessions_archive.enums import Basis, PeopleMode
from sessions_archive.translations import TranslationsField, has_english


def shows_person(edition: str, person: str = "") -> Q:
    """The condition that an exchange shows a person's name; the arguments are paths to them."""
    return Q(**{f"{edition}people_mode": PeopleMode.ALL}) | Q(
        **{f"{edition}people_mode": PeopleMode.CONSENTING, f"{person}basis": Basis.CONSENT}
    )


class Edition(models.Model):
    """One exchange of the series, with its topic; of early ones no more is recorded."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2000)]
    )
    order = models.PositiveSmallIntegerField(
        _("number in the series"), unique=True, validators=[MinValueValidator(1)]
    )
    topics = TranslationsField(_("topic"))
    outputs = TranslationsField(_("what came out of it"), blank=True)
    notes = TranslationsField(_("note on the record"), blank=True)
    people_mode = models.CharField(
        _("names shown"),
        max_length=10,
        choices=PeopleMode.choices,
        default=PeopleMode.ALL,
        help_text=_("Whoever is left out appears on no page, in no search and in no file."),
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    # Which version of the record was loaded, so that loading it again overwrites nothing.
    record_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ("-year",)
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2200), name="edition_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(people_mode__in=PeopleMode.values), name="edition_people_mode_known"
            ),
            models.CheckConstraint(condition=Q(order__gte=1), name="edition_order_positive"),
            has_english("topics", name="edition_topic_in_english"),
            has_english("outputs", name="edition_output_in_english", required=False),
            has_english("notes", name="edition_note_in_english", required=False),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.topic}"

    def get_absolute_url(self) -> str:
        return reverse("sessions_archive:edition_detail", args=[self.year])

    @property
    def topic(self) -> str:
        return in_readers_language(self.topics)
