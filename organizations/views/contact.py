"""Writing to a group, and reading what was written to one's own."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import actions
from organizations.actions.contact import BlockedSenderError, TooManyMessagesError
from organizations.forms.contact import ContactForm
from organizations.models import ContactMessage, Organization
from organizations.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def contact(request: MemberRequest, slug: str) -> HttpResponse:
    """Write to a group; its members get the message, nobody gets an address."""
    others = Organization.objects.visible_to(request.viewer).exclude(
        pk__in=request.viewer.organization_ids
    )
    organization = get_object_or_404(others.reachable(), slug=slug)
    form = ContactForm(request.POST if request.method == "POST" else None, sender=request.user)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.send_message(organization=organization, by=request.user, **form.message())
        except BlockedSenderError:
            form.add_error(None, _("This group takes no messages from you. Nothing was sent."))
            status = 403
        except TooManyMessagesError:
            form.add_error(
                None,
                _(
                    "Nothing was sent: you have written, or this group has received, as many "
                    "messages as a day allows. Please try again tomorrow."
                ),
            )
            status = 429
        else:
            messages.success(
                request,
                _("Your message was passed on to “%(name)s”.") % {"name": organization.name},
            )
            return redirect(organization)
    return render(
        request,
        "organizations/contact.html",
        {"form": form, "organization": organization},
        status=status,
    )


@require_safe
@login_required
@never_cache
def contact_message(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """A message to one's own group."""
    message = _received(request, uuid)
    is_blocked = message.organization.contact_blocks.filter(sender=message.sender_id).exists()
    return render(
        request,
        "organizations/contact_message.html",
        {"message": message, "organization": message.organization, "is_blocked": is_blocked},
    )


@require_POST
@login_required
def contact_block(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take no more messages from a sender, or take them again."""
    message = _received(request, uuid)
    if request.POST.get("block") == "no":
        actions.unblock_sender(message=message, by=request.user)
        messages.success(request, _("This person can write to your group again."))
    else:
        actions.block_sender(message=message, by=request.user)
        messages.success(request, _("Your group gets no more messages from this person."))
    return redirect("organizations:contact_message", message.uuid)


def _received(request: MemberRequest, uuid: uuids.UUID) -> ContactMessage:
    own = ContactMessage.objects.filter(organization__in=request.viewer.organization_ids)
    return get_object_or_404(own.select_related("organization", "sender"), uuid=uuid)
