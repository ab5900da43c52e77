"""Who asks to speak for a partner: read, and answered, by IOM."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.requests import MemberRequest
from partnerships.actions.representation import RequestClosedError
from partnerships.enums import RequestState
from partnerships.models import Partner, RepresentationRequest
from partnerships.partner_forms import AnswerForm
from partnerships.promises import VERIFY_DAYS
from partnerships.rules import can_answer_request
from partnerships.views.representation import answer_request

LIKE = 0.4


@admin.register(RepresentationRequest)
class RepresentationRequestAdmin(admin.ModelAdmin):
    """The oldest open request first; nothing is typed here, an answer is an action."""

    list_display = ("partner", "answer_link", "state", "time_left", "person", "role", "asked_at")
    list_filter = ("state", "partner__sector", "partner__type", "partner__verification")
    search_fields = ("partner__name", "person__email", "person__name")
    search_help_text = gettext_lazy("Search by body or person")
    list_select_related = ("partner", "person")
    list_per_page = 50
    ordering = ("asked_at", "pk")
    fields = readonly_fields = (
        *("partner", "person", "role", "proof", "state", "reason", "message"),
        *("asked_at", "answered_at", "answered_by"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("days left of those promised"))
    def time_left(self, row: RepresentationRequest) -> str:
        if row.state != RequestState.PENDING:
            return ""
        return str(VERIFY_DAYS - (timezone.now() - row.asked_at).days)

    @admin.display(description=gettext_lazy("answer"))
    def answer_link(self, row: RepresentationRequest) -> str:
        if not row.is_open:
            return ""
        url = reverse("admin:partnerships_representationrequest_answer", args=[row.pk])
        return format_html('<a class="button" href="{}">{}</a>', url, _("Read and answer"))

    def get_urls(self) -> list[URLPattern]:
        answer = path(
            "<int:pk>/answer/",
            self.admin_site.admin_view(self.answer_view),
            name="partnerships_representationrequest_answer",
        )
        return [answer, *super().get_urls()]

    def answer_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Show all that is known, take one answer; nothing changes on GET."""
        asked = get_object_or_404(
            RepresentationRequest.objects.select_related("partner", "person"), pk=pk
        )
        if not can_answer_request(request.user, asked):
            raise PermissionDenied
        back = reverse("admin:partnerships_representationrequest_changelist")
        form = AnswerForm(
            request.POST if request.method == "POST" else None,
            language=asked.person.language,
            is_new_body=not asked.partner.is_verified,
        )
        late = "" if asked.is_open else str(asked.get_state_display())
        if form.is_bound and form.is_valid() and not late:
            try:
                answer_request(asked, form, by=request)
            except RequestClosedError as error:
                late = str(error.state.label)
            else:
                self.message_user(
                    request, _("The answer was sent to %(who)s.") % {"who": asked.person},
                    messages.SUCCESS,
                )  # fmt: skip
                return HttpResponseRedirect(back)
        if late:
            text = _("Nothing was changed: the request is already in the state “%(status)s”.")
            self.message_user(request, text % {"status": late}, messages.WARNING)
            return HttpResponseRedirect(back)
        partner = asked.partner
        alike = Partner.objects.visible_to(request.viewer).named_like(partner.name, at_least=LIKE)
        return render(
            request,
            "admin/partnerships/representationrequest/answer.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Answer a request to speak for a partner"),
                "asked": asked,
                "partner": partner,
                "alike": alike.exclude(pk=partner.pk)[:5],
                "people": partner.representatives.select_related("user"),
                "form": form,
            },
        )
