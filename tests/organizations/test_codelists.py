"""The code lists as files: complete, in every language, and on the standards they name."""

import re
from collections import Counter
from typing import Any

import pytest

from organizations.codelists import FILES, load_codelists, read_rows
from organizations.data import build_languages, build_places
from organizations.data.files import LANGUAGES, read_csv, read_json
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

ALL = pytest.mark.parametrize("model", FILES, ids=lambda model: model.__name__)
DESCRIBED = pytest.mark.parametrize(
    "model", [Sector, Role, Generation, SupportType], ids=lambda model: model.__name__
)
# Arabic letters, digits and what may stand between them: no letter of another script.
ARABIC = re.compile(r"^[\u0600-\u06FF0-9 ().,:\-]+$")

# (en, fr, es, ar, pt): names that must never change by accident.
SENSITIVE = {
    "PS": (
        "State of Palestine", "État de Palestine", "Estado de Palestina", "دولة فلسطين",
        "Estado da Palestina",
    ),
    "HK": (
        "China, Hong Kong Special Administrative Region",
        "Chine, région administrative spéciale de Hong Kong",
        "China, región administrativa especial de Hong Kong",
        "الصين، منطقة هونغ كونغ الإدارية الخاصة",
        "China, Região Administrativa Especial de Hong Kong",
    ),
    "MO": (
        "China, Macao Special Administrative Region",
        "Chine, région administrative spéciale de Macao",
        "China, región administrativa especial de Macao",
        "الصين، منطقة ماكاو الإدارية الخاصة",
        "China, Região Administrativa Especial de Macau",
    ),
    "TW": (
        "Taiwan Province of China", "Province chinoise de Taïwan", "Provincia china de Taiwán",
        "مقاطعة تايوان الصينية", "Província chinesa de Taiwan",
    ),
    "FK": (
        "Falkland Islands (Malvinas)", "Îles Falkland (Malvinas)", "Islas Malvinas (Falkland)",
        "جزر فوكلاند (مالفيناس)", "Ilhas Falkland (Malvinas)",
    ),
    "EH": (
        "Western Sahara", "Sahara occidental", "Sáhara Occidental", "الصحراء الغربية",
        "Saara Ocidental",
    ),
    "MK": (
        "North Macedonia", "Macédoine du Nord", "Macedonia del Norte", "مقدونيا الشمالية",
        "Macedônia do Norte",
    ),
    "TR": ("Türkiye", "Türkiye", "Türkiye", "تركيا", "Türkiye"),
    "CZ": ("Czechia", "Tchéquie", "Chequia", "تشيكيا", "Tchéquia"),
    "SZ": ("Eswatini", "Eswatini", "Eswatini", "إسواتيني", "Eswatini"),
    "CV": ("Cabo Verde", "Cabo Verde", "Cabo Verde", "كابو فيردي", "Cabo Verde"),
    "TL": ("Timor-Leste", "Timor-Leste", "Timor-Leste", "تيمور - ليشتي", "Timor-Leste"),
    "CI": ("Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire", "كوت ديفوار", "Côte d’Ivoire"),
    "MM": ("Myanmar", "Myanmar", "Myanmar", "ميانمار", "Mianmar"),
    "BY": ("Belarus", "Bélarus", "Belarús", "بيلاروس", "Belarus"),
    "MD": (
        "Republic of Moldova", "République de Moldova", "República de Moldova", "جمهورية مولدوفا",
        "República da Moldova",
    ),
    "RU": (
        "Russian Federation", "Fédération de Russie", "Federación de Rusia", "الاتحاد الروسي",
        "Federação Russa",
    ),
    "SY": (
        "Syrian Arab Republic", "République arabe syrienne", "República Árabe Siria",
        "الجمهورية العربية السورية", "República Árabe Síria",
    ),
    "IR": (
        "Iran (Islamic Republic of)", "Iran (République islamique d’)",
        "Irán (República Islámica del)", "إيران (جمهورية - الإسلامية)",
        "Irã (República Islâmica do)",
    ),
    "VE": (
        "Venezuela (Bolivarian Republic of)", "Venezuela (République bolivarienne du)",
        "Venezuela (República Bolivariana de)", "فنزويلا (جمهورية - البوليفارية)",
        "Venezuela (República Bolivariana da)",
    ),
    "BO": (
        "Bolivia (Plurinational State of)", "Bolivie (État plurinational de)",
        "Bolivia (Estado Plurinacional de)", "بوليفيا (دولة - المتعددة القوميات)",
        "Bolívia (Estado Plurinacional da)",
    ),
    "NL": (
        "Netherlands (Kingdom of the)", "Pays-Bas (Royaume des)", "Países Bajos (Reino de los)",
        "هولندا (مملكة -)", "Países Baixos (Reino dos)",
    ),
    "KP": (
        "Democratic People’s Republic of Korea", "République populaire démocratique de Corée",
        "República Popular Democrática de Corea", "جمهورية كوريا الشعبية الديمقراطية",
        "República Popular Democrática da Coreia",
    ),
    "KR": (
        "Republic of Korea", "République de Corée", "República de Corea", "جمهورية كوريا",
        "República da Coreia",
    ),
    "CD": (
        "Democratic Republic of the Congo", "République démocratique du Congo",
        "República Democrática del Congo", "جمهورية الكونغو الديمقراطية",
        "República Democrática do Congo",
    ),
    "VA": ("Holy See", "Saint-Siège", "Santa Sede", "الكرسي الرسولي", "Santa Sé"),
    "VN": ("Viet Nam", "Viet Nam", "Viet Nam", "فييت نام", "Viet Nam"),
}  # fmt: skip


def texts_of(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Every text of a row that a reader may see, with its language."""
    texts = [*row["labels"].items(), *row.get("help", {}).items()]
    return texts + [
        (language, word) for language, words in row.get("synonyms", {}).items() for word in words
    ]


def path_up(code: str, parents: dict[str, str | None]) -> list[str]:
    """The codes from `code` to the top; fails on a cycle."""
    path = [code]
    while parent := parents[path[-1]]:
        assert parent not in path, f"{code} is part of itself"
        path.append(parent)
    return path


def parents_of(model: type[CodeList]) -> dict[str, str | None]:
    return {row["code"]: row["parent"] for row in read_rows(model)}


@ALL
def test_codes_are_unique_and_fit_their_column(model: type[CodeList]) -> None:
    codes = [row["code"] for row in read_rows(model)]

    assert [code for code, times in Counter(codes).items() if times > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[A-Za-z0-9-]{1,35}", code)] == []


@ALL
def test_every_row_has_a_label_in_every_language(model: type[CodeList]) -> None:
    for row in read_rows(model):
        assert tuple(row["labels"]) == LANGUAGES, row["code"]


@DESCRIBED
def test_every_row_is_explained_in_every_language(model: type[CodeList]) -> None:
    for row in read_rows(model):
        assert tuple(row["help"]) == LANGUAGES, row["code"]
        for language, text in row["help"].items():
            assert len(text) <= 130, (row["code"], language)
            assert text.endswith("."), (row["code"], language)


@ALL
def test_texts_are_tidy(model: type[CodeList]) -> None:
    for row in read_rows(model):
        for language, text in texts_of(row):
            where = (row["code"], language, text)
            assert text, where
            assert text == text.strip(), where
            assert "  " not in text, where
            assert "'" not in text, where


@ALL
def test_arabic_is_written_in_arabic(model: type[CodeList]) -> None:
    for row in read_rows(model):
        for language, text in texts_of(row):
            if language == "ar":
                assert ARABIC.fullmatch(text), (row["code"], text)


@ALL
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_rows_read_the_same(model: type[CodeList], language: str) -> None:
    labels = Counter(row["labels"][language].casefold() for row in read_rows(model))

    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("model", [Sector, Role, Generation, SupportType])
def test_labels_fit_a_filter_on_a_phone(model: type[CodeList]) -> None:
    for row in read_rows(model):
        for language, label in row["labels"].items():
            assert len(label) <= 48, (row["code"], language)


def test_there_are_as_many_as_the_standards_have() -> None:
    assert Counter(row["level"] for row in read_rows(Place)) == {
        "world": 1, "region": 5, "subregion": 17, "intermediate": 7, "country": 249,
    }  # fmt: skip
    assert Counter(bool(row["parent"]) for row in read_rows(Sector)) == {False: 7, True: 24}
    assert {model.__name__: len(read_rows(model)) for model in FILES} == {
        "Place": 279, "Sector": 31, "Role": 10, "Generation": 4, "SupportType": 17, "Language": 182,
    }  # fmt: skip


@pytest.mark.parametrize("code", SENSITIVE)
def test_sensitive_names_are_those_of_the_united_nations(code: str) -> None:
    row = next(row for row in read_rows(Place) if row["code"] == code)

    assert tuple(row["labels"].values()) == SENSITIVE[code]


def test_the_names_written_in_the_overrides_are_the_names_shown() -> None:
    labels = {row["code"]: row["labels"] for row in read_rows(Place)}

    for code, names in read_json("place_names.json")["labels"].items():
        assert names["why"], code
        for language in names.keys() - {"why"}:
            assert labels[code][language] == names[language]


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("VE", ["VE", "005", "419", "019", "001"]),
        ("HT", ["HT", "029", "419", "019", "001"]),
        ("US", ["US", "021", "019", "001"]),
        ("KE", ["KE", "014", "202", "002", "001"]),
        ("MA", ["MA", "015", "002", "001"]),
        ("EH", ["EH", "015", "002", "001"]),
        ("PS", ["PS", "145", "142", "001"]),
        ("TW", ["TW", "030", "142", "001"]),
        ("JE", ["JE", "154", "150", "001"]),
        ("NZ", ["NZ", "053", "009", "001"]),
        ("AQ", ["AQ", "001"]),
    ],
)
def test_a_place_hangs_on_its_narrowest_region(code: str, path: list[str]) -> None:
    assert path_up(code, parents_of(Place)) == path


def test_the_place_tree_has_one_root_and_every_level_in_order() -> None:
    rows = {row["code"]: row for row in read_rows(Place)}
    levels = ["world", "region", "subregion", "intermediate", "country"]

    assert [code for code, row in rows.items() if row["parent"] is None] == ["001"]
    for code, row in rows.items():
        path = [levels.index(rows[step]["level"]) for step in path_up(code, parents_of(Place))]
        assert path == sorted(path, reverse=True), code
        assert row["level"] == "country" or any(r["parent"] == code for r in rows.values()), code


def test_countries_carry_their_iso_and_m49_codes() -> None:
    source = {row["iso2"]: row for row in read_csv("countries_m49.csv")}

    for row in read_rows(Place):
        if row["level"] == "country":
            assert row["m49"] == source[row["code"]]["m49"]
            assert row["iso3"] == source[row["code"]]["iso3"]
            assert row["vocabulary"] == "ISO 3166-1"
        else:
            assert row["m49"] == row["code"]
            assert row["iso3"] == ""
            assert row["vocabulary"] == "UN M49"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("SZ", ["Swaziland", "Suazilândia", "سوازيلاند", "SWZ"]),
        ("MM", ["Burma", "Birmanie", "မြန်မာ"]),
        ("US", ["USA", "United States", "États-Unis", "EEUU", "美国"]),
        ("GB", ["UK", "Scotland", "Angleterre", "Cymru"]),
        ("CI", ["Ivory Coast", "Costa do Marfim", "ساحل العاج"]),
        ("TR", ["Turkey", "Turquie", "Турция"]),
        ("IR", ["ایران"]),
        ("IN", ["भारत"]),
        ("VN", ["Vietnam", "Việt Nam"]),
        ("ET", ["ኢትዮጵያ"]),
        ("PS", ["Palestine", "فلسطين", "Палестина"]),
        ("015", ["North Africa", "Maghreb"]),
        ("419", ["Latin America"]),
    ],
)
def test_places_are_known_by_their_other_names(code: str, names: list[str]) -> None:
    row = next(row for row in read_rows(Place) if row["code"] == code)

    assert set(names) <= set(row["aliases"])


def test_aliases_add_to_the_labels_and_fit_their_column() -> None:
    for row in read_rows(Place):
        aliases = [name.casefold() for name in row["aliases"]]
        assert len(set(aliases)) == len(aliases), row["code"]
        assert not set(map(str.casefold, row["labels"].values())) & set(aliases), row["code"]
        assert max(map(len, aliases)) <= 120, row["code"]


def test_sectors_are_a_tree_of_two_levels() -> None:
    parents = parents_of(Sector)

    for code in parents:
        assert len(path_up(code, parents)) <= 2, code
    groups = [code for code, parent in parents.items() if parent is None]
    assert {parent for parent in parents.values() if parent} == set(groups)


def test_sectors_map_to_active_dac_codes_and_to_every_goal() -> None:
    active = {row["code"] for row in read_csv("dac_sector_3digit.csv") if row["status"] == "active"}
    goals = {int(row["code"]) for row in read_csv("sdg_goals.csv")}
    leaves = [row for row in read_rows(Sector) if row["parent"]]

    for row in leaves:
        assert row["dac"], row["code"]
        assert set(row["dac"]) <= active, row["code"]
        assert row["sdgs"], row["code"]
    assert {goal for row in leaves for goal in row["sdgs"]} == goals == set(range(1, 18))


def test_sectors_are_found_by_everyday_words() -> None:
    for row in read_rows(Sector):
        assert tuple(row["synonyms"]) == (LANGUAGES if row["parent"] else ()), row["code"]
        for language, words in row["synonyms"].items():
            assert 10 <= len(words) <= 15, (row["code"], language)
            assert len(set(words)) == len(words), (row["code"], language)


def test_matching_finds_the_support_types_it_names() -> None:
    assert {"mentoring", "interpretation"} <= {row["code"] for row in read_rows(SupportType)}


def test_generations_stand_in_their_order() -> None:
    assert [row["code"] for row in read_rows(Generation)] == [
        "first", "one-and-a-half", "second", "third-or-later",
    ]  # fmt: skip


def test_languages_have_their_own_name_and_the_interface_languages_come_first() -> None:
    rows = read_rows(Language)

    assert [row["code"] for row in rows[:7]] == ["ar", "en", "es", "fr", "pt", "ru", "zh"]
    assert {row["code"]: row["autonym"] for row in rows if not 0 < len(row["autonym"]) <= 60} == {}
    names = {row["code"]: row["autonym"] for row in rows}
    assert names["ti"] == "ትግርኛ"
    assert names["ka"] == "ქართული"
    assert names["zu"] == "isiZulu"
    assert names["fr"] == "Français"


@pytest.mark.parametrize(
    ("build", "name"),
    [(build_places.build, "places.json"), (build_languages.build, "languages.json")],
)
def test_a_built_file_is_what_its_script_writes(build: Any, name: str) -> None:
    assert read_json(name) == build()


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("iati_organisation_type.csv", "10 11 15 21 22 23 24 30 40 60 70 71 72 73 80 90"),
        ("iati_result_type.csv", "1 2 3 9"),
        ("iati_indicator_measure.csv", "1 2 3 4 5"),
    ],
)
def test_iati_lists_are_whole(name: str, codes: str) -> None:
    assert [row["code"] for row in read_csv(name)] == codes.split()


@pytest.mark.django_db
@ALL
def test_loading_writes_the_files_as_they_are(model: type[CodeList]) -> None:
    load_codelists()

    rows = read_rows(model)
    stored = model._default_manager.order_by("position").values(
        *("parent_id" if name == "parent" else name for name in rows[0])
    )
    assert list(stored) == [
        {"parent_id" if name == "parent" else name: value for name, value in row.items()}
        for row in rows
    ]


@pytest.mark.django_db
def test_loading_twice_gives_the_same_rows() -> None:
    first = load_codelists()
    before = {model: list(model._default_manager.order_by("pk").values()) for model in FILES}

    assert load_codelists() == first == sum(map(len, before.values()))
    after = {model: list(model._default_manager.order_by("pk").values()) for model in FILES}
    assert after == before


@pytest.mark.django_db
def test_loading_puts_a_changed_label_right() -> None:
    Place.objects.filter(pk="PS").update(labels={"en": "Elsewhere"}, position=0, parent_id="002")
    Sector.objects.filter(pk="health").update(synonyms={}, dac=[])

    load_codelists()

    place = Place.objects.get(pk="PS")
    assert (place.labels["en"], place.parent_id) == ("State of Palestine", "145")
    health = Sector.objects.get(pk="health")
    assert health.dac == ["121", "122", "123", "130"]
    assert "hospital" in health.synonyms["en"]


@pytest.mark.django_db
def test_loading_keeps_an_entry_that_has_left_the_files() -> None:
    former = Role.objects.create(code="former", vocabulary="GDVE", labels={"en": "Former role"})
    organization = Organization.objects.create(name="Night School", slug="night-school")
    organization.roles.add(former)

    load_codelists()

    assert list(organization.roles.all()) == [former]
