"""One pair in numbers, for curators who are asked why two listings were matched, or were not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from organizations.models import Organization
from partnerships.admin.fairness import ROUTES
from partnerships.models import MatchList, Partner

Listing = Organization | Partner
MODELS = {"organization": Organization, "partner": Partner}
MOST_FOUND = 10
APART = {
    "source_not_listed": gettext_lazy("The first is not published, or not verified."),
    "target_not_listed": gettext_lazy("The second is not published, or not verified."),
    "itself": gettext_lazy("They are the same listing."),
    "source_closed": gettext_lazy("The first is not open to matching."),
    "target_closed": gettext_lazy("The second is not open to matching."),
    "audience": gettext_lazy("One of them is not among those who may see the other."),
    "same_owner": gettext_lazy("The same account runs both."),
    "source_hides": gettext_lazy("The first hides from a state that the second belongs to."),
    "target_hides": gettext_lazy("The second hides from a state that the first belongs to."),
    "forbidden": gettext_lazy(
        "They are never suggested to each other: one blocks the other, or the same people stand "
        "behind both."
    ),
    "set_aside": gettext_lazy("The people of the first have set the second aside."),
    "no_list": gettext_lazy("The first has no such list: it does not look for a host."),
    "no_answer": gettext_lazy("The second is not a possible host."),
}
WHY_NOT = {
    "gate": gettext_lazy("They may not meet, for the reasons above."),
    "not_scored": gettext_lazy("The current run has no such list of the first listing yet."),
    "below": gettext_lazy("Its score is below that of the last candidate."),
    "full": gettext_lazy("It is in as many lists as it may be, and others would lose more."),
    "others_first": gettext_lazy(
        "It is a candidate, but others that fit as well or nearly as well were shown less, or "
        "would lose more."
    ),
}
COMPONENTS = {
    "sector": gettext_lazy("Sector"),
    "region": gettext_lazy("Region"),
    "partner_type": gettext_lazy("Type of partner"),
    "needs": gettext_lazy("Needs and offers"),
    "generation": gettext_lazy("Generation"),
    "language": gettext_lazy("Language"),
    "capacity": gettext_lazy("Capacity"),
}
FACTS = {
    **COMPONENTS,
    "home": gettext_lazy("Heritage or work"),
    "residence": gettext_lazy("Residence"),
    "receives": gettext_lazy("The first receives"),
    "gives": gettext_lazy("The first gives"),
}


class PairForm(forms.Form):
    """Two listings, each by its address, its name or a part of it."""

    source = forms.CharField(label=gettext_lazy("Who is told"), max_length=200)
    target = forms.CharField(label=gettext_lazy("Of whom"), max_length=200, required=False)


@dataclass(frozen=True, slots=True)
class Side:
    """What was asked for on one side, and what was found."""

    name: str
    found: list[tuple[Listing, str]]

    @property
    def listing(self) -> Listing | None:
        return self.found[0][0] if len(self.found) == 1 else None


def reference(listing: Listing) -> str:
    return f"{listing._meta.model_name}:{listing.slug}"


def pair_url(source: Listing, target: Listing | None = None) -> str:
    query = {"source": reference(source)}
    if target is not None:
        query["target"] = reference(target)
    return f"{reverse('admin:partnerships_matchrun_pair')}?{urlencode(query)}"


def pair_view(request: HttpRequest, site: AdminSite, *, more: dict[str, Any]) -> HttpResponse:
    """`?source=` and `?target=`; without a target, the lists of the source."""
    form = PairForm(request.GET or None)
    context = {
        **site.each_context(request),
        **more,
        "title": gettext_lazy("One pair in numbers"),
        "form": form,
    }
    if form.is_valid():
        source, target = (_side(name, form.cleaned_data[name]) for name in ("source", "target"))
        context |= {"sides": [source, target], "asked": form.cleaned_data}
        if source.listing and target.listing:
            context |= _looked_at(source.listing, target.listing)
        elif source.listing and not form.cleaned_data["target"]:
            context["lists"] = _lists(source.listing)
            context["source"] = source.listing
    return TemplateResponse(request, "admin/partnerships/matchrun/pair.html", context)


def _side(name: str, text: str) -> Side:
    """The listing that is meant, or those that may be."""
    kind, _, slug = text.partition(":")
    if kind in MODELS:
        return Side(name, _with_reference(MODELS[kind]._default_manager.filter(slug=slug)))
    if not text:
        return Side(name, [])
    for wanted in (Q(slug=text) | Q(name__iexact=text), Q(name__icontains=text)):
        found = [
            row
            for model in MODELS.values()
            for row in _with_reference(model._default_manager.filter(wanted)[:MOST_FOUND])
        ]
        if found:
            return Side(name, found)
    return Side(name, [])


def _with_reference(listings: Iterable[Any]) -> list[tuple[Listing, str]]:
    return [(listing, reference(listing)) for listing in listings]


def _looked_at(source: Listing, target: Listing) -> dict[str, Any]:
    # The compiled kernels are loaded when somebody looks, and not with every web process.
    from partnerships.match_pairs import look_at

    pairs = [
        {
            "pair": pair,
            "label": ROUTES[pair.route],
            "apart": [APART[reason] for reason in pair.gate],
            "why_not": WHY_NOT.get(pair.why_not, ""),
            "components": [
                {
                    "component": component,
                    "label": COMPONENTS[component.name],
                    "facts": [(FACTS[fact.name], fact) for fact in component.facts],
                }
                for component in pair.components
            ],
        }
        for pair in look_at(source, target)
    ]
    return {"source": source, "target": target, "pairs": pairs, "back": pair_url(target, source)}


def _lists(source: Listing) -> list[dict[str, Any]]:
    """What the current run tells the source, with a link to each pair."""
    column = f"source_{source._meta.model_name}"
    matches = [
        match
        for one in MatchList.objects.current().filter(**{column: source.pk})
        for match in one.matches
    ]
    partners = Partner.objects.in_bulk({m.target_partner_id for m in matches} - {None})
    groups = Organization.objects.in_bulk({m.target_organization_id for m in matches} - {None})
    told: dict[str, list[dict[str, Any]]] = {}
    for match in matches:
        target: Listing | None = (
            partners.get(match.target_partner_id or 0)
            if match.target_partner_id
            else groups.get(match.target_organization_id or 0)
        )
        if target is not None:
            told.setdefault(match.channel, []).append(
                {"match": match, "target": target, "url": pair_url(source, target)}
            )
    return [{"label": _channel(source, name), "rows": rows} for name, rows in told.items()]


def _channel(source: Listing, channel: str) -> Any:
    return ROUTES["partner" if isinstance(source, Partner) else channel]
