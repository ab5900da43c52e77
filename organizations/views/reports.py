"""Telling IOM about a listing."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations import actions
from organizations.actions.reports import TooManyReportsError
from organizations.forms.reports import ReportForm
from organizations.models import Organization
from organizations.requests import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: PortalRequest, slug: str) -> HttpResponse:
    """Report a problem or a duplicate, signed in or not."""
    organization = get_object_or_404(
        Organization.objects.visible_to(request.viewer).published(), slug=slug
    )
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.report_listing(
                organization=organization,
                by=request.user if request.user.is_authenticated else None,
                address=get_adapter().get_client_ip(request),
                **form.cleaned_data,
            )
        except TooManyReportsError:
            form.add_error(
                None,
                _("Too many reports came from you today. Please try again tomorrow."),
            )
            status = 429
        else:
            messages.success(request, _("Thank you. IOM will look at it."))
            return redirect(organization)
    return render(
        request,
        "organizations/report.html",
        {"form": form, "organization": organization},
        status=status,
    )
