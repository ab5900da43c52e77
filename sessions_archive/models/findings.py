"""What was asked, what was learnt, what was recommended: in our own words, with the section."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.codelists import in_readers_language
from sessions_archive.models.edition import Edition
from sessions_archive.models.session import ExchangeSession
from sessions_archive.translations import TranslationsField, has_english

# How the report numbers its sections and recommendations: 1.1, NG, R1.
CODE = r"^[0-9A-Z][0-9A-Za-z.]*$"


class GuidingQuestion(models.Model):
    """A question that the speakers of a session were given."""

    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="questions",
    )
    texts = TranslationsField(_("question"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        ordering = ("position", "pk")
        constraints = [has_english("texts", name="question_in_english")]

    def __str__(self) -> str:
        return in_readers_language(self.texts)


class InsightSection(models.Model):
    """A section of the report, on one session or on the exchange as a whole."""

    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sections",
    )
    edition = models.ForeignKey(
        Edition,
        verbose_name=_("exchange"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sections",
        help_text=_("For a section on the exchange as a whole."),
    )
    code = models.CharField(
        _("section"), max_length=10, validators=[RegexValidator(CODE)], help_text=_("Such as 1.1.")
    )
    titles = TranslationsField(_("title"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("section of insights")
        verbose_name_plural = _("sections of insights")
        ordering = ("position", "code")
        constraints = [
            # A session has its exchange already: two answers could contradict each other.
            models.CheckConstraint(
                condition=Q(session=None, edition__isnull=False)
                | Q(session__isnull=False, edition=None),
                name="section_of_session_or_edition",
                violation_error_message=_("Choose a session or an exchange, not both."),
            ),
            models.UniqueConstraint(fields=["session", "code"], name="section_once_a_session"),
            models.UniqueConstraint(fields=["edition", "code"], name="section_once_an_edition"),
            models.CheckConstraint(condition=Q(code__regex=CODE), name="section_code_shape"),
            has_english("titles", name="section_title_in_english"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {in_readers_language(self.titles)}"


class Insight(models.Model):
    section = models.ForeignKey(
        InsightSection,
        verbose_name=_("section"),
        on_delete=models.CASCADE,
        related_name="insights",
    )
    texts = TranslationsField(_("insight"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    # Since when readers can see it, for feeds.
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("insight")
        verbose_name_plural = _("insights")
        ordering = ("position", "pk")
        constraints = [has_english("texts", name="insight_in_english")]

    def __str__(self) -> str:
        return in_readers_language(self.texts)


class Recommendation(models.Model):
    """A group of recommendations under one heading."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("exchange"),
        on_delete=models.CASCADE,
        related_name="recommendations",
    )
    code = models.CharField(
        _("code"), max_length=10, validators=[RegexValidator(CODE)], help_text=_("Such as R1.")
    )
    titles = TranslationsField(_("title"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    insights = models.ManyToManyField(
        Insight,
        verbose_name=_("insights that it follows from"),
        blank=True,
        related_name="recommendations",
        help_text=_("Our own reading: the two speak of the same thing."),
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ("edition", "position", "code")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="recommendation_code_once"),
            models.CheckConstraint(condition=Q(code__regex=CODE), name="recommendation_code_shape"),
            has_english("titles", name="recommendation_title_in_english"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        return in_readers_language(self.titles)


class RecommendationItem(models.Model):
    recommendation = models.ForeignKey(
        Recommendation,
        verbose_name=_("recommendation"),
        on_delete=models.CASCADE,
        related_name="items",
    )
    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="steps",
        help_text=_("At which it was said, where that is known."),
    )
    texts = TranslationsField(_("recommended step"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("recommended step")
        verbose_name_plural = _("recommended steps")
        ordering = ("position", "pk")
        constraints = [has_english("texts", name="recommendation_item_in_english")]

    def __str__(self) -> str:
        return in_readers_language(self.texts)
