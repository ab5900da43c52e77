"""How curators share their work."""

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LOCK_FOR = timedelta(minutes=20)


class WorkLockQuerySet(models.QuerySet["WorkLock"]):
    def in_force(self) -> Self:
        return self.filter(until__gt=timezone.now())


class WorkLock(models.Model):
    """Somebody works on an item of the queue. It expires by itself; one may be taken over.

    `source` and `item` name the item as the queue does: what waits stands in several tables.
    """

    source = models.CharField(max_length=20)
    item = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(_("until"))

    objects: ClassVar[WorkLockQuerySet] = WorkLockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("lock")
        verbose_name_plural = _("locks")
        constraints = [
            # Two people never hold the same item.
            models.UniqueConstraint(fields=["source", "item"], name="work_lock_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.item}: {self.by}"
