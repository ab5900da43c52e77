"""Registering a body, asking to speak for one, and what is answered."""

from collections.abc import Mapping
from datetime import timedelta
from string import ascii_lowercase, digits
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import User
from accounts.staff_log import note
from organizations.actions.registration import slug_stem
from partnerships.actions.partners import announce_partner_change, decline_partner, verify_partner
from partnerships.enums import RequestReason, RequestState, Verification
from partnerships.models import Partner, RepresentationRequest, Representative
from partnerships.partner_letters import tell_of_request, tell_representatives_of_request
from partnerships.rules import can_answer_request, can_register_changes

DAY = timedelta(days=1)
A_PERSON_A_DAY = 5

# What a person says of the body she registers; IOM verifies it, and then only IOM changes it.
IDENTITY = (
    *("name", "name_language", "acronym", "sector", "type", "level", "business_view"),
    *("state_countries", "description", "description_language", "website"),
)


class RequestClosedError(Exception):
    """Somebody was quicker: the request is in another state by now, which `state` says."""

    def __init__(self, state: str) -> None:
        self.state = RequestState(state)
        super().__init__(state)


class TooManyRequestsError(Exception):
    """As many requests as a day may bring; nothing was written."""


@transaction.atomic
def register_partner(
    *, by: User, identity: Mapping[str, Any], role: str, proof: str
) -> RepresentationRequest:
    """Enter a body that is not listed yet, and ask IOM to verify it and whoever registers it.

    It is shown to nobody else and matched with nobody until IOM agrees. A form that is sent twice
    makes one body. Raises TooManyRequestsError.
    """
    _lock_person(by)
    waiting = (
        RepresentationRequest.objects.open()
        .filter(person=by, partner__name=identity["name"], partner__sector=identity["sector"])
        .exclude(partner__verification=Verification.VERIFIED)
        .first()
    )
    if waiting is not None:
        return save_registration(
            partner_id=waiting.partner_id, by=by, identity=identity, role=role, proof=proof
        )
    _within_the_day(by)
    partner = Partner(slug=_new_slug(identity["name"]))
    _describe(partner, identity)
    partner.save()
    Representative.objects.create(partner=partner, user=by)
    request = RepresentationRequest.objects.create(
        partner=partner, person=by, role=role, proof=proof
    )
    tell_of_request(request)
    return request


@transaction.atomic
def save_registration(
    *, partner_id: int, by: User, identity: Mapping[str, Any], role: str, proof: str
) -> RepresentationRequest:
    """Correct what was registered, before IOM has verified it, and ask (again).

    Raises PermissionDenied once it is verified, and for whoever does not speak for it.
    """
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    if not can_register_changes(by, partner):
        raise PermissionDenied
    if partner.name != identity["name"]:
        partner.slug = _new_slug(identity["name"])
    _describe(partner, identity)
    partner.verification = Verification.PENDING
    partner.save()
    request = RepresentationRequest.objects.open().filter(partner=partner, person=by).first()
    is_new = request is None
    if request is None:
        _within_the_day(by)
        request = RepresentationRequest(partner=partner, person=by)
    elif request.state == RequestState.QUESTION:
        # The clock of the promise starts again with the answer.
        request.asked_at = timezone.now()
    request.role, request.proof, request.state = role, proof, RequestState.PENDING
    request.save()
    if is_new:
        tell_of_request(request)
    return request


@transaction.atomic
def ask_to_represent(*, partner: Partner, by: User, role: str, proof: str) -> RepresentationRequest:
    """Ask to speak for a listed body; asking again while it waits changes what was said.

    Those who speak for a verified body are asked, too. Raises PermissionDenied for whoever speaks
    for it already, TooManyRequestsError. Whether `by` may see the body is for the caller to know.
    """
    _lock_person(by)
    if Representative.objects.filter(partner=partner, user=by).exists():
        raise PermissionDenied
    request = RepresentationRequest.objects.open().filter(partner=partner, person=by).first()
    if request is None:
        _within_the_day(by)
        request = RepresentationRequest(partner=partner, person=by)
    elif request.state == RequestState.QUESTION:
        request.asked_at = timezone.now()
    is_new = request.pk is None
    request.role, request.proof, request.state = role, proof, RequestState.PENDING
    request.save()
    if is_new:
        tell_of_request(request)
        tell_representatives_of_request(request)
    return request


@transaction.atomic
def withdraw_request(*, request_id: int, by: User) -> RepresentationRequest:
    request = RepresentationRequest.objects.select_for_update().get(pk=request_id)
    if request.person_id != by.pk:
        raise PermissionDenied
    if not request.is_open:
        raise RequestClosedError(request.state)
    request.state = RequestState.WITHDRAWN
    request.save(update_fields=["state"])
    return request


@transaction.atomic
def approve_request(*, request_id: int, by: User, message: str = "") -> RepresentationRequest:
    """Let the person speak for the body; IOM's yes verifies a new body with it.

    Raises PermissionDenied for whoever may not decide (nobody decides about herself), and
    RequestClosedError.
    """
    request = _answerable(request_id, by)
    Representative.objects.get_or_create(partner=request.partner, user=request.person)
    if not request.partner.is_verified:
        verify_partner(partner_id=request.partner_id, by=by)
    _answer(request, RequestState.APPROVED, by=by, message=message)
    announce_partner_change(request.partner)
    return request


@transaction.atomic
def deny_request(
    *, request_id: int, by: User, reason: str, message: str = ""
) -> RepresentationRequest:
    """Say no, and why. A body that was registered with the request is declined with it."""
    request = _answerable(request_id, by)
    _answer(request, RequestState.DENIED, by=by, reason=reason, message=message)
    own = Representative.objects.filter(partner=request.partner)
    if not request.partner.is_verified and own.filter(user=request.person).exists():
        decline_partner(partner_id=request.partner_id, by=by)
    return request


@transaction.atomic
def ask_back(*, request_id: int, by: User, reason: str, message: str) -> RepresentationRequest:
    """Ask the person for something more; her answer brings the request back."""
    request = _answerable(request_id, by)
    _answer(request, RequestState.QUESTION, by=by, reason=reason, message=message)
    return request


@transaction.atomic
def leave_partner(*, partner_id: int, by: User) -> None:
    """Stop speaking for a body, at once. Raises Representative.DoesNotExist for others."""
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    Representative.objects.get(partner=partner, user=by).delete()
    RepresentationRequest.objects.open().filter(partner=partner, person=by).update(
        state=RequestState.WITHDRAWN
    )
    announce_partner_change(partner)


@transaction.atomic
def verify_with_people(*, partner_id: int, by: User) -> Partner:
    """Verify a body and whoever registered it. Raises PermissionDenied."""
    people = Representative.objects.filter(partner=partner_id).values("user")
    waiting = RepresentationRequest.objects.open().filter(partner=partner_id, person__in=people)
    for request_id in waiting.order_by("pk").values_list("pk", flat=True):
        approve_request(request_id=request_id, by=by)
    return verify_partner(partner_id=partner_id, by=by)


def _describe(partner: Partner, identity: Mapping[str, Any]) -> None:
    for name in IDENTITY:
        setattr(partner, name, identity[name])


def _lock_person(by: User) -> None:
    """Make two requests of one person at once count each other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _within_the_day(by: User) -> None:
    recent = RepresentationRequest.objects.filter(person=by, asked_at__gt=timezone.now() - DAY)
    if recent.count() >= A_PERSON_A_DAY:
        raise TooManyRequestsError


def _answerable(request_id: int, by: User) -> RepresentationRequest:
    request = (
        RepresentationRequest.objects.select_for_update(of=("self",))
        .select_related("partner", "person")
        .get(pk=request_id)
    )
    if not can_answer_request(by, request):
        raise PermissionDenied
    if not request.is_open:
        raise RequestClosedError(request.state)
    return request


def _answer(
    request: RepresentationRequest,
    state: RequestState,
    *,
    by: User,
    reason: str = RequestReason.NONE,
    message: str,
) -> None:
    request.state, request.reason, request.message = state, reason, message
    request.answered_at, request.answered_by = timezone.now(), by
    request.save()
    if by.is_staff:
        note(by=by, about=request.partner, what=f"representation_{state}")
    tell_of_request(request)


def _new_slug(name: str) -> str:
    """Return an address that no partner has; its random end tells of no other, hidden or not."""
    while True:
        slug = f"{slug_stem(name)}-{get_random_string(4, ascii_lowercase + digits)}"
        if not Partner.objects.filter(slug=slug).exists():
            return slug
