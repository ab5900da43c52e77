"""Erasing a listing on request: by a lead curator, who types its name."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.actions.erasing import can_erase, erase_listing
from organizations.requests import MemberRequest


class EraseForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Type the name of the listing"), strip=True)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_name(self) -> str:
        if self.cleaned_data["name"] != self.expected:
            raise forms.ValidationError(_("This is not its name."))
        return self.expected


class EraseMixin:
    """Adds the page that erases a listing."""

    def get_urls(self) -> list[URLPattern]:
        erase: Any = self.admin_site.admin_view(self.erase_view)  # type: ignore[attr-defined]
        return [
            path("<int:pk>/erase/", erase, name="organizations_organization_erase"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def erase_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        listing = get_object_or_404(self.get_queryset(request), pk=pk)  # type: ignore[attr-defined]
        if not can_erase(request.user, listing):
            raise PermissionDenied
        form = EraseForm(request.POST if request.method == "POST" else None, expected=listing.name)
        if form.is_bound and form.is_valid():
            is_gone = erase_listing(organization_id=pk, by=request.user)
            self._say(request, is_gone)
            return redirect("admin:organizations_organization_changelist")
        return render(
            request,
            "admin/organizations/organization/erase.html",
            {
                **self.admin_site.each_context(request),  # type: ignore[attr-defined]
                "opts": self.opts,  # type: ignore[attr-defined]
                "form": form,
                "original": listing,
                "title": _("Erase “%(name)s”") % {"name": listing},
            },
        )

    def _say(self, request: HttpRequest, is_gone: bool) -> None:
        messages.success(
            request,
            _("The listing is erased.")
            if is_gone
            else _(
                "The listing is erased. An empty row without a name stays, because others share "
                "an agreement or a call with it."
            ),
        )
