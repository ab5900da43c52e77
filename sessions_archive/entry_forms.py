"""A whole session as forms: bound to what was typed or sent in a file, checked, made a document."""

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from sessions_archive.actions.references import listings_called, people_called
from sessions_archive.clock import SkippedTimeError, minutes_into
from sessions_archive.documents import (
    BLOCKS,
    SESSION,
    SHAPE,
    Document,
    empty_document,
    key_of,
    read_session,
)
from sessions_archive.entry_rows import FORMSETS, SPARE
from sessions_archive.forms import SessionForm
from sessions_archive.models import ExchangeSession, Recommendation, Resource

# What most sessions have in common.
USUAL = {"zone": "Europe/Zurich", "language": "en"}


class Entry:
    """The form of the session and those of its rows."""

    def __init__(
        self,
        *,
        session: ExchangeSession | None = None,
        data: Mapping[str, Any] | None = None,
        shown: Document | None = None,
    ) -> None:
        self.session = session
        if shown is None:
            shown = read_session(session) if session else empty_document()
            if session is None:
                shown[SESSION] |= USUAL
        # A copy: the form writes into it what was typed, while the page names the session as it is.
        self.details = SessionForm(
            data,
            instance=copy(session) if session else ExchangeSession(),
            initial=shown[SESSION],
        )
        self.blocks: dict[str, Any] = {
            # What was sent stands for itself: a row sent as it was is a row all the same.
            name: FORMSETS[name](data, prefix=name, initial=None if data else shown[name])
            for name in BLOCKS
        }

    @classmethod
    def with_more_rows(cls, data: QueryDict, session: ExchangeSession | None) -> "Entry":
        """Return the entry as typed so far, unchecked, with more empty rows where asked."""
        typed = cls(session=session, data=data)
        rows = {name: list(_typed_rows(formset)) for name, formset in typed.blocks.items()}
        typed_details = _typed(typed.details, data)
        shown = {SESSION: typed_details, **rows}
        entry = cls(session=session, shown=shown)
        wanted = str(data.get("more", ""))
        if wanted in entry.blocks:
            entry.blocks[wanted].extra += SPARE[wanted]
        elif wanted in entry.details.fields:
            widget: Any = entry.details.fields[wanted].widget
            widget.least = len(typed_details[wanted]) + 1
        return entry

    def is_valid(self) -> bool:
        """Check it all; every part says what is wrong with it."""
        parts = [self.details, *self.blocks.values()]
        if not all([part.is_valid() for part in parts]):  # noqa: C419 - each is to be asked
            return False
        self._refuse_doubles()
        self._check_people()
        self._check_listings()
        self._check_agenda()
        self._check_titles()
        self._check_resources()
        return not any(self.errors())

    def errors(self) -> Iterator[tuple[str, int | None, str, str]]:
        """Yield block, number of the row, field and message, in the order of the page."""
        for field, messages in self.details.errors.items():
            yield from ((SESSION, None, field, str(message)) for message in messages)
        for name, formset in self.blocks.items():
            if not formset.is_bound:
                continue
            yield from ((name, None, "", str(message)) for message in formset.non_form_errors())
            for number, form in enumerate(formset.forms):
                if formset.is_going(form):
                    continue
                for field, messages in form.errors.items():
                    yield from ((name, number, field, str(message)) for message in messages)

    def document(self) -> Document:
        """Return what was entered; call it on a valid entry."""
        found: Document = {SESSION: _values(self.details, SHAPE[SESSION])}
        for name, formset in self.blocks.items():
            found[name] = [_values(form, SHAPE[name]) for form in formset.wanted]
        known = people_called(row["name"] for row in found["people"])
        for row in found["people"]:
            # Who is in the archive already is named, or not, as her own page says.
            for person in known[row["name"]][:1]:
                row["named"] = person.basis if person.is_public else ""
        found["agenda"].sort(key=lambda row: self._minutes(row["start"]))
        titles: dict[str, Any] = {}
        for row in found["insights"]:
            row["titles"] = titles.setdefault(row["section"], row["titles"])
        # The rows of a section stand together, as the page shows them.
        sections = list(titles)
        found["insights"].sort(key=lambda row: sections.index(row["section"]))
        return found

    def new_people(self) -> list[str]:
        """Return the names that are new to the archive."""
        names = [form.cleaned_data["name"] for form in self.blocks["people"].wanted]
        known = people_called(names)
        return [name for name in dict.fromkeys(names) if not known[name]]

    def _minutes(self, clock: str) -> int:
        session = self.details.instance
        return minutes_into(session.starts_at, time.fromisoformat(clock), session.zone)

    def _refuse_doubles(self) -> None:
        for name, formset in self.blocks.items():
            seen: set[tuple[str, ...]] = set()
            for form in formset.wanted:
                row = _values(form, SHAPE[name])
                key = key_of(name, row)
                if key in seen:
                    form.add_error(None, _("This row stands here twice."))
                seen.add(key)

    def _check_people(self) -> None:
        rows = self.blocks["people"].wanted
        known = people_called(form.cleaned_data["name"] for form in rows)
        seen: set[tuple[int, str]] = set()
        for form in rows:
            found = known[form.cleaned_data["name"]]
            for person in found[:1]:
                # One person by her name and by her address.
                if (person.pk, form.cleaned_data["role"]) in seen:
                    form.add_error("name", _("This person stands here twice in this role."))
                seen.add((person.pk, form.cleaned_data["role"]))
            if len(found) > 1:
                form.add_error(
                    "name",
                    _("Several people have this name. Enter the address of one: %(slugs)s.")
                    % {"slugs": ", ".join(person.slug for person in found[:5])},
                )

    def _check_listings(self) -> None:
        rows = [form for name in ("people", "organizations") for form in self.blocks[name].wanted]
        known = listings_called(form.cleaned_data["listing"] for form in rows)
        for form in rows:
            word = form.cleaned_data["listing"]
            if word and not known[word]:
                form.add_error("listing", _("No published listing has this name or address."))
            elif word and len(known[word]) > 1:
                form.add_error(
                    "listing",
                    _("Several listings have this name. Enter the address of one: %(slugs)s.")
                    % {"slugs": ", ".join(listing.slug for listing in known[word][:5])},
                )
            elif word:
                form.cleaned_data["listing"] = known[word][0].slug

    def _check_agenda(self) -> None:
        session = self.details.instance
        length = (session.ends_at - session.starts_at) // timedelta(minutes=1)
        for form in self.blocks["agenda"].wanted:
            start = form.cleaned_data["start"]
            try:
                late = minutes_into(session.starts_at, start, session.zone) >= length
            except SkippedTimeError:
                late = True
            if late:
                form.add_error("start", _("The session is not held at this time."))

    def _check_titles(self) -> None:
        """A section or recommendation is named where it comes first."""
        year = self.details.cleaned_data["edition"].year
        known: dict[str, Any] = dict(
            Recommendation.objects.filter(edition__year=year).values_list("code", "titles")
        )
        for name, code, titles in (("insights", "section", {}), ("recommendations", "code", known)):
            for form in self.blocks[name].wanted:
                given = form.cleaned_data["titles"]
                if not given and form.cleaned_data[code] not in titles:
                    form.add_error("titles", _("Enter the English text."))
                if not given:
                    form.cleaned_data["titles"] = titles.get(form.cleaned_data[code], {})
                else:
                    titles.setdefault(form.cleaned_data[code], given)

    def _check_resources(self) -> None:
        rows = {form.cleaned_data["title"]: form for form in self.blocks["resources"].wanted}
        others = Resource.objects.filter(
            edition=self.details.cleaned_data["edition"], title__in=rows, session__isnull=False
        )
        if self.session:
            others = others.exclude(session=self.session)
        for resource in others:
            rows[resource.title].add_error(
                "title", _("Another session of this exchange has a resource of this title.")
            )


def as_data(document: Document) -> dict[str, Any]:
    """Return a document as a browser would send it."""
    data: dict[str, Any] = {}

    def put(name: str, value: Any, kind: str) -> None:
        if kind == "texts":
            data.update({f"{name}_{code}": text for code, text in value.items()})
        elif kind == "codes":
            data[name] = value
        elif kind == "lines":
            data[name] = "\n".join(value)
        elif kind == "flag":
            data[name] = "on" if value else ""
        else:
            data[name] = "" if value is None else str(value)

    for field, kind in SHAPE[SESSION].items():
        put(field, document[SESSION][field], kind)
    for block in BLOCKS:
        data |= {f"{block}-TOTAL_FORMS": str(len(document[block])), f"{block}-INITIAL_FORMS": "0"}
        for number, row in enumerate(document[block]):
            for field, kind in SHAPE[block].items():
                put(f"{block}-{number}-{field}", row[field], kind)
    return data


def _values(form: Any, shape: Mapping[str, str]) -> Document:
    found: Document = {}
    for name, kind in shape.items():
        value = form.cleaned_data.get(name)
        if name == "edition":
            value = value.year
        elif isinstance(value, time):
            value = f"{value:%H:%M}"
        elif isinstance(value, date):
            value = value.isoformat()
        elif kind == "codes":
            value = sorted(value or [])
        elif kind == "texts":
            value = value or {}
        elif kind == "lines":
            value = value or []
        elif kind == "text":
            value = getattr(value, "pk", value) or ""
        found[name] = value
    return found


def _typed(form: forms.BaseForm, data: QueryDict) -> Document:
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def _typed_rows(formset: Any) -> Iterator[Document]:
    """Yield the rows as typed; what was ticked to go is gone, what is empty as well."""
    for form in formset.forms:
        typed = _typed(form, formset.data)
        if typed.pop("DELETE", None):
            continue
        typed.pop("ORDER", None)
        if form.has_changed():
            yield typed
