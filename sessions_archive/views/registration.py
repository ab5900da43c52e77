"""Coming to a session: a place, the waiting list, and giving it up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import Organization
from organizations.requests import MemberRequest
from sessions_archive import actions
from sessions_archive.actions.registration import ClosedError
from sessions_archive.models import ExchangeSession, SessionRegistration
from sessions_archive.registration_forms import RegistrationForm

PAGE_SIZE = 20


@require_safe
@login_required
@never_cache
def registration_list(request: MemberRequest) -> HttpResponse:
    """The reader's own registrations, the nearest day first."""
    rows = (
        SessionRegistration.objects.active()
        .filter(user=request.user, session__in=ExchangeSession.objects.visible_to(request.viewer))
        .select_related("session__edition", "organization")
        .order_by("-session__starts_at", "pk")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "sessions_archive/registration_list.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def session_register(request: MemberRequest, year: int, slug: str) -> HttpResponse:
    """Register, or look at one's registration and change what one said."""
    session = _session(request, year, slug)
    registration = _own(request, session)
    form = RegistrationForm(
        request.POST if request.method == "POST" else None,
        groups=list(
            Organization.objects.for_member(request.user.pk).published().order_by("name", "pk")
        ),
        registration=registration,
    )
    status = 200
    if form.is_bound and form.is_valid():
        group, answers = form.group(), form.answers()
        try:
            if registration:
                actions.change_answers(
                    registration=registration, by=request.user, organization=group, answers=answers
                )
                messages.success(request, _("Saved."))
            else:
                placed = actions.register(
                    session=session, by=request.user, organization=group, answers=answers
                )
                messages.success(
                    request,
                    _("You have a place.") if placed.has_place else _("You are in the line."),
                )
        except ClosedError:
            status = 409
        else:
            return redirect("sessions_archive:session_register", year, slug)
    return render(
        request,
        "sessions_archive/session_register.html",
        {
            "session": session,
            "registration": registration,
            "form": form if session.takes_registrations and status == 200 else None,
            "before": _before(registration),
        },
        status=status,
    )


@require_POST
@login_required
def session_leave(request: MemberRequest, year: int, slug: str) -> HttpResponse:
    """Give the place, or the wait for one, up."""
    session = _session(request, year, slug)
    registration = get_object_or_404(
        SessionRegistration.objects.active(), session=session, user=request.user
    )
    try:
        actions.cancel_registration(registration=registration, by=request.user)
    except ClosedError:
        messages.error(request, _("The session has begun: nothing was changed."))
        return redirect("sessions_archive:session_register", year, slug)
    messages.success(request, _("Done. Your answers are deleted."))
    return redirect(session)


def _session(request: MemberRequest, year: int, slug: str) -> ExchangeSession:
    """Return a session that one can, or could, register for."""
    visible = ExchangeSession.objects.visible_to(request.viewer).filter(capacity__isnull=False)
    return get_object_or_404(
        visible.select_related("edition", "language").with_taken(), edition__year=year, slug=slug
    )


def _own(request: MemberRequest, session: ExchangeSession) -> SessionRegistration | None:
    rows = SessionRegistration.objects.active().select_related("organization")
    return rows.filter(session=session, user=request.user).first()


def _before(registration: SessionRegistration | None) -> int | None:
    """Return how many wait before her, if she waits."""
    if registration is None or registration.has_place:
        return None
    return registration.session.registrations.in_line().filter(pk__lt=registration.pk).count()
