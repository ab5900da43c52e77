"""The viewer that a person is, where no request says it: in tasks.

Who somebody represents is known above the directory, which must not import from there. So the
project names the function that builds a Viewer in its settings (VIEWER_FACTORY); requests get
theirs from the same one.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from organizations.viewers import Viewer


def viewer_of(user: User) -> Viewer:
    """Return in whose eyes `user` is to be answered, as of now."""
    factory: Callable[[User], Viewer] = import_string(settings.VIEWER_FACTORY)
    return factory(user)
