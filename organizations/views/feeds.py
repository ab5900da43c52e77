"""Groups that are new in the directory."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organizations.atom import CONTENT_TYPE, NEVER, Entry, feed_file, paragraphs
from organizations.models import Organization
from organizations.presentation import card
from organizations.requests import PortalRequest
from organizations.viewers import ANONYMOUS

MOST = 30


@require_safe
@cache_control(public=True, max_age=900)
def organization_feed(request: PortalRequest) -> HttpResponse:
    """The listings that came last, of those that everybody may see: feed readers pass it on."""
    rows = (
        Organization.objects.visible_to(ANONYMOUS)
        .filter(published_at__isnull=False)
        .with_tags()
        .prefetch_related("descriptions")
        .order_by("-published_at", "-pk")[:MOST]
    )
    return HttpResponse(
        feed_file(
            title=_("New groups in the GDVE directory"),
            subtitle=_("Diaspora groups that everybody may see, the newest first."),
            path=request.path,
            page=reverse("organizations:organization_list"),
            entries=[_entry(row) for row in rows],
        ),
        content_type=CONTENT_TYPE,
    )


def _entry(organization: Organization) -> Entry:
    shown = card(organization)
    since = organization.published_at or NEVER
    sample = _("Fictional sample") if organization.is_sample else ""
    return Entry(
        key=f"urn:uuid:{organization.uuid}",
        title=organization.name,
        path=organization.get_absolute_url(),
        published=since,
        updated=since,
        summary=paragraphs([sample, shown.kind, shown.places, shown.summary]),
    )
