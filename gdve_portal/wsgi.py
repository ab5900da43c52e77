"""The WSGI entry point."""

import gc
import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gdve_portal.settings.production")

application = get_wsgi_application()


def read_the_index() -> None:
    """Read the directory's index now rather than in the first reader's request."""
    from organizations.search.live import live_index

    # A database that is away comes back; then the first request reads it.
    with suppress(DatabaseError):
        live_index.current()
        # Millions of small objects that stay: the collector need not walk them again and again.
        gc.collect()
        gc.freeze()
    connection.close()


read_the_index()
