"""How names are read."""

import pytest

from organizations.duplicates.names import Sort, name_of, names_in, sound_of


def read(text: str) -> list[tuple[str, str]]:
    return [(word.text, word.sort.value) for word in name_of(text).words]


def test_words_by_what_they_tell() -> None:
    assert read("The Kivu Women's Association of Geneva e.V.") == [
        ("kivu", "own"),
        ("women", "common"),
        ("association", "common"),
        ("geneva", "place"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Association des femmes maliennes", "Malian Women's Association"),
        ("جمعية النساء الصوماليات", "Somali Women Association"),
        ("شبكة الأطباء السوريين", "Syrian Doctors Network"),
        ("Asociación de Estudiantes Colombianos", "Colombian Students Association"),
    ],
)
def test_common_words_of_several_languages_are_one(one: str, other: str) -> None:
    assert {w.key for w in name_of(one).words} == {w.key for w in name_of(other).words}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("muhammad", "mohamed"),
        ("qandil", "kandil"),
        ("zaytun", "zeitoun"),
        ("khorasan", "khurasan"),
        ("weavers", "weaver"),
    ],
)
def test_spellings_that_sound_alike(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other) != ""


def test_a_short_form_in_brackets_is_a_name_of_its_own() -> None:
    found = {name.text: name.is_acronym for name in names_in("Somali Journalists (SOLJA)")}
    assert found == {
        "Somali Journalists (SOLJA)": False,
        "Somali Journalists": False,
        "SOLJA": True,
    }


def test_a_second_name_stands_after_a_star_or_a_short_form() -> None:
    def texts(name: str) -> list[str]:
        return [found.text for found in names_in(name)]

    assert texts("Liv och Fred*Life and Peace Institute")[1:] == [
        "Liv och Fred",
        "Life and Peace Institute",
    ]
    assert texts("FFI - Fauna International")[1:] == ["FFI", "Fauna International"]
    # A chapter after a dash belongs to the name.
    assert texts("Interpeace - Central Africa") == ["Interpeace - Central Africa"]


def test_initials_with_and_without_little_words() -> None:
    name = name_of("Union of Students and Teachers")
    assert name.initials == {"uosat", "ust"}


def test_single_letters_are_one_word() -> None:
    assert [word.text for word in name_of("I I E D Kivu").words] == ["iied", "kivu"]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "the of", "\u0640", "()", "(((", "a" * 200])
def test_anything_can_be_read(text: str) -> None:
    assert all(name.words for name in names_in(text))


def test_the_label_of_the_sample_is_no_part_of_a_name() -> None:
    for label in ("fictional example", "exemple fictif", "ejemplo ficticio", "exemplo fictício"):
        assert read(f"Kivu ({label})") == [("kivu", "own")]
    assert read("قنديل (مثال خيالي)") == read("قنديل")


def test_numbers_are_a_sort_of_their_own() -> None:
    assert [word.sort for word in name_of("Catalyst 2030").words] == [Sort.OWN, Sort.NUMBER]
