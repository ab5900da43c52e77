"""Where files lie that only some may have: beside the public ones, where no address leads."""

from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(FileSystemStorage):
    """A folder of its own, named by the setting PRIVATE_ROOT. A view hands its files out."""

    # Read anew each time: a test has a folder of its own.
    @property
    def base_location(self) -> Any:
        return settings.PRIVATE_ROOT

    @property
    def location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def base_url(self) -> None:  # type: ignore[override]
        return None
