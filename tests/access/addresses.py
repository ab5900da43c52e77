"""Which object each address is about, and all addresses there are."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from organizations.models import Organization
from sessions_archive.models import ExchangeSession
from tests.access.world import Cluster, World

UNKNOWN = "%s: say in tests/access/addresses.py what it is about, and make one in world.py"
SCOPES = ("own", "foreign", "hidden")
NONE = "-"


def _of(arguments: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, arguments)


# By URL name: its arguments, as attributes of a cluster; a word in quotation marks is itself.
ABOUT: dict[str, str] = {
    **_of(
        "slug=listing.slug",
        *(
            f"organizations:{name}"
            for name in (
                "claim",
                "contact",
                "organization_detail",
                "organization_logo",
                "report",
                "shortlist_keep",
                "vouch",
                "vouch_ask",
            )
        ),
        "partnerships:host_propose",
    ),
    **_of(
        "uuid=listing.uuid",
        *(
            f"organizations:{name}"
            for name in (
                "choose_facts",
                "confirm_own_listing",
                "contact_link",
                "register_similar",
                "registration",
                "registration_withdraw_change",
                "trust",
                "who_sees",
                "listing_preview",
                "alarm_raise",
                "alarm_end",
            )
        ),
    ),
    "organizations:register_step": "uuid=listing.uuid step='work'",
    "organizations:registration_transition": "uuid=listing.uuid step='archive'",
    "organizations:confirm_listing": "token=token",
    "organizations:contact_answer": "token=link.token",
    **_of(
        "uuid=claim.uuid",
        "organizations:claim_answer",
        "organizations:claim_detail",
        "organizations:claim_withdraw",
    ),
    **_of("uuid=message.uuid", "organizations:contact_block", "organizations:contact_message"),
    **_of("uuid=search.uuid", "organizations:saved_search", "organizations:saved_search_delete"),
    **_of(
        "uuid=entry.uuid",
        "organizations:shortlist_entry",
        "organizations:shortlist_remove",
        "organizations:shortlist_restore",
    ),
    "organizations:vouch_withdraw": "uuid=vouch.uuid",
    "accounts:notification_read": "uuid=notification.uuid",
    "accounts:session_end": "uuid=device.uuid",
    "accounts:copy_fetch": "uuid=copy.uuid",
    **_of(
        "slug=call.slug",
        *(
            f"partnerships:opportunity_{name}"
            for name in ("ask", "cancel", "detail", "edit", "extend", "invite", "step")
        ),
        "partnerships:coalition_find",
        "partnerships:coalition_start",
        "partnerships:expression_start",
    ),
    **_of(
        "slug=judged.slug", "partnerships:opportunity_decide", "partnerships:expression_received"
    ),
    "partnerships:opportunity_answer": "slug=call.slug uuid=question.uuid",
    "partnerships:opportunity_no_thanks": "slug=call.slug uuid=listing.uuid",
    **_of(
        "uuid=expression.uuid",
        *(
            f"partnerships:expression_{name}"
            for name in ("detail", "edit", "groups", "say", "step")
        ),
    ),
    "partnerships:expression_assess": "uuid=received.uuid",
    **_of(
        "uuid=coalition.uuid",
        *(f"partnerships:coalition_{name}" for name in ("answer", "apply", "detail", "end")),
    ),
    **_of(
        "uuid=hosting.uuid",
        *(f"partnerships:host_{name}" for name in ("agreement", "answer", "end", "terms")),
    ),
    "partnerships:host_edit": "uuid=hosting.uuid step='work'",
    **_of(
        "uuid=asked.uuid",
        *(f"partnerships:introduction_{name}" for name in ("accept", "decline", "withdraw")),
    ),
    **_of(
        "uuid=talk.uuid",
        *(f"partnerships:introduction_{name}" for name in ("block", "detail", "leave", "report")),
    ),
    "partnerships:introduction_file": "uuid=talk.uuid file=file",
    **_of(
        "slug=partner.slug",
        *(
            f"partnerships:partner_{name}"
            for name in ("detail", "facts", "leave", "people", "registration", "represent")
        ),
    ),
    **_of(
        "uuid=request.uuid",
        *(f"partnerships:partner_{name}" for name in ("answer", "request", "request_withdraw")),
    ),
    **_of(
        "uuid=partnership.uuid",
        "partnerships:agreed_indicator",
        "partnerships:agreed_results",
        "partnerships:milestone_step",
        "partnerships:partnership_recommendations",
        *(
            f"partnerships:partnership_{name}"
            for name in (
                "csv",
                "detail",
                "figures",
                "figures_iati",
                "iati",
                "parties",
                "print",
                "results",
                "step",
                "text",
            )
        ),
    ),
    "partnerships:partnership_version": "uuid=partnership.uuid number=1",
    **_of(
        "uuid=report.uuid",
        "partnerships:report",
        "partnerships:report_step",
        "partnerships:report_write",
    ),
    "partnerships:expectation_check": "uuid=check.uuid",
    "partnerships:proof_file": "uuid=proof.uuid",
    **_of(
        "year=session.edition.year",
        "partnerships:recommendation_list",
        "sessions_archive:edition_detail",
        "sessions_archive:edition_json",
    ),
    "partnerships:recommendation_detail": "year=session.edition.year code=recommendation.code",
    **_of("slug=person.slug", "sessions_archive:person_detail", "sessions_archive:person_remove"),
    **_of(
        "year=session.edition.year slug=session.slug",
        *(
            f"sessions_archive:session_{name}"
            for name in ("detail", "ics", "json", "leave", "register")
        ),
        "partnerships:session_meet",
    ),
}

# Addresses that name what they are about in their query.
ASKED: dict[str, str] = {
    **_of("to=listing.uuid", "partnerships:introduction_ask", "partnerships:partnership_start"),
    **_of("about=listing.uuid", "partnerships:match_feedback", "partnerships:match_feedback_undo"),
    "organizations:compare": "group=listing.slug",
}

# What is sent where an empty form is nothing to judge: a step that could be taken.
SENT: dict[str, str] = {
    "organizations:contact_link": "contact=contact.pk",
    "partnerships:coalition_answer": "for=listing.uuid word='leave'",
    "partnerships:coalition_apply": "for=listing.uuid",
    "partnerships:expression_say": "group=listing.uuid say='leave' version=1",
    "partnerships:expression_step": "step='withdraw'",
    "partnerships:expression_assess": "part='hold'",
    "partnerships:host_answer": "answer='accept' number=1",
    "partnerships:opportunity_step": "step='publish'",
    "partnerships:partnership_step": "step='suspend'",
    "partnerships:report_step": "step='accept'",
    "partnerships:match_feedback": "verdict='hidden'",
}

# Addresses whose arguments say nothing of an object that somebody owns: what is asked instead.
FIXED: dict[str, str] = {
    "account_confirm_email": "/accounts/confirm-email/forged/",
    "account_reset_password_from_key": "/accounts/password/reset/key/1-forged/",
    "accounts:notification_unsubscribe": "/accounts/notifications/unsubscribe/forged/",
    "mfa_edit_webauthn": "/accounts/2fa/webauthn/keys/1/edit/",
    "mfa_remove_webauthn": "/accounts/2fa/webauthn/keys/1/remove/",
    "sitemap_section": "/sitemap-organizations.xml",
    "organizations:saved_search_stop": "/organizations/saved-searches/stop/forged/",
    "dev_mail:mail_detail": "/dev/mail/forged/",
    "dev_mail:mail_html": "/dev/mail/forged/html/",
    "admin:(?P<url>.*)$": "/admin/nothing/",
    "admin:<path:object_id>/": "/admin/organizations/organization/1/",
    "admin:app_list": "/admin/organizations/",
    "admin:view_on_site": "/admin/r/1/1/",
    "admin:sessions_archive_exchangesession_example": (
        "/admin/sessions_archive/exchangesession/example.json"
    ),
    "admin:organizations_listingimport_template": "/admin/organizations/listingimport/template.csv",
    "admin:organizations_organization_export": "/admin/organizations/organization/export.csv",
}


def names() -> list[str]:
    """The name of every address, with its namespaces."""

    def below(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from below(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
            elif isinstance(entry, URLPattern):
                yield ":".join((*spaces, entry.name or str(entry.pattern)))

    return sorted(set(below(get_resolver())))


def paths(name: str, world: World) -> Iterator[tuple[str, str]]:
    """Yield (scope, path) for each object that the address is asked about."""
    if name in FIXED:
        yield NONE, FIXED[name]
    elif name in ABOUT:
        for scope in SCOPES:
            yield scope, reverse(name, kwargs=_values(ABOUT[name], world.clusters[scope]))
    elif name in ASKED:
        for scope in SCOPES:
            query = urlencode(_values(ASKED[name], world.clusters[scope]))
            yield scope, f"{reverse(name)}?{query}"
    elif name.startswith("admin:"):
        yield NONE, _admin_path(name, world)
    else:
        yield NONE, _plain_path(name)


def sent(name: str, scope: str, world: World) -> dict[str, Any]:
    """What a form sends to the address, so that it is more than empty."""
    return _values(SENT[name], world.clusters[scope]) if name in SENT else {}


def _values(given: str, cluster: Cluster) -> dict[str, Any]:
    found = {}
    for pair in given.split():
        key, _, value = pair.partition("=")
        is_literal = value[0] in "'0123456789"
        found[key] = value.strip("'") if is_literal else attrgetter(value)(cluster)
    return found


def _plain_path(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch as error:
        raise LookupError(UNKNOWN % name) from error


def _admin_path(name: str, world: World) -> str:
    """The page of staff about the first row of the model that it names."""
    foreign = world.clusters["foreign"]
    tries: list[list[Any]] = [[]]
    if name.startswith("admin:organizations_queue"):
        tries += [["claim", foreign.claim.pk], ["claim", foreign.claim.pk, "deny_claim"]]
    elif name == "admin:auth_user_password_change":
        tries += [[foreign.owner.pk]]
    elif model := _model_of(name):
        rows = model._default_manager.order_by("pk")
        row = foreign.listing if model is Organization else rows.first()
        if row is not None:
            more = {Organization: "archive", ExchangeSession: "json"}.get(model, "reject")
            tries += [[row.pk], [row.pk, more]]
    for arguments in tries:
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    raise LookupError(UNKNOWN % name)


def _model_of(name: str) -> Any:
    for model in admin.site._registry:
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            return model
    return None
