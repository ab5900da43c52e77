"""What a request of this portal carries beside Django's."""

from django.http import HttpRequest

from accounts.models import User
from organizations.viewers import Viewer


class PortalRequest(HttpRequest):
    """Any request: `viewer` is in whose eyes it is answered (see ViewerMiddleware)."""

    viewer: Viewer


class MemberRequest(PortalRequest):
    """A request behind `login_required`."""

    user: User
