"""Where a person is signed in."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeviceSessionQuerySet(models.QuerySet["DeviceSession"]):
    def ended(self) -> "DeviceSessionQuerySet":
        """Keep those whose session is gone or over: nothing is left to be shown of them."""
        alive = Session.objects.filter(
            session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
        )
        return self.filter(~Exists(alive))


class DeviceSession(models.Model):
    """One session of a person, told by its browser and system, without any network address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="device_sessions"
    )
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    signed_in_at = models.DateTimeField(_("signed in"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    objects: ClassVar[DeviceSessionQuerySet] = DeviceSessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return self.device or str(self.uuid)
