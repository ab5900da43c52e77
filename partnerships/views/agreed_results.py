"""Indicators, milestones and the rhythm of reports, in the text that a party is writing."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.actions.agreements import DraftChangedError, starting_text
from partnerships.agreement import AgreedText
from partnerships.indicators import MOST_INDICATORS, indicator_of, replaced, without
from partnerships.models import AgreementDraft, Partnership, PartnershipParty
from partnerships.partnership_enums import TOLD
from partnerships.partnership_workflow import PartnershipError
from partnerships.result_enums import Measure, ResultType
from partnerships.result_forms import IndicatorForm, RhythmForm
from partnerships.views.sharing import sides_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def agreed_results(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """How the work will be looked at: the indicators of the draft, its milestones, its reports."""
    writing = _Writing(request, uuid)
    form = RhythmForm(request.POST if request.method == "POST" else None, text=writing.text)
    note = ""
    if form.is_bound and form.is_valid():
        note = writing.save(request, form.applied())
        if not note:
            messages.success(request, _("Saved in the draft."))
            return redirect(request.get_full_path())
    return render(
        request,
        "partnerships/agreed_results.html",
        {
            "writing": writing,
            "partnership": writing.partnership,
            "form": form,
            "note": note,
            "kpis": [
                (kpi, Measure(kpi.measure).label, ResultType(kpi.result_type).label)
                for kpi in map(indicator_of, writing.text.kpis)
            ],
            "can_add": len(writing.text.kpis) < MOST_INDICATORS,
        },
        status=409 if note else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def agreed_indicator(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One indicator of the draft: the one that `key` names, or a new one."""
    writing = _Writing(request, uuid)
    key = request.GET.get("key", "")
    content = next((row for row in writing.text.kpis if row["key"] == key), None)
    if (key and content is None) or (not key and len(writing.text.kpis) >= MOST_INDICATORS):
        raise Http404
    kpi = indicator_of(content) if content else None
    if request.method == "POST" and "remove" in request.POST and kpi:
        text = replace(writing.text, kpis=without(writing.text.kpis, kpi.key))
        if not (note := writing.save(request, text)):
            messages.success(request, _("Taken out of the draft."))
            return redirect(writing.list_url)
        form = IndicatorForm(text=writing.text, kpi=kpi)
    else:
        form = IndicatorForm(
            request.POST if request.method == "POST" else None, text=writing.text, kpi=kpi
        )
        note = ""
        if form.is_bound and form.is_valid():
            changed = form.indicator().to_json()
            text = replace(writing.text, kpis=replaced(writing.text.kpis, changed))
            if not (note := writing.save(request, text)):
                messages.success(request, _("Saved in the draft."))
                return redirect(writing.list_url)
    return render(
        request,
        "partnerships/agreed_indicator.html",
        {
            "writing": writing,
            "partnership": writing.partnership,
            "form": form,
            "kpi": kpi,
            "note": note,
        },
        status=409 if note else 200,
    )


class _Writing:
    """The draft of one of the reader's sides; raises Http404 for whoever has none there."""

    partnership: Partnership
    party: PartnershipParty
    text: AgreedText
    revision: int

    def __init__(self, request: MemberRequest, uuid: UUID) -> None:
        self.partnership = get_object_or_404(
            Partnership.objects.of(request.viewer)
            .select_related("in_force")
            .prefetch_related("parties"),
            uuid=uuid,
        )
        told = sides_of(
            request.viewer, [row for row in self.partnership.parties.all() if row.standing in TOLD]
        )
        wanted = request.POST.get("as") or request.GET.get("as") or str(told[0].uuid)
        self.party = next((row for row in told if str(row.uuid) == wanted), None) or _nobody()
        draft = AgreementDraft.objects.filter(party=self.party).first()
        self.text = draft.text if draft else starting_text(self.partnership)
        now = draft.revision if draft else 0
        # Of the draft that was read when the form was opened.
        sent = request.POST.get("revision", "")
        self.revision = int(sent) if sent.isdecimal() and len(sent) < 8 else now

    def save(self, request: MemberRequest, text: AgreedText) -> str:
        """Keep the text; return why not, in words, or ''."""
        try:
            actions.save_draft(
                partnership_id=self.partnership.pk,
                party_id=self.party.pk,
                by=request.user,
                text=text,
                revision=self.revision,
            )
        except DraftChangedError:
            draft = AgreementDraft.objects.get(party=self.party)
            self.revision = draft.revision
            return _(
                "Somebody of your side has changed the draft since you opened this page. What you "
                "typed is still here: look at the draft, then save again."
            )
        except PartnershipError:
            return _("The text cannot be changed now.")
        return ""

    @property
    def list_url(self) -> str:
        return (
            reverse("partnerships:agreed_results", args=[self.partnership.uuid])
            + f"?as={self.party.uuid}"
        )


def _nobody() -> PartnershipParty:
    raise Http404
