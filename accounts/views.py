"""A person's own pages; allauth has those of signing in."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, unsubscribing
from accounts.devices import sessions_of
from accounts.enums import DIGESTS, Frequency
from accounts.forms import NotificationChoicesForm, ProfileForm
from accounts.links import in_language
from accounts.mail import subject_line
from accounts.models import Notification, User
from accounts.rights import retention
from accounts.topics import topics

PAGE_SIZE = 20


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


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
    own: dict[str, Any] = {"rules": retention.rules}
    if request.user.is_authenticated:
        own |= {
            "addresses": EmailAddress.objects.filter(user=request.user).order_by("-primary"),
            "consents": request.user.consents.all(),
            "notification_count": Notification.objects.inbox(request.user.pk).count(),
            "choice_count": request.user.notification_choices.count(),
        }
    return render(request, "accounts/what_we_keep.html", own)


@login_required
@never_cache
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first, all of it or of one topic; one query a page."""
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 6 else 0
    if page < 1:
        raise Http404
    start = (page - 1) * PAGE_SIZE
    inbox = Notification.objects.inbox(request.user.pk)
    asked = {}
    if (topic := request.GET.get("topic", "")) in topics:
        inbox, asked["topic"] = inbox.filter(topic=topic), topic
    if request.GET.get("unread"):
        inbox, asked["unread"] = inbox.unread(), "1"
    rows = list(inbox[start : start + PAGE_SIZE + 1])
    if page > 1 and not rows:
        raise Http404
    language = get_language() or ""
    entries = [
        {
            "notification": row,
            "subject": subject_line(row.template, row.context),
            "topic": topics[row.topic].label if row.topic in topics else "",
            "url": in_language(row.context["path"], language) if "path" in row.context else "",
        }
        for row in rows[:PAGE_SIZE]
    ]

    here = reverse("accounts:notification_list")

    def url(number: int) -> str:
        return f"{here}?{urlencode({**asked, 'page': number})}"

    return render(
        request,
        "accounts/notification_list.html",
        {
            "entries": entries,
            "any_unread": any(row.read_at is None for row in rows),
            "newer_url": url(page - 1) if page > 1 else "",
            "older_url": url(page + 1) if len(rows) > PAGE_SIZE else "",
            "topics": topics,
            "asked": asked,
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


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notification_choices(request: SignedInRequest) -> HttpResponse:
    """How a person wants to hear of each topic."""
    form = NotificationChoicesForm(
        request.POST if request.method == "POST" else None, user=request.user
    )
    if form.is_bound and form.is_valid():
        actions.choose_notifications(by=request.user, choices=form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("accounts:notification_choices")
    return render(request, "accounts/notification_choices.html", {"form": form})


@login_required
@never_cache
@require_safe
def session_list(request: SignedInRequest) -> HttpResponse:
    """Where the person is signed in."""
    return render(
        request,
        "accounts/session_list.html",
        {"sessions": sessions_of(request.user), "current": request.session.session_key},
    )


@login_required
@require_POST
def session_end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    if not actions.end_session(by=request.user, uuid=uuid):
        raise Http404
    messages.success(request, _("The session is ended."))
    return redirect("accounts:session_list")


@login_required
@require_POST
def session_end_others(request: SignedInRequest) -> HttpResponse:
    actions.end_other_sessions(by=request.user, session_key=request.session.session_key or "")
    messages.success(request, _("You are signed in here only."))
    return redirect("accounts:session_list")


@csrf_exempt  # the mail program that presses the button has no cookie; the signed link is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notification_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the e-mails of one kind, without signing in. Opening the link alone stops nothing."""
    try:
        user_uuid, what = unsubscribing.read(token)
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    if what not in topics and what not in DIGESTS:
        raise Http404
    is_stopped = request.method == "POST"
    if is_stopped and not actions.stop_emails(user_uuid=user_uuid, what=what):
        raise Http404
    label = topics[what].label if what in topics else Frequency(what).label
    return render(
        request,
        "accounts/notification_unsubscribe.html",
        {"is_stopped": is_stopped, "label": label},
    )
