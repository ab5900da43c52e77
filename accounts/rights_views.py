"""A copy of one's data, and the end of an account. Both ask first whether it is really her."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import PersonalCopy, User
from accounts.rights.copies import NoCopyError, ask_for_copy, fetch_copy
from accounts.rights.erasure import ASKED, erase_account
from accounts.rights.sections import sections
from accounts.rights.transfers import in_words
from accounts.rights_forms import AccountDeleteForm

# Of the files she took; all of them are in the copy.
SHOWN = 20


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


@require_safe
@login_required
@never_cache
def your_data(request: SignedInRequest) -> HttpResponse:
    """Where a person takes a copy of her data, and where its stands."""
    copy = PersonalCopy.objects.filter(user=request.user).first()
    return render(
        request,
        "accounts/your_data.html",
        {
            "copy": copy if copy and not copy.is_over else None,
            "sections": sections,
            "transfers": [
                {"words": in_words(row), "transfer": row}
                for row in request.user.transfers.all()[:SHOWN]
            ],
        },
    )


@require_POST
@login_required
@never_cache
@reauthentication_required
def copy_ask(request: SignedInRequest) -> HttpResponse:
    ask_for_copy(by=request.user)
    messages.success(request, _("Your copy is being made. We write to you when it is ready."))
    return redirect("accounts:your_data")


@require_POST
@login_required
@never_cache
@reauthentication_required
def copy_fetch(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Hand the copy out, once; it needs a POST, as no program that follows links may use it up."""
    try:
        opened = fetch_copy(uuid=uuid, by=request.user)
    except PersonalCopy.DoesNotExist as error:
        raise Http404 from error
    except NoCopyError:
        messages.warning(request, _("This copy was fetched already. You can ask for another one."))
        return redirect("accounts:your_data")
    day = timezone.localdate().isoformat()
    return FileResponse(
        opened,
        as_attachment=True,
        filename=f"gdve-your-data-{day}.zip",
        content_type="application/zip",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@reauthentication_required
def account_delete(request: SignedInRequest) -> HttpResponse:
    """What goes, what stays and why; then the end of the account, at once.

    Staff ask whoever gives rights: an account with an office is not dropped by itself.
    """
    form = AccountDeleteForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and not request.user.is_staff and form.is_valid():
        erase_account(user_id=request.user.pk, reason=ASKED, answers=form.answers())
        logout(request)
        messages.success(request, _("Your account is deleted, with everything that it held."))
        return redirect("home")
    return render(
        request,
        "accounts/account_delete.html",
        {"form": form},
        status=403 if form.is_bound and request.user.is_staff else 200,
    )
