"""What people are told about partners."""

from django.urls import reverse

from accounts.models import User
from accounts.notifications import notify
from partnerships.enums import RequestState
from partnerships.models import RepresentationRequest

TOLD = {
    RequestState.PENDING: "partnerships/emails/representation_pending",
    RequestState.QUESTION: "partnerships/emails/representation_question",
    RequestState.APPROVED: "partnerships/emails/representation_approved",
    RequestState.DENIED: "partnerships/emails/representation_denied",
}


def tell_of_request(request: RepresentationRequest) -> None:
    """Tell whoever asked where her request stands now, within the caller's transaction."""
    notify(
        recipients=[request.person],
        template=TOLD[RequestState(request.state)],
        context={
            "name": request.partner.name,
            "message": request.message,
            "path": reverse("partnerships:partner_request", args=[request.uuid]),
        },
    )


def tell_representatives_of_request(request: RepresentationRequest) -> None:
    """Tell those who speak for a verified body that somebody would like to join them."""
    if not request.partner.is_verified:
        return
    notify(
        recipients=list(User.objects.filter(representations__partner=request.partner)),
        template="partnerships/emails/representation_asked",
        context={
            "name": request.partner.name,
            "path": reverse("partnerships:partner_people", args=[request.partner.slug]),
        },
    )
