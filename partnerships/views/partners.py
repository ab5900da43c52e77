"""The pages of partners."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.presentation import chips
from organizations.requests import MemberRequest, PortalRequest
from organizations.views.asking import MOST_PARAMETERS
from organizations.views.directory import PAGE_SIZE
from partnerships import actions
from partnerships.filters import PartnerFilter
from partnerships.forms import PartnerFactsForm
from partnerships.models import Partner
from partnerships.partner_facets import partner_facets
from partnerships.presentation import partner_card, partner_page


@require_safe
def partner_list(request: PortalRequest) -> HttpResponse:
    visible = Partner.objects.visible_to(request.viewer)
    if sum(len(values) for _, values in request.GET.lists()) > MOST_PARAMETERS:
        return render(request, "organizations/too_many_filters.html", status=400)
    partner_filter = PartnerFilter(request.GET, queryset=visible)
    is_valid = partner_filter.is_valid()
    found = partner_filter.qs if is_valid else visible.none()
    paginator = Paginator(found.order_by("name", "pk").with_tags(), PAGE_SIZE)
    try:
        page = paginator.page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger):
        page = None
    return render(
        request,
        "partnerships/partner_list.html",
        {
            "filter": partner_filter,
            "page": page,
            "cards": [partner_card(row) for row in page or []],
            "total": paginator.count,
            "chips": chips(partner_filter, request.GET) if is_valid else [],
            "facets": partner_facets(request.GET, visible) if is_valid else [],
        },
        status=200 if is_valid else 400,
    )


@require_safe
def partner_detail(request: PortalRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.visible_to(request.viewer).with_tags(), slug=slug)
    return render(
        request,
        "partnerships/partner_detail.html",
        {
            "partner": partner,
            "page": partner_page(partner),
            "is_own": partner.pk in request.viewer.partner_ids,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def partner_facts(request: MemberRequest, slug: str) -> HttpResponse:
    """Those who speak for a partner say what it works on, and with whom."""
    partner = get_object_or_404(
        Partner.objects.visible_to(request.viewer).for_representative(request.user.pk).with_tags(),
        slug=slug,
    )
    form = PartnerFactsForm(
        request.POST if request.method == "POST" else None,
        initial=PartnerFactsForm.initial_of(partner),
    )
    if form.is_bound and form.is_valid():
        actions.save_partner_facts(partner_id=partner.pk, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Your matches follow within seconds."))
        return redirect(partner)
    return render(request, "partnerships/partner_facts.html", {"partner": partner, "form": form})
