"""What a cell of a spreadsheet may hold: text that no spreadsheet runs. Pure."""

from collections.abc import Iterable

# Signs that make a spreadsheet run a cell, and the wide forms that some read as the same.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
SEPARATOR = " | "


def inert(cell: object) -> str:
    """Return a cell's text; an apostrophe stands before what a spreadsheet would run."""
    text = str(cell)
    if text.lstrip().startswith(FORMULA_SIGNS) or text.startswith(("\t", "\r", "\n")):
        return f"'{text}"
    return text


def written(text: str) -> str:
    """Return an inert cell from which `read` gives `text` back, whatever it begins with."""
    return f"'{text}" if text.startswith("'") else inert(text)


def read(cell: str) -> str:
    """Return the text of a cell that `written` or a person wrote."""
    return cell.removeprefix("'").strip()


def joined(parts: Iterable[str]) -> str:
    """Return one line of several parts; `split` tells them apart again."""
    return SEPARATOR.join(
        part.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n") for part in parts
    ).strip()


def split(line: str) -> list[str]:
    """Return the parts of a line; a backslash takes its special meaning from the next sign."""
    parts, part, signs = [], "", iter(line)
    for sign in signs:
        if sign == "\\":
            following = next(signs, "\\")
            part += "\n" if following == "n" else following
        elif sign == "|":
            parts.append(part.strip(" "))
            part = ""
        else:
            part += sign
    return [*parts, part.strip(" ")]
