"""What a listing says, put in the reader's words: labels for codes, unknown kept apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.facets import flat
from organizations.filters import OrganizationFilter
from organizations.models import (
    Contact,
    Generation,
    Language,
    Organization,
    OrganizationDescription,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.models.codelists import CodeList
from organizations.search.engine import Answer
from organizations.search.marks import NO_MARKS, Marks
from organizations.viewers import Viewer

SUMMARY_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Card:
    """A listing in a list."""

    organization: Organization
    name: str
    kind: str
    summary: str
    summary_language: str
    places: str
    tags: list[str]
    tags_more: int
    trust: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a listing says: the labels of its codes, or one text."""

    label: Any
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing on its own page; `unknown` names the facts that nobody has given yet."""

    descriptions: list[OrganizationDescription]
    primary_sectors: list[str]
    secondary_sectors: list[str]
    roles: list[str]
    offers: list[str]
    needs: list[str]
    facts: list[Fact]
    unknown: list[Any]
    contacts: list[Contact]


def card(organization: Organization, marks: Marks = NO_MARKS) -> Card:
    """Return the card of a listing that carries `with_tags` and its descriptions."""
    first = _most_telling(readers_order(organization.descriptions.all()), marks)
    codes = [*organization.primary_sector_codes, *organization.secondary_sector_codes]
    matched = [code for code in codes if f"sector:{code}" in marks.tokens]
    tags = labels(Sector, dict.fromkeys([*matched, *codes]))
    asked = _asked_support(organization, marks)
    return Card(
        organization=organization,
        name=marks.marked(organization.name),
        kind=organization.get_kind_display() if organization.kind else "",
        summary=marks.marked(marks.excerpt(first.text, SUMMARY_LENGTH)) if first else "",
        summary_language=first.language_id if first else "",
        places=route(organization.heritage_codes, organization.residence_codes),
        tags=[
            *(marks.marked(tag, whole=True) for tag in asked),
            *(marks.marked(tag, whole=n < len(matched)) for n, tag in enumerate(tags[:3])),
        ],
        tags_more=max(0, len(tags) - 3),
        trust=trust_label(organization),
    )


def trust_label(organization: Organization) -> str:
    """Return the words of the badge; none where nothing was confirmed."""
    return str(organization.trust.label) if organization.trust else ""


def _asked_support(organization: Organization, marks: Marks) -> list[str]:
    """Return what of a listing's offers and needs was searched for."""
    found = []
    for label, facet, codes in (
        (_("Offers"), "offers", organization.offer_codes),
        (_("Needs"), "needs", organization.need_codes),
    ):
        asked = [code for code in codes if f"{facet}:{code}" in marks.tokens]
        found += [labelled(label, name) for name in labels(SupportType, asked)]
    return found


def _most_telling(
    descriptions: list[OrganizationDescription], marks: Marks
) -> OrganizationDescription | None:
    """Return the first text that holds a searched word, else the first one."""
    for description in descriptions:
        if marks.occur_in(description.text):
            return description
    return descriptions[0] if descriptions else None


def listing(organization: Organization, viewer: Viewer) -> Listing:
    """Return what `viewer` may read of a listing that carries its tags, details and rows."""
    mine = organization.pk in viewer.organization_ids or viewer.is_curator
    facts = all_facts(organization)
    return Listing(
        descriptions=readers_order(organization.descriptions.all()),
        primary_sectors=labels(Sector, organization.primary_sector_codes),
        secondary_sectors=labels(Sector, organization.secondary_sector_codes),
        roles=labels(Role, organization.role_codes),
        offers=labels(SupportType, organization.offer_codes),
        needs=labels(SupportType, organization.need_codes),
        facts=[fact for fact in facts if fact.values],
        unknown=[fact.label for fact in facts if not fact.values],
        contacts=[
            contact
            for contact in organization.contacts.all()
            if mine or contact.audience in viewer.audiences
        ],
    )


LEADERSHIP = (
    ("is_youth_led", _("Led by young people")),
    ("is_women_led", _("Led by women")),
    ("is_refugee_led", _("Led by refugees")),
)


def all_facts(organization: Organization) -> list[Fact]:
    """Return every fact of a listing's side column, known or not, in reading order."""
    legal_status = organization.get_legal_status_display() if organization.legal_status else ""
    size = organization.get_size_band_display() if organization.size_band else ""
    facts = [
        Fact(_("Comes from"), labels(Place, organization.heritage_codes)),
        Fact(_("Lives in"), labels(Place, organization.residence_codes)),
        Fact(_("Works in"), labels(Place, organization.works_in_codes)),
        Fact(_("Working languages"), labels(Language, organization.language_codes)),
        Fact(_("Made of"), labels(Generation, organization.made_of_codes)),
        Fact(_("Works for"), labels(Generation, organization.serves_codes)),
        Fact(
            _("Leadership"),
            [label for flag, label in LEADERSHIP if getattr(organization, flag)],
        ),
        Fact(_("Legal status"), [legal_status] if legal_status else []),
        Fact(_("Founded"), [str(organization.founded_year)] if organization.founded_year else []),
        Fact(_("Size"), [size] if size else []),
    ]
    # Numbers are never missed: no group needs one.
    numbers = organization.numbers
    return [*facts, Fact(_("Registered as"), numbers)] if numbers else facts


def labelled(label: Any, value: Any) -> str:
    """Return a choice as a reader sees it: "Heritage: Somalia"."""
    return str(_("%(label)s: %(value)s")) % {"label": label, "value": value}


def labels(model: type[CodeList], codes: Iterable[str]) -> list[str]:
    return [entry.label for entry in codebook.labelled(model, codes)]


def shortened(text: str) -> str:
    """Return the first words of `text`, at most SUMMARY_LENGTH characters."""
    return NO_MARKS.excerpt(text, SUMMARY_LENGTH)


def route(heritage: list[str], residence: list[str]) -> str:
    """Return where people come from and live, as one short line."""
    come_from, live_in = named_places(heritage), named_places(residence)
    if come_from and live_in:
        return _("From %(heritage)s, living in %(residence)s") % {
            "heritage": come_from,
            "residence": live_in,
        }
    if come_from:
        return _("From %(heritage)s") % {"heritage": come_from}
    if live_in:
        return _("Living in %(residence)s") % {"residence": live_in}
    return ""


def named_places(codes: Iterable[str]) -> str:
    """Return the first places by name, and how many more there are."""
    return listed(labels(Place, codes))


def listed(names: list[str]) -> str:
    """Return up to three names as one phrase; of more names the first two and how many follow."""
    if len(names) < 2:
        return "".join(names)
    first, second, *rest = names
    if not rest:
        return str(_("%(first)s and %(second)s")) % {"first": first, "second": second}
    if len(rest) == 1:
        named = {"first": first, "second": second, "third": rest[0]}
        return str(_("%(first)s, %(second)s and %(third)s")) % named
    return ngettext(
        "%(first)s, %(second)s and %(more)d more",
        "%(first)s, %(second)s and %(more)d more",
        len(rest),
    ) % {"first": first, "second": second, "more": len(rest)}


def readers_order(
    descriptions: Iterable[OrganizationDescription],
) -> list[OrganizationDescription]:
    """Put the reader's language first, English next, the rest in their own order."""
    wanted = [get_language(), "en"]
    return sorted(
        descriptions,
        key=lambda row: wanted.index(row.language_id) if row.language_id in wanted else 2,
    )


MISSING = {
    "name": (_("The name of your group"), "basics"),
    "kind": (_("What kind of group it is"), "basics"),
    "heritage": (_("Where your members or their families come from"), "people"),
    "residence": (_("Where your members live"), "people"),
    "sectors": (_("What you mainly work on"), "work"),
    "consent": (_("That your group agrees to be listed"), "safety"),
}


def missing(facts: Iterable[str]) -> list[tuple[Any, str]]:
    """Return each missing fact in words, with the step that asks for it."""
    return [MISSING[fact] for fact in facts]


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that narrows the list, and the address without it."""

    label: str
    query: str


def chips(listing_filter: OrganizationFilter, query: QueryDict) -> list[Chip]:
    """Return one chip for each choice made, in the order of the filters."""
    found = []
    for name, field in listing_filter.form.fields.items():
        chosen = listing_filter.form.cleaned_data.get(name)
        if not chosen or name in {"sort", "by"}:
            continue
        names = flat(getattr(field, "choices", []))
        for value in chosen if isinstance(chosen, list) else [chosen]:
            rest = query.copy()
            rest.pop("page", None)
            rest.setlist(name, [other for other in query.getlist(name) if other != value])
            if name == "q":
                rest.pop("q", None)
            label = labelled(field.label, names.get(value, value))
            found.append(Chip(label, rest.urlencode()))
    return found


def show_results(total: int) -> str:
    """Return the words of the button that leads to a result of `total` groups."""
    return ngettext("Show %(total)d result", "Show %(total)d results", total) % {"total": total}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a reader stands in a list of `total` entries, `size` a page."""

    number: int
    total: int
    size: int

    @property
    def num_pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        return min(self.number - 1, self.num_pages) if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.num_pages else None


def page_number(text: str) -> int:
    """Return the page that an address names; the first where it names none."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 16 else 1


@dataclass(frozen=True, slots=True)
class Droppable:
    """What stands in the way, the address without it, and how many groups it would show."""

    label: str
    query: str
    count: int


def droppable(
    listing_filter: OrganizationFilter, query: QueryDict, answer: Answer
) -> list[Droppable]:
    """Return the words and filters to drop where nothing fits, the most helpful first.

    To drop all words comes last where one of them is enough.
    """
    found = []
    for name, count in answer.without.items():
        field = listing_filter.form.fields[name]
        names = flat(getattr(field, "choices", []))
        chosen = listing_filter.form.cleaned_data[name]
        values = chosen if isinstance(chosen, list) else [chosen]
        label = labelled(field.label, listed([str(names.get(value, value)) for value in values]))
        found.append(Droppable(label, _without(query, name), count))
    whole_text = found[-1:] if "q" in answer.without and answer.without_words else []
    found = [choice for choice in found if choice not in whole_text]
    for left in answer.without_words:
        rest = f"{_without(query, 'q')}&{urlencode({'q': left.rest})}".lstrip("&")
        found.append(Droppable(str(_("“%(word)s”")) % {"word": left.dropped}, rest, left.count))
    return [*sorted(found, key=lambda choice: -choice.count), *whole_text]


def _without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    rest.pop("page", None)
    rest.pop(name, None)
    return rest.urlencode()
