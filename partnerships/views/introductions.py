"""Asking to be introduced, and what became of it."""

import uuid as uuids
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.actions.introductions import (
    DeclinedLatelyError,
    NotPossibleError,
    NotReadyError,
    OpenAlreadyError,
    OwnListingError,
    TooManyIntroductionsError,
)
from partnerships.enums import IntroductionOrigin, IntroductionState
from partnerships.introduction_forms import AskForm, DeclineForm
from partnerships.introduction_workflow import IllegalStepError
from partnerships.models import Introduction, Partner
from partnerships.models.introductions import IntroductionQuerySet
from partnerships.reasons import Listing, kind_of
from partnerships.views.choosing import chosen_listing
from partnerships.views.conversations import acted_in, conversation_page, own_introduction

PAGE_SIZE = 20
# What is shown for groups that the reader's organizations host: led to from the agreement.
HOSTED = "hosted"
TABS = (
    ("all", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting for you")),
    ("unread", gettext_lazy("New messages")),
    ("conversations", gettext_lazy("Conversations")),
    ("asked", gettext_lazy("You asked")),
)


@require_safe
@login_required
@never_cache
def introduction_list(request: MemberRequest) -> HttpResponse:
    """Whoever asked the reader's listings, or was asked by them, what moved last first."""
    asked = request.GET.get("show", "")
    tab = asked if asked == HOSTED else next((name for name, _l in TABS if name == asked), "all")
    everything = Introduction.objects.all()
    own = everything.visible_to(request.viewer)
    shown = everything.through_host(request.viewer) if tab == HOSTED else own
    # Only the keys of many are put in order; what a page shows of them is read for its own rows.
    keys = _of_tab(shown, tab, request).values_list("pk", flat=True)
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = shown.filter(pk__in=list(page)).with_unread(request.viewer)
    return render(
        request,
        "partnerships/introduction_list.html",
        {
            "page_obj": page,
            "rows": [(row, row.side_for(request.viewer)) for row in rows],
            "tabs": TABS,
            "tab": tab,
            "waiting": own.waiting_for(request.viewer).count(),
            "has_listing": bool(request.viewer.organization_ids or request.viewer.partner_ids),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def introduction_ask(request: MemberRequest) -> HttpResponse:
    """Ask, for one of one's own listings, to be introduced to the one that `to` names."""
    listings, subject = chosen_listing(request)
    asked = _asked(request)
    if asked in listings:
        raise Http404
    # Partners are introduced to groups only.
    may_ask = [row for row in listings if not (_is_partner(row) and _is_partner(asked))]
    if not may_ask:
        return render(request, "partnerships/introduction_ask.html", {"asked": asked})
    form = AskForm(
        request.POST if request.method == "POST" else None,
        listings=may_ask,
        subject=subject if subject in may_ask else may_ask[0],
    )
    open_already = None
    status = 200
    if form.is_bound and form.is_valid():
        try:
            introduction = actions.ask_for_introduction(
                asker=form.chosen(),
                asked=asked,
                by=request.user,
                purpose=form.cleaned_data["purpose"],
                offer=form.cleaned_data["offer"],
                origin=_origin(request),
            )
        except OpenAlreadyError as error:
            form.add_error(None, _("You are in touch about an introduction already."))
            own = Introduction.objects.visible_to(request.viewer)
            open_already = own.filter(pk=error.introduction.pk).first()
            status = 409
        except TooManyIntroductionsError:
            form.add_error(None, _TOO_MANY)
            status = 429
        except DeclinedLatelyError as error:
            day = date_format(timezone.localdate(error.until), "DATE_FORMAT")
            form.add_error(
                None,
                _("They could not take up the contact lately. You can ask again from %(day)s.")
                % {"day": day},
            )
            status = 409
        except (NotReadyError, OwnListingError, NotPossibleError) as error:
            form.add_error(None, _CANNOT[type(error)])
            status = 409
        else:
            messages.success(
                request,
                _("“%(name)s” has been asked. You will hear within 30 days.")
                % {"name": asked.name},
            )
            return redirect(introduction)
    return render(
        request,
        "partnerships/introduction_ask.html",
        {
            "form": form,
            "asked": asked,
            "kind": kind_of(asked),
            "open_already": open_already,
            "here": request.get_full_path(),
        },
        status=status,
    )


@require_POST
@login_required
def introduction_accept(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    introduction, _agreement = acted_in(request, uuid)
    try:
        actions.accept_introduction(introduction_id=introduction.pk, by=request.user)
    except PermissionDenied as error:
        raise Http404 from error
    except IllegalStepError as error:
        return conversation_page(request, uuid, problem=too_late(error), status=409)
    except NotPossibleError:
        return conversation_page(
            request, uuid, problem=_("This introduction is not possible."), status=409
        )
    messages.success(request, _("You are in touch now. Say hello."))
    return redirect(introduction)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def introduction_decline(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    introduction, agreement = acted_in(request, uuid)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.decline_introduction(
                introduction_id=introduction.pk, by=request.user, **form.cleaned_data
            )
        except PermissionDenied as error:
            raise Http404 from error
        except IllegalStepError as error:
            return conversation_page(request, uuid, problem=too_late(error), status=409)
        messages.success(request, _("They are told, kindly."))
        return redirect(introduction)
    return render(
        request,
        "partnerships/introduction_decline.html",
        {
            "form": form,
            "introduction": introduction,
            "agreement": agreement,
            "other": introduction.name_then(introduction.side_for(request.viewer).other),
        },
    )


@require_POST
@login_required
def introduction_withdraw(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    introduction = own_introduction(request, uuid)
    try:
        actions.withdraw_introduction(introduction_id=introduction.pk, by=request.user)
    except PermissionDenied as error:
        raise Http404 from error
    except IllegalStepError as error:
        return conversation_page(request, uuid, problem=too_late(error), status=409)
    messages.success(request, _("You have taken it back. They are told."))
    return redirect(introduction)


_TOO_MANY = gettext_lazy(
    "Nothing was sent: you have asked, or they were asked, as often as a day or a week allows. "
    "What you wrote stands below; please try again later."
)
_CANNOT = {
    NotReadyError: gettext_lazy(
        "Your listing must be published, or verified, before it can ask for introductions."
    ),
    OwnListingError: gettext_lazy("You act for this listing yourself."),
    NotPossibleError: gettext_lazy(
        "This introduction is not possible. There may be many reasons, such as that one of the two "
        "is not open to it at present."
    ),
}


def too_late(error: IllegalStepError) -> str:
    return _("Nothing was changed: the introduction is in the state “%(state)s” by now.") % {
        "state": error.state.label
    }


def _asked(request: MemberRequest) -> Listing:
    """The listing that the address names, if the reader may see it and IOM lets it act."""
    try:
        uuid = UUID(request.GET.get("to", ""))
    except ValueError as error:
        raise Http404 from error
    found: Listing | None = (
        Organization.objects.visible_to(request.viewer).published().filter(uuid=uuid).first()
        or Partner.objects.visible_to(request.viewer).verified().filter(uuid=uuid).first()
    )
    if found is None:
        raise Http404
    return found


def _is_partner(listing: Listing) -> bool:
    return isinstance(listing, Partner)


def _origin(request: MemberRequest) -> IntroductionOrigin:
    asked = request.GET.get("from", "")
    known = IntroductionOrigin.values
    return IntroductionOrigin(asked) if asked in known else IntroductionOrigin.LISTING


def _of_tab(own: IntroductionQuerySet, tab: str, request: MemberRequest) -> IntroductionQuerySet:
    viewer = request.viewer
    match tab:
        case "waiting":
            return own.waiting_for(viewer)
        case "unread":
            return own.unread(viewer)
        case "conversations":
            return own.filter(state=IntroductionState.ACCEPTED)
        case "asked":
            return own.filter(
                Q(asker_organization__in=viewer.organization_ids)
                | Q(asker_partner__in=viewer.partner_ids)
            )
    return own
