"""The listings of a run as the engine read them, for what is computed while a reader waits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.models.matches import MatchRun


class MatchPool(models.Model):
    """All listings of a run, encoded (see match_pools). `read_since` is before they were read."""

    run = models.OneToOneField(MatchRun, on_delete=models.CASCADE, related_name="pool")
    read_since = models.DateTimeField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("listings of a match run")
        verbose_name_plural = _("listings of match runs")

    def __str__(self) -> str:
        return str(self.run_id)
