"""The columns of the table: how each is read from a listing, written in a cell, and read back.

A column's value is plain data (text, number, flag, or a sorted list of texts), so that two values
can be compared and a difference can be stored. An empty cell says that nothing is known.
"""

import re
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.enums import (
    Audience,
    BudgetBand,
    ContactKind,
    Kind,
    LegalStatus,
    NameType,
    SizeBand,
    Status,
)
from organizations.models import (
    Generation,
    Language,
    Organization,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.models.codelists import CodeList
from organizations.models.organization import DESCRIPTION_LENGTH
from organizations.tables.cells import joined, split
from organizations.validators import clean_text, validate_public_url

Value = Any
IDENTIFIER = re.compile(r"[A-Z0-9]{1,10}(-[A-Z0-9_]{1,12}){1,3}")
DESCRIPTION = "description_"


class CellError(Exception):
    """A cell cannot be read; `message` says why, for whoever filled it in."""

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True, slots=True)
class Column:
    """`is_fixed` marks what a file may state but not change."""

    name: str
    value: Callable[[Organization], Value]
    parse: Callable[[str], Value]
    write: Callable[[Value], str] = str
    is_fixed: bool = False


def known(names: Iterable[str]) -> dict[str, Column]:
    """Return the columns of these names; those that the table does not know are left out."""
    return {name: column for name in names if (column := column_of(name))}


def column_of(name: str) -> Column | None:
    if name.startswith(DESCRIPTION):
        language = name.removeprefix(DESCRIPTION)
        return _description(language) if language in codebook.entries(Language) else None
    return COLUMNS.get(name)


def names_for(languages: Collection[str]) -> list[str]:
    """Return every column's name, with a description for each of `languages`."""
    return [*COLUMNS, *(f"{DESCRIPTION}{language}" for language in sorted(languages))]


def _text(name: str, most: int) -> Column:
    def parse(cell: str) -> str:
        text = clean_text(cell)
        if len(text) > most:
            raise CellError(_("May have at most %(most)d characters.") % {"most": most})
        return text

    return Column(name, lambda listing: getattr(listing, name), parse)


def _choice(name: str, choices: Mapping[str, object], *, is_fixed: bool = False) -> Column:
    def parse(cell: str) -> str:
        if cell not in choices:
            raise CellError(
                _("“%(code)s” is not one of: %(codes)s.")
                % {"code": cell[:50], "codes": ", ".join(filter(None, choices))}
            )
        return cell

    return Column(name, lambda listing: str(getattr(listing, name)), parse, is_fixed=is_fixed)


def _flag(name: str, *, unknown: bool | None = None) -> Column:
    """`unknown` is what an empty cell stands for."""
    flags = {"yes": True, "no": False, "": unknown}

    def parse(cell: str) -> bool | None:
        if cell.lower() not in flags:
            raise CellError(_("Enter yes, no, or leave it empty."))
        return flags[cell.lower()]

    words = {True: "yes", False: "no", None: ""}
    return Column(name, lambda listing: getattr(listing, name), parse, words.__getitem__)


def _number(name: str, least: int, most: int) -> Column:
    def parse(cell: str) -> int | None:
        if not cell:
            return None
        if not (cell.isascii() and cell.isdigit()) or not least <= int(cell[:9]) <= most:
            raise CellError(
                _("Enter a number from %(least)d to %(most)d.") % {"least": least, "most": most}
            )
        return int(cell)

    return Column(
        name,
        lambda listing: getattr(listing, name),
        parse,
        lambda value: "" if value is None else str(value),
    )


def _codes(
    name: str,
    model: type[CodeList],
    read: Callable[[Organization], Iterable[str]],
    most: int = 0,
) -> Column:
    def parse(cell: str) -> list[str]:
        codes = sorted({code for part in cell.split(";") if (code := part.strip())})
        if unknown := [code for code in codes if code not in codebook.entries(model)]:
            raise CellError(_("Unknown code: %(codes)s.") % {"codes": ", ".join(unknown)[:200]})
        if most and len(codes) > most:
            raise CellError(_("At most %(most)d.") % {"most": most})
        return codes

    return Column(name, lambda listing: sorted(read(listing)), parse, "; ".join)


def _lines(
    name: str, read: Callable[[Organization], Iterable[str]], check: Callable[[str], str]
) -> Column:
    """Several entries, one a line."""

    def parse(cell: str) -> list[str]:
        return sorted({check(line.strip()) for line in cell.splitlines() if line.strip()})

    return Column(name, lambda listing: sorted(read(listing)), parse, "\n".join)


def _description(language: str) -> Column:
    def read(listing: Organization) -> str:
        texts = {row.language_id: row.text for row in listing.descriptions.all()}
        return texts.get(language, "")

    def parse(cell: str) -> str:
        text = clean_text(cell.replace("\r\n", "\n"))
        if len(text) > DESCRIPTION_LENGTH:
            raise CellError(
                _("May have at most %(most)d characters.") % {"most": DESCRIPTION_LENGTH}
            )
        return text

    return Column(f"{DESCRIPTION}{language}", read, parse)


def _uuid(cell: str) -> str:
    try:
        return str(uuid.UUID(cell))
    except ValueError as error:
        raise CellError(_("This is not an id of a listing.")) from error


def _other_name(line: str) -> str:
    parts = split(line)
    if len(parts) != 3 or parts[0] not in NameType.values or not clean_text(parts[2]):
        raise CellError(
            _("Write a name as: type | language | name, where the type is one of: %(types)s.")
            % {"types": ", ".join(NameType.values)}
        )
    kind, language, name = parts[0], parts[1], clean_text(parts[2])
    if language and language not in codebook.entries(Language):
        raise CellError(_("Unknown code: %(codes)s.") % {"codes": language[:50]})
    if len(name) > 200:
        raise CellError(_("May have at most %(most)d characters.") % {"most": 200})
    return joined([kind, language, name])


def _contact(line: str) -> str:
    parts = split(line)
    if len(parts) != 4 or parts[0] not in ContactKind.values or not parts[1]:
        raise CellError(
            _(
                "Write a contact as: kind | contact | person | audience, where the kind is one "
                "of: %(kinds)s."
            )
            % {"kinds": ", ".join(ContactKind.values)}
        )
    kind, value, person, audience = (clean_text(part) for part in parts)
    if audience not in Audience.values:
        raise CellError(
            _("“%(code)s” is not one of: %(codes)s.")
            % {"code": audience[:50], "codes": ", ".join(Audience.values)}
        )
    if len(value) > 300 or len(person) > 120:
        raise CellError(_("The contact or the name of the person is too long."))
    if kind == ContactKind.EMAIL:
        _checked(validate_email, value, _("This is not an e-mail address."))
    return joined([kind, value, person, audience])


def _identifier(line: str) -> str:
    scheme, _space, number = line.partition(" ")
    if not IDENTIFIER.fullmatch(scheme) or not number.strip() or len(number) > 60:
        raise CellError(_("Write an identifier as scheme and number, such as: GB-CHC 1234567."))
    return f"{scheme} {clean_text(number)}"


def _website(cell: str) -> str:
    address = clean_text(cell)
    if address:
        wrong = _("Enter a web address that starts with https:// or http://.")
        _checked(URLValidator(["http", "https"]), address, wrong)
        _checked(validate_public_url, address, wrong)
        if len(address) > 300:
            raise CellError(_("May have at most %(most)d characters.") % {"most": 300})
    return address


def _checked(validate: Callable[[Any], None], value: str, message: object) -> None:
    try:
        validate(value)
    except ValidationError as error:
        raise CellError(message) from error


def _names(listing: Organization) -> Iterable[str]:
    return (joined([row.type, row.language, row.name]) for row in listing.names.all())


def _contacts(listing: Organization) -> Iterable[str]:
    return (
        joined([row.kind, row.value, row.person, row.audience]) for row in listing.contacts.all()
    )


def _required(column: Column) -> Column:
    def parse(cell: str) -> Value:
        value = column.parse(cell)
        if not value:
            raise CellError(_("This cell must be filled in."))
        return value

    return Column(column.name, column.value, parse, column.write)


_ALL = (
    Column("id", lambda listing: str(listing.uuid), lambda cell: _uuid(cell) if cell else ""),
    _choice("status", dict([("", ""), *Status.choices]), is_fixed=True),
    _required(_text("name", 200)),
    _codes("name_language", Language, lambda listing: filter(None, [listing.name_language]), 1),
    _lines("other_names", _names, _other_name),
    _choice("kind", dict(Kind.choices)),
    _choice("legal_status", dict(LegalStatus.choices)),
    _lines(
        "identifiers",
        lambda listing: (f"{row.scheme} {row.number}" for row in listing.identifiers.all()),
        _identifier,
    ),
    _number("founded_year", 1800, 2200),
    _choice("size_band", dict(SizeBand.choices)),
    _choice("budget_band", dict(BudgetBand.choices)),
    _flag("is_youth_led"),
    _flag("is_women_led"),
    _flag("is_refugee_led"),
    _codes("heritage", Place, lambda listing: listing.heritage_codes),
    _codes("residence", Place, lambda listing: listing.residence_codes),
    _codes("works_in", Place, lambda listing: listing.works_in_codes),
    _codes("primary_sectors", Sector, lambda listing: listing.primary_sector_codes, 3),
    _codes("secondary_sectors", Sector, lambda listing: listing.secondary_sector_codes),
    _codes("roles", Role, lambda listing: listing.role_codes),
    _codes("offers", SupportType, lambda listing: listing.offer_codes),
    _codes("needs", SupportType, lambda listing: listing.need_codes),
    _codes("made_of", Generation, lambda listing: listing.made_of_codes),
    _codes("serves", Generation, lambda listing: listing.serves_codes),
    _codes("languages", Language, lambda listing: listing.language_codes),
    Column("website", lambda listing: listing.website, _website),
    _lines("contacts", _contacts, _contact),
    _lines("parent", lambda listing: [str(listing.parent.uuid)] if listing.parent else [], _uuid),
    _lines("networks", lambda listing: (str(row.uuid) for row in listing.networks.all()), _uuid),
    _choice("audience", dict(Audience.choices)),
    _codes("hidden_from", Place, lambda listing: listing.hidden_from),
    _flag("is_open_to_matching", unknown=False),
    _flag("matches_heritage_state", unknown=False),
    _number("open_to", 1, 32_000),
    _text("source_citation", 300),
)
COLUMNS: dict[str, Column] = {column.name: column for column in _ALL}
