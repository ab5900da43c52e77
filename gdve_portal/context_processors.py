"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """The request's id (for error pages) and whether this is a development portal."""
    return {
        "request_id": getattr(request, "id", ""),
        "dev_pages": settings.DEV_PAGES,
        "languages": settings.LANGUAGES,
    }
