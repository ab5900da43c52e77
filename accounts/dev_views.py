"""The development portal's post: what was sent to whom."""

from pathlib import Path

from csp.decorators import csp, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.mailbox import Letter, letter, letters

# A letter's links open in the whole window; nothing else of it may act.
SANDBOX = "allow-top-navigation-by-user-activation"


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "accounts/mail_list.html", {"letters": letters(Path(settings.EMAIL_FILE_PATH))}
    )


@require_safe
@never_cache
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    return render(
        request, "accounts/mail_detail.html", {"letter": _letter_or_404(key), "sandbox": SANDBOX}
    )


@require_safe
@never_cache
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "frame-ancestors": ["'self'"],
        "sandbox": [SANDBOX],
    }
)
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part as a mail program shows it: in a frame, with a policy of its own."""
    html = _letter_or_404(key).html
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


def _letter_or_404(key: str) -> Letter:
    found = letter(Path(settings.EMAIL_FILE_PATH), key)
    if found is None:
        raise Http404
    return found
