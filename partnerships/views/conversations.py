"""An introduction with its conversation."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.actions.conversation_reports import TooManyReportsError
from partnerships.actions.conversations import (
    ClosedConversationError,
    EmptyMessageError,
    HasLeftError,
    TooManyMessagesError,
)
from partnerships.enums import IntroductionState
from partnerships.host_rules import answers_through
from partnerships.introduction_forms import AbuseForm, MessageForm
from partnerships.introduction_gate import blocks, why_closed
from partnerships.introduction_workflow import possible
from partnerships.models import Attachment, HostAgreement, Introduction

PAGE_SIZE = 30
WHY_CLOSED = {
    "stopped": gettext_lazy("IOM has ended this conversation."),
    "closed": gettext_lazy("This conversation is closed. What was written stays readable."),
    "left": gettext_lazy(
        "Everybody on the other side has left this conversation. What was written stays readable."
    ),
}


def own_introduction(request: MemberRequest, uuid: uuids.UUID) -> Introduction:
    """One of the reader's own, with both sides."""
    own = Introduction.objects.visible_to(request.viewer).with_sides()
    return get_object_or_404(own.with_visibility(request.viewer), uuid=uuid)


def acted_in(request: MemberRequest, uuid: uuids.UUID) -> tuple[Introduction, HostAgreement | None]:
    """One of the reader's own, or one in which she acts as a host of the group that was asked."""
    rows = Introduction.objects.with_sides().with_visibility(request.viewer).filter(uuid=uuid)
    own = rows.visible_to(request.viewer).first()
    if own is not None:
        return own, None
    introduction = get_object_or_404(rows.through_host(request.viewer))
    agreement = answers_through(request.user, introduction)
    if agreement is None:
        raise Http404
    return introduction, agreement


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def introduction_detail(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Read an introduction and its conversation; write to the other side."""
    if request.method != "POST":
        return conversation_page(request, uuid)
    introduction, _agreement = acted_in(request, uuid)
    form = MessageForm(request.POST, request.FILES, key=uuids.uuid4())
    status = 400
    if form.is_valid():
        status = 409
        try:
            actions.send_message(
                introduction_id=introduction.pk,
                by=request.user,
                text=form.cleaned_data["text"],
                # Her own id is part of it, so that no key can touch a message of somebody else.
                key=str(uuids.uuid5(request.user.uuid, form.cleaned_data["key"].hex)),
                files=form.cleaned_data["attachments"],
            )
        except ClosedConversationError as error:
            closed = WHY_CLOSED.get(error.why, _("Nobody can write here at present."))
            form.add_error(None, closed)
        except HasLeftError:
            form.add_error(None, _("You have left this conversation. Come back to write."))
        except EmptyMessageError:
            form.add_error("text", _("Write your message."))
        except TooManyMessagesError:
            form.add_error(
                None,
                _(
                    "Nothing was sent: you have written as many messages, or sent as many files, "
                    "as a while allows. What you wrote stands below; please try again later."
                ),
            )
            status = 429
        except PermissionDenied as error:
            raise Http404 from error
        else:
            return redirect(f"{introduction.get_absolute_url()}#write")
    return conversation_page(request, uuid, form=form, status=status)


def conversation_page(
    request: MemberRequest,
    uuid: uuids.UUID,
    *,
    form: MessageForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    introduction, agreement = acted_in(request, uuid)
    side = introduction.side_for(request.viewer)
    stands = introduction.stands
    accepted = stands == IntroductionState.ACCEPTED
    letters, older = _letters(request, introduction) if accepted else ([], None)
    seat = None
    if request.method != "HEAD":
        seat = actions.read_conversation(
            introduction=introduction,
            side=side,
            by=request.user,
            through=letters[-1].pk if letters and not request.GET.get("before") else 0,
        )
    closed = why_closed(introduction, reading=side) if accepted else ""
    other = introduction.listing(side.other)
    return render(
        request,
        "partnerships/introduction_detail.html",
        {
            "introduction": introduction,
            "side": side,
            "stands": stands,
            "own": introduction.listing(side),
            "own_name": introduction.name_then(side)
            if agreement
            else introduction.listing(side).name,
            "agreement": agreement,
            "other": other if getattr(introduction, f"{side.other}_is_visible") else None,
            "other_name": introduction.name_then(side.other),
            "steps": possible(stands, side),
            "letters": letters,
            "older": older,
            "has_left": bool(seat and seat.left_at),
            "closed": WHY_CLOSED.get(closed, ""),
            "is_blocked_by_us": closed == "closed"
            and agreement is None
            and blocks(introduction.listing(side), other),
            "form": form or MessageForm(key=uuids.uuid4()),
            "problem": problem,
        },
        status=status,
    )


@require_POST
@login_required
def introduction_leave(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Leave a conversation, or come back to it."""
    introduction, _agreement = acted_in(request, uuid)
    comes_back = request.POST.get("leave") == "no"
    change = actions.rejoin_conversation if comes_back else actions.leave_conversation
    try:
        change(introduction_id=introduction.pk, by=request.user)
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(
        request,
        _("You are back: you get its letters again.")
        if comes_back
        else _("You have left: you get no more letters of it. You can come back."),
    )
    return redirect(introduction)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def introduction_block(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """End the contact for good, or take that back."""
    introduction = own_introduction(request, uuid)
    if request.method == "POST":
        takes_back = request.POST.get("block") == "no"
        change = actions.unblock_other_side if takes_back else actions.block_other_side
        try:
            change(introduction_id=introduction.pk, by=request.user)
        except PermissionDenied as error:
            raise Http404 from error
        messages.success(
            request,
            _("The block is taken back.")
            if takes_back
            else _("The contact is ended. They are not told who ended it."),
        )
        return redirect(introduction)
    return render(request, "partnerships/introduction_block.html", _about(request, introduction))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def introduction_report(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Tell IOM what is wrong with a conversation."""
    introduction, _agreement = acted_in(request, uuid)
    form = AbuseForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.report_conversation(
                introduction_id=introduction.pk, by=request.user, **form.cleaned_data
            )
        except TooManyReportsError:
            form.add_error(
                None, _("Too many reports came from you today. Please try again tomorrow.")
            )
            status = 429
        except PermissionDenied as error:
            raise Http404 from error
        else:
            messages.success(request, _("Thank you. IOM will look at it."))
            return redirect(introduction)
    return render(
        request,
        "partnerships/introduction_report.html",
        {**_about(request, introduction), "form": form},
        status=status,
    )


@require_safe
@login_required
@never_cache
def introduction_file(request: MemberRequest, uuid: uuids.UUID, file: uuids.UUID) -> FileResponse:
    """Hand out a file of a conversation, to be saved: a browser neither shows nor guesses it."""
    introduction, _agreement = acted_in(request, uuid)
    row = get_object_or_404(Attachment, uuid=file, message__introduction=introduction)
    try:
        content = row.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=row.name, content_type=row.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _letters(request: MemberRequest, introduction: Introduction) -> tuple[list[Any], int | None]:
    """A page of messages, oldest first, and where the page before it begins."""
    rows = introduction.messages.select_related("author").prefetch_related("attachments")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE][::-1]
    return shown, shown[0].pk if len(found) > PAGE_SIZE else None


def _about(request: MemberRequest, introduction: Introduction) -> dict[str, Any]:
    side = introduction.side_for(request.viewer)
    return {"introduction": introduction, "other": introduction.name_then(side.other)}
