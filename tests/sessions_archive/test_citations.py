"""References in three forms."""

from sessions_archive.citations import Citation

REPORT = Citation(
    title="Funding & {trust}: 100%",
    authors=("IOM", "A Network"),
    year=2024,
    publisher="IOM",
    isbn="978-92-9268-000-0",
    url="https://example.org/a_b",
    kind="book",
)


def test_text() -> None:
    assert REPORT.text == (
        "IOM, A Network (2024). Funding & {trust}: 100%. IOM. ISBN 978-92-9268-000-0. "
        "https://example.org/a_b."
    )
    assert Citation(title="Only a title").text == "Only a title."


def test_bibtex() -> None:
    assert REPORT.bibtex == (
        "@book{gdve-2024-funding-trust-100,\n"
        "  title = {Funding \\& \\{trust\\}: 100\\%},\n"
        "  author = {{IOM} and {A Network}},\n"
        "  year = {2024},\n"
        "  publisher = {IOM},\n"
        "  isbn = {978-92-9268-000-0},\n"
        "  url = {https://example.org/a_b}\n"
        "}"
    )


def test_ris() -> None:
    assert REPORT.ris.splitlines() == [
        "TY  - BOOK",
        "AU  - IOM",
        "AU  - A Network",
        "TI  - Funding & {trust}: 100%",
        "PY  - 2024",
        "PB  - IOM",
        "SN  - 978-92-9268-000-0",
        "UR  - https://example.org/a_b",
        "ER  - ",
    ]


def test_a_line_break_makes_no_field() -> None:
    assert Citation(title="A\nAU  - Forged").ris.splitlines() == [
        "TY  - GEN",
        "TI  - A AU - Forged",
        "ER  - ",
    ]
