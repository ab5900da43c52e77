"""Code lists: rows with the standard's code as key and a label in every interface language."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CodeList(models.Model):
    """One entry of a code list.

    `vocabulary` names the list that `code` comes from (ISO 3166-1, UN M49, BCP 47, or ours).
    `labels` and `help` map an interface language to text.
    """

    code = models.CharField(_("code"), max_length=35, primary_key=True)
    vocabulary = models.CharField(_("vocabulary"), max_length=40)
    labels = models.JSONField(_("labels"), default=dict)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "code")
        constraints = [
            # English is what every other language falls back to.
            models.CheckConstraint(
                condition=models.Q(labels__has_key="en"), name="%(class)s_has_english_label"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return in_readers_language(self.labels) or self.code


def in_readers_language(texts: dict[str, str]) -> str:
    """Return the text of `texts` in the active language, else in English, else ''."""
    return texts.get(get_language() or "en") or texts.get("en", "")


class DescribedCodeList(CodeList):
    """A code list whose entries need a sentence to be understood."""

    help = models.JSONField(_("help"), default=dict, blank=True)

    class Meta(CodeList.Meta):
        abstract = True

    @property
    def help_text(self) -> str:
        return in_readers_language(self.help)


class Place(CodeList):
    """A country or area (ISO 3166-1 alpha-2) or an M49 region (three digits), in one tree.

    The shape of the code tells which it is, so that a foreign key's level is held by a plain
    check constraint. Names are those of the UN's M49 list; they state no opinion on status.
    """

    class Level(models.TextChoices):
        WORLD = "world", _("World")
        REGION = "region", _("Region")
        SUBREGION = "subregion", _("Sub-region")
        INTERMEDIATE = "intermediate", _("Intermediate region")
        COUNTRY = "country", _("Country or area")

    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True)
    iso3 = models.CharField(_("ISO 3166-1 alpha-3 code"), max_length=3, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    aliases = ArrayField(
        models.CharField(max_length=120), verbose_name=_("other names"), default=list, blank=True
    )

    class Meta(CodeList.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            *CodeList.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(level="country", code__regex=r"^[A-Z]{2}$")
                | (~models.Q(level="country") & models.Q(code__regex=r"^[0-9]{3}$")),
                name="place_code_fits_level",
            ),
            models.CheckConstraint(
                condition=models.Q(level="world", parent=None)
                | (~models.Q(level="world") & models.Q(parent__isnull=False)),
                name="place_only_world_has_no_parent",
            ),
        ]


class Sector(DescribedCodeList):
    """What a group works on, in plain words, mapped to OECD DAC and SDG codes."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    dac = ArrayField(
        models.CharField(max_length=3), verbose_name=_("OECD DAC codes"), default=list, blank=True
    )
    sdgs = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("SDGs"), default=list, blank=True
    )
    synonyms = models.JSONField(_("synonyms"), default=dict, blank=True)

    class Meta(DescribedCodeList.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Role(DescribedCodeList):
    """What part a diaspora group plays, in IOM's terms."""

    class Meta(DescribedCodeList.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")


class Generation(DescribedCodeList):
    """How far back the migration lies."""

    class Meta(DescribedCodeList.Meta):
        verbose_name = _("generation")
        verbose_name_plural = _("generations")


class SupportType(DescribedCodeList):
    """What one side offers and the other needs."""

    class Meta(DescribedCodeList.Meta):
        verbose_name = _("type of support")
        verbose_name_plural = _("types of support")


class Language(CodeList):
    """A working language, by its BCP 47 tag."""

    autonym = models.CharField(_("own name"), max_length=60, blank=True)

    class Meta(CodeList.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")
