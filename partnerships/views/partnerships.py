"""Partnerships: one's own, beginning one, its page, its text and its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import Place, Sector
from organizations.presentation import labels
from organizations.requests import MemberRequest, PortalRequest
from partnerships import actions
from partnerships.actions.agreements import DraftChangedError, starting_text
from partnerships.actions.pursuits import may_choose
from partnerships.agreement import AgreedText
from partnerships.indicators import indicator_of
from partnerships.models import (
    AgreementDraft,
    AgreementVersion,
    Partnership,
    PartnershipParty,
    Reflection,
)
from partnerships.origins import shown_origin
from partnerships.partnership_changes import changes
from partnerships.partnership_enums import PartnershipState, PartyRole, PartyStanding
from partnerships.partnership_forms import (
    ASKS,
    ReflectionForm,
    StepForm,
    SummaryForm,
    TextForm,
    WhyForm,
)
from partnerships.partnership_pages import BADGES, next_acts, story, why_not
from partnerships.partnership_situations import situation_of
from partnerships.partnership_workflow import (
    STEPS,
    PartnershipError,
    Situation,
    Waiting,
    possible,
    waiting,
)
from partnerships.result_enums import ReportState
from partnerships.result_forms import RHYTHM_WORDS
from partnerships.result_pages import ReportLine, report_lines
from partnerships.threads import pursued_by
from partnerships.views.sharing import sides_of

PAGE_SIZE = 20
# Steps that end or halt the work stand last; these need no more than a click, or have a form.
ENDINGS = frozenset({"decline", "suspend", "leave", "end_early"})
OWN_IDS = {name: f"{name}-%s" for name in (*ASKS, "reflect", "propose_summary")}
SIMPLE = frozenset({"agree_to_resume", "ask_to_close", "complete", "publish"})


@require_safe
@login_required
@never_cache
def partnership_list(request: MemberRequest) -> HttpResponse:
    own = Partnership.objects.of(request.viewer)
    # Only the keys of many are put in order; what a page shows of them is read for its own rows.
    in_order: Any = own.with_waiting(request.viewer)
    keys = in_order.values_list("pk", "waits_for_me")
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = own.with_names().in_bulk([key for key, _waits in page])
    lines = [(rows[key], waits) for key, waits in page if key in rows]
    return render(
        request,
        "partnerships/partnership_list.html",
        {
            "page_obj": page,
            "lines": [(row, BADGES[PartnershipState(row.state)], waits) for row, waits in lines],
        },
    )


@require_safe
@never_cache
def partnership_detail(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """For its parties and staff; for everybody what every party agreed to publish."""
    found = Partnership.objects.visible_to(request.viewer).filter(uuid=uuid).first()
    if found is not None and request.user.is_authenticated:
        return _page(request, uuid)
    partnership = get_object_or_404(
        Partnership.objects.published_to(request.viewer).select_related("summary"), uuid=uuid
    )
    return render(
        request,
        "partnerships/partnership_public.html",
        {
            "partnership": partnership,
            "parties": partnership.parties.joined().with_sight(request.viewer),
            "origin": shown_origin(partnership, request.viewer),
            "pursued": list(pursued_by(partnership)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def partnership_text(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Write the text; every save keeps a draft of one's own side, `propose` asks the others."""
    partnership = get_object_or_404(
        Partnership.objects.of(request.viewer).select_related("in_force"), uuid=uuid
    )
    told = sides_of(request.viewer, list(partnership.parties.told()))
    wanted = request.POST.get("as") or request.GET.get("as") or str(told[0].uuid)
    party = next((row for row in told if str(row.uuid) == wanted), None)
    if party is None:
        raise Http404
    draft = AgreementDraft.objects.filter(party=party).first()
    text = draft.text if draft else starting_text(partnership)
    revision = draft.revision if draft else 0
    form = TextForm(request.POST if request.method == "POST" else None, text=text)
    note = ""
    asking = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and asking.is_valid():
        sent = request.POST.get("revision", "")
        where: dict[str, Any] = {
            "partnership_id": partnership.pk,
            "party_id": party.pk,
            "by": request.user,
        }
        try:
            saved = actions.save_draft(
                **where,
                text=form.applied(),
                revision=int(sent) if sent.isdecimal() and len(sent) < 8 else revision,
            )
            revision = saved.revision
            if "propose" not in request.POST:
                messages.success(request, _("Saved. Only your own side can read the draft."))
                if "go_on" in request.POST:
                    results = reverse("partnerships:agreed_results", args=[partnership.uuid])
                    return redirect(f"{results}?as={party.uuid}")
                return redirect(request.get_full_path())
            actions.propose(
                **where, after=partnership.versions.count(), why=asking.cleaned_data["why"]
            )
        except DraftChangedError as error:
            revision = AgreementDraft.objects.get(party=party).revision
            note = why_not(error)
        except PartnershipError as error:
            note = why_not(error)
        else:
            messages.success(request, _("Proposed. It holds once every party has accepted it."))
            return redirect(partnership)
    return render(
        request,
        "partnerships/partnership_text.html",
        {
            "partnership": partnership,
            "party": party,
            "form": form,
            "revision": revision,
            "note": note,
            "text": text,
            "many_kpis": len(text.kpis),
            "has_draft": draft is not None,
            "asking": asking,
        },
        status=409 if note else 200,
    )


@require_POST
@login_required
def partnership_step(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Accept, send back, suspend …: one step of a partnership's life."""
    partnership = get_object_or_404(Partnership.objects.of(request.viewer), uuid=uuid)
    told = sides_of(request.viewer, list(partnership.parties.told()))
    wanted = request.POST.get("as") or str(told[0].uuid)
    party = next((row for row in told if str(row.uuid) == wanted), None)
    step = request.POST.get("step", "")
    if party is None or step not in ACTS:
        raise Http404
    data: dict[str, Any] = {}
    form: Any = _form(step, request)
    if form is not None:
        if not form.is_valid():
            return _page(request, uuid, form=form, step=step, status=400)
        data = form.cleaned_data
    if step in ("accept", "send_back", "withdraw"):
        data["number"] = _number(request.POST.get("number", ""))
    if step == "agree_to_summary":
        data["summary_id"] = _number(request.POST.get("summary", ""))
    try:
        done = ACTS[step](partnership_id=partnership.pk, party_id=party.pk, by=request.user, **data)
    except PartnershipError as error:
        return _page(request, uuid, note=why_not(error), status=409)
    if step == "discard":
        messages.success(request, _("The draft is thrown away."))
        return redirect("partnerships:partnership_list" if done else partnership)
    messages.success(request, _("Done. The others are told."))
    if step == "leave":
        return redirect("partnerships:partnership_list" if len(told) == 1 else partnership)
    address = partnership.get_absolute_url()
    return redirect(f"{address}?as={party.uuid}" if len(told) > 1 else address)


ACTS: dict[str, Callable[..., Any]] = {
    "accept": actions.accept,
    "send_back": actions.send_back,
    "withdraw": actions.withdraw,
    "decline": actions.decline,
    "discard": actions.discard_draft,
    "suspend": actions.suspend,
    "agree_to_resume": actions.agree_to_resume,
    "end_early": actions.end_early,
    "leave": actions.leave,
    "ask_to_close": actions.ask_to_close,
    "put_off": actions.put_off_closing,
    "reflect": actions.reflect,
    "complete": actions.complete,
    "propose_summary": actions.propose_summary,
    "agree_to_summary": actions.agree_to_summary,
    "take_back_summary": actions.take_back_summary,
}


def _form(step: str, request: MemberRequest) -> Any:
    if step in ASKS:
        return _step_form(step, request.POST)
    kinds: dict[str, Any] = {"reflect": ReflectionForm, "propose_summary": SummaryForm}
    return kinds[step](request.POST, auto_id=OWN_IDS[step]) if step in kinds else None


def _step_form(step: str, data: Any = None) -> StepForm:
    reasons, needs_words = ASKS[step]
    return StepForm(data, reasons=reasons, needs_words=needs_words, auto_id=OWN_IDS[step])


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Http404
    return int(text)


def _page(
    request: Any, uuid: UUID, *, form: Any = None, step: str = "", note: str = "", status: int = 200
) -> HttpResponse:
    partnership = get_object_or_404(
        Partnership.objects.visible_to(request.viewer).select_related(
            "in_force", "proposal", "suspension", "summary", "proposed_summary"
        ),
        uuid=uuid,
    )
    parties = list(partnership.parties.told().with_deeds().with_sight(request.viewer))
    mine = sides_of(request.viewer, parties)
    now = situation_of(partnership, parties)
    today = timezone.localdate()
    awaited = waiting(now, today)
    acting = _acting(request, mine, awaited)
    readable = AgreementVersion.objects.visible_to(request.viewer).filter(partnership=partnership)
    versions = {version.pk: version for version in readable}
    steps = possible(now, acting.pk, today) if acting else []
    forms = [
        (name, STEPS[name].label, form if name == step and form else _step_form(name))
        for name in ASKS
        if name in steps
    ]
    proposed = versions.get(partnership.proposal_id or 0)
    version = versions.get(partnership.in_force_id or 0)
    is_shared = acting is None or acting.standing == PartyStanding.JOINED
    asks_me = acting is not None and proposed is not None and acting.pk in now.to_accept
    return render(
        request,
        "partnerships/partnership_detail.html",
        {
            "partnership": partnership,
            "badge": BADGES[PartnershipState(partnership.state)],
            "parties": parties,
            "acting": acting,
            "origin": shown_origin(partnership, request.viewer),
            "pursued": list(pursued_by(partnership)),
            "can_choose": acting is not None and may_choose(partnership, acting),
            "mine": mine,
            "next": next_acts(awaited, {p.pk: p for p in parties}, [p.pk for p in mine]),
            "version": version,
            "text": shown(version.text) if version else None,
            "proposed": proposed,
            "proposed_text": shown(proposed.text) if proposed else None,
            "changes": changes(version.text, proposed.text) if version and proposed else [],
            "asks_me": asks_me,
            # She cannot answer for a second side: somebody else of it has to.
            "has_accepted": asks_me
            and len(mine) > 1
            and proposed is not None
            and proposed.acceptances.filter(by=request.user).exists(),
            "steps": steps,
            "forms": [row for row in forms if row[0] not in ENDINGS],
            "endings": [row for row in forms if row[0] in ENDINGS],
            "can_act": bool(forms or SIMPLE & set(steps)),
            "reflection_form": form
            if step == "reflect" and form
            else ReflectionForm(auto_id=OWN_IDS["reflect"]),
            "summary_form": form
            if step == "propose_summary" and form
            else SummaryForm(auto_id=OWN_IDS["propose_summary"]),
            "can_write": acting is not None
            and (partnership.state == PartnershipState.DRAFTED or "propose" in steps),
            "is_shared": is_shared,
            "due": _next_report(partnership) if version and is_shared else None,
            "reflections": _reflections(partnership, now, mine),
            "story": story(partnership.events.told_to(request.viewer).select_related("party")[:30]),
            "note": note,
        },
        status=status,
    )


def _acting(
    request: Any, mine: list[PartnershipParty], awaited: list[Waiting]
) -> PartnershipParty | None:
    """The side that `as` names; of several, else the first that is waited for.

    Raises Http404 where `as` names a side that the reader is not on.
    """
    wanted = request.POST.get("as") or request.GET.get("as")
    if wanted:
        found = next((party for party in mine if str(party.uuid) == wanted), None)
        if found is None:
            raise Http404
        return found
    due = {pk for row in awaited for pk in row.parties}
    return next((party for party in mine if party.pk in due), mine[0] if mine else None)


def _next_report(partnership: Partnership) -> ReportLine | None:
    """The first report that is not accepted yet, while the work goes on."""
    if partnership.state != PartnershipState.ACTIVE:
        return None
    waits = partnership.reports.exclude(state=ReportState.ACCEPTED).select_related("party")
    return next(iter(report_lines(waits.order_by("ends_on")[:1])), None)


def _reflections(
    partnership: Partnership, now: Situation, mine: list[PartnershipParty]
) -> list[Reflection]:
    """What the parties said at the end: read when all have written, or the work is over."""
    is_shared = not mine or any(party.pk in now.joined for party in mine)
    if not is_shared or not now.reflected or (now.to_reflect and not partnership.is_over):
        return []
    return list(Reflection.objects.filter(party__in=now.reflected).select_related("party"))


def shown(text: AgreedText) -> dict[str, Any]:
    """A text with its codes in words."""
    return {
        "text": text,
        "shares": [
            (share, PartyRole(share.role).label if share.role else "") for share in text.shares
        ],
        "kpis": [indicator_of(row) for row in text.kpis],
        "rhythm": RHYTHM_WORDS.get(text.report_every, ""),
        "sectors": labels(Sector, text.sectors),
        "places": labels(Place, text.places),
    }
