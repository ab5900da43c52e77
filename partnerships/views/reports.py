"""Reports: what is due, writing one, reading and answering one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.requests import MemberRequest
from partnerships.actions import reports as actions
from partnerships.models import Proof, Report
from partnerships.report_forms import AnswerForm, ReportForm
from partnerships.reporting import (
    STEPS,
    AnotherSideWritesError,
    IncompleteReportError,
    PeriodNotOverError,
    ReportChangedError,
    ReportError,
    is_open,
)
from partnerships.result_enums import ReportState
from partnerships.result_pages import report_lines, splits
from partnerships.views.sharing import Shared, hosted_side, sides

PAGE_SIZE = 20
ANSWERS = ("accept", "send_back")
DONE: dict[str, Promise] = {
    "submit": gettext_lazy("Sent. Another side reads it and answers."),
    "take_back": gettext_lazy("It is a draft of yours again."),
    "leave": gettext_lazy("Left to the others, with what stands in it."),
    "accept": gettext_lazy("Accepted. Its figures count from now on."),
    "send_back": gettext_lazy("Sent back with your questions."),
}


@require_safe
@login_required
@never_cache
def report_list(request: MemberRequest) -> HttpResponse:
    """What is due, overdue or to be read, in all partnerships of the reader.

    With `show=hosted` what she may write as a host of others.
    """
    today, is_hosted = timezone.localdate(), request.GET.get("show") == "hosted"
    due = (
        Report.objects.to_write_through_host(request.viewer, today).order_by("due_on", "pk")
        if is_hosted
        else Report.objects.due_for(request.viewer, today)
    )
    # Only the keys of many are put in order; what a page shows of them is read for its own rows.
    page = Paginator(due.values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = Report.objects.filter(pk__in=list(page)).select_related("partnership", "party")
    return render(
        request,
        "partnerships/report_list.html",
        {
            "page_obj": page,
            "lines": report_lines(rows.order_by("due_on", "pk")),
            "is_hosted": is_hosted,
        },
    )


@require_safe
@login_required
@never_cache
def report(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found, row = _report(request, uuid)
    return _page(request, found, row)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def report_write(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Write a report: every save keeps a draft; sending asks another side to read it."""
    found, row = _report(request, uuid)
    party = found.party
    if not row.is_writable or (row.party_id and row.party_id != party.pk):
        return redirect("partnerships:report", uuid=uuid)
    kpis = list(row.partnership.kpis.agreed())
    actuals = row.actuals.with_split()
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        report=row,
        kpis=kpis,
        initial=ReportForm.initial_of(row, actuals),
    )
    status, note = 200, ""
    if form.is_bound and form.is_valid():
        try:
            row = actions.save_report(
                report_id=row.pk,
                party_id=party.pk,
                by=request.user,
                revision=form.cleaned_data["revision"],
                words=form.words(),
                entries=form.entries(),
                proofs=form.new_proofs(),
                dropped=form.dropped(),
            )
            if "send" not in request.POST:
                messages.success(request, _("Saved. Only your own side can read it."))
                return redirect(request.get_full_path())
            # What is saved stays saved, even if it cannot be sent yet.
            _go_on_from(form, request, row)
            actions.submit_report(
                report_id=row.pk, party_id=party.pk, by=request.user, revision=row.revision
            )
        except IncompleteReportError as error:
            form.say_missing(error.missing)
            status, note = 409, _("It is saved, and not sent yet: something is missing.")
        except ReportChangedError:
            row.refresh_from_db()
            _go_on_from(form, request, row)
            status, note = (
                409,
                _(
                    "Somebody of your side has saved this report since you opened it. What "
                    "you typed is still here: saving again puts it in place of theirs. Files have "
                    "to be chosen again."
                ),
            )
        except ReportError as error:
            status, note = 409, why_not(error)
        except actions.TooManyProofsError:
            status, note = 409, _("A report may have at most 20 pieces of evidence.")
        else:
            messages.success(request, str(DONE["submit"]))
            return redirect("partnerships:report", uuid=uuid)
    return render(
        request,
        "partnerships/report_write.html",
        {
            "shared": found,
            "report": row,
            "form": form,
            "note": note,
            "line": report_lines([row])[0],
        },
        status=status,
    )


@require_POST
@login_required
def report_step(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Take back, leave, accept or send back."""
    found, row = _report(request, uuid)
    step = request.POST.get("step", "")
    where: dict[str, Any] = {
        "report_id": row.pk,
        "party_id": found.party.pk,
        "by": request.user,
    }
    if step in ANSWERS and found.agreement is not None:
        raise Http404
    if step in ANSWERS:
        form = AnswerForm(request.POST, needs_words=step == "send_back")
        if not form.is_valid():
            return _page(request, found, row, form=form, status=400)
        where["words"] = form.cleaned_data["words"]
    act = _act(step)
    try:
        act(**where)
    except ReportError as error:
        row.refresh_from_db()
        return _page(request, found, row, note=why_not(error), status=409)
    messages.success(request, str(DONE[step]))
    return redirect("partnerships:report", uuid=uuid)


@require_safe
@login_required
@never_cache
def proof_file(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """A file that speaks for a report, for the parties alone; never shown inside the portal."""
    proof = get_object_or_404(Proof.objects.exclude(content=None), uuid=uuid)
    found, row = _report(request, proof.report.uuid)
    if not _may_read(found, row):
        raise Http404
    return HttpResponse(
        bytes(proof.content or b""),
        content_type=proof.content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, proof.title) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Robots-Tag": "noindex",
        },
    )


def why_not(error: ReportError) -> str:
    """The error in the reader's words."""
    match error:
        case AnotherSideWritesError():
            return _("“%(name)s” has begun to write this report.") % {"name": error.name}
        case PeriodNotOverError():
            return _("It is saved. It can be sent from the last day of its period on.")
        case _:
            return _(
                "That is not possible any more: the report has moved on. This is how it stands."
            )


def _go_on_from(form: ReportForm, request: MemberRequest, row: Report) -> None:
    """Let the form, shown again, be written upon what is stored now."""
    data = request.POST.copy()
    data["revision"] = str(row.revision)
    form.data = data


def _act(step: str) -> Callable[..., Any]:
    acts: dict[str, Callable[..., Any]] = {
        "take_back": actions.take_back_report,
        "leave": actions.leave_report,
        "accept": actions.accept_report,
        "send_back": actions.send_back_report,
    }
    if step not in acts:
        raise Http404
    return acts[step]


def _report(request: MemberRequest, uuid: UUID) -> tuple[Shared, Report]:
    rows = Report.objects.select_related("partnership", "party", "read_for").filter(uuid=uuid)
    own = rows.shared_with(request.viewer).first()
    if own is not None:
        return sides(request, own.partnership), own
    row = get_object_or_404(rows.through_host(request.viewer))
    return hosted_side(request, row.partnership), row


def _may_read(found: Shared, row: Report) -> bool:
    """What was sent, all sides read; what one side is writing, that side alone."""
    if row.state in (ReportState.SUBMITTED, ReportState.ACCEPTED):
        return True
    return row.party_id is None or row.party_id in [party.pk for party in found.mine]


def _page(
    request: MemberRequest,
    found: Shared,
    row: Report,
    *,
    form: AnswerForm | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    may_read = _may_read(found, row)
    actuals = row.actuals.select_related("kpi").with_split() if may_read else []
    is_own = row.party_id in [party.pk for party in found.mine]
    return render(
        request,
        "partnerships/report.html",
        {
            "shared": found,
            "report": row,
            "line": report_lines([row])[0],
            "may_read": may_read,
            "actuals": [
                (actual, splits(actual.value, actual.known_parts) if actual.value else [])
                for actual in actuals
            ],
            "proofs": row.proofs.defer("content").select_related("kpi") if may_read else [],
            "acts": [(act, STEPS[act.step].label) for act in row.acts.select_related("party")],
            "may_write": found.acting is not None
            and row.is_writable
            and (row.party_id is None or is_own),
            "may_take_back": is_own and is_open("take_back", row.state),
            "may_answer": found.acting is not None
            and found.agreement is None
            and not is_own
            and is_open("accept", row.state),
            "form": form or AnswerForm(),
            "note": note,
        },
        status=status,
    )
