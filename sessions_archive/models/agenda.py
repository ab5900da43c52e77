"""What happens when in a session."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models.codelists import in_readers_language
from sessions_archive.models.session import ExchangeSession
from sessions_archive.translations import TranslationsField, has_english


class AgendaItem(models.Model):
    """An item of the agenda, by how far into the session it begins.

    Not by the hour: a session that is moved takes its agenda along.
    """

    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="agenda",
    )
    minutes_in = models.PositiveSmallIntegerField(_("minutes after the start"))
    titles = TranslationsField(_("agenda item"))

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ("minutes_in", "pk")
        constraints = [has_english("titles", name="agenda_item_in_english")]

    def __str__(self) -> str:
        return in_readers_language(self.titles)
