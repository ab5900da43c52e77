"""A person's own pages; allauth has those of signing in."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import ProfileForm
from accounts.links import in_language
from accounts.mail import subject_line
from accounts.models import Notification

PAGE_SIZE = 20


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        user = form.save()
        with override(user.language):
            messages.success(request, _("Your profile is saved."))
        return redirect(in_language(reverse("accounts:profile"), user.language))
    return render(request, "accounts/profile.html", {"form": form})


@never_cache
@require_safe
def what_we_keep(request: HttpRequest) -> HttpResponse:
    """What the portal keeps of a person, and why; to one who is signed in, her own data too."""
    own = {}
    if request.user.is_authenticated:
        own = {
            "addresses": EmailAddress.objects.filter(user=request.user).order_by("-primary"),
            "consents": request.user.consents.all(),
            "notification_count": request.user.notifications.count(),
        }
    return render(request, "accounts/what_we_keep.html", own)


@login_required
@never_cache
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first; one query a page."""
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 6 else 0
    if page < 1:
        raise Http404
    start = (page - 1) * PAGE_SIZE
    inbox = Notification.objects.filter(recipient=request.user.pk)
    rows = list(inbox[start : start + PAGE_SIZE + 1])
    if page > 1 and not rows:
        raise Http404
    language = get_language() or ""
    entries = [
        {
            "notification": row,
            "subject": subject_line(row.template, row.context),
            "url": in_language(row.context["path"], language) if "path" in row.context else "",
        }
        for row in rows[:PAGE_SIZE]
    ]
    here = reverse("accounts:notification_list")
    return render(
        request,
        "accounts/notification_list.html",
        {
            "entries": entries,
            "any_unread": any(row.read_at is None for row in rows),
            "newer_url": f"{here}?page={page - 1}" if page > 1 else "",
            "older_url": f"{here}?page={page + 1}" if len(rows) > PAGE_SIZE else "",
        },
    )


@login_required
@require_POST
def notification_read(request: HttpRequest, uuid: str) -> HttpResponse:
    """Mark one entry as read, and lead on to what it is about."""
    notification = get_object_or_404(Notification, uuid=uuid, recipient=request.user)
    Notification.objects.filter(pk=notification.pk).mark_read()
    path = notification.context.get("path") or reverse("accounts:notification_list")
    return redirect(in_language(path, get_language() or ""))


@login_required
@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    Notification.objects.filter(recipient=request.user.pk).mark_read()
    return redirect("accounts:notification_list")
