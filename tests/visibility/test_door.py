"""The one door, held over the source: who asks for listings says in whose eyes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "organizations", "sessions_archive", "partnerships", "gdve_portal")
GUARDED = frozenset({"Organization", "Partner", "Person", "SearchDocument"})
DOORS = frozenset({"visible_to", "for_member", "for_representative", "none"})
MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404"})

# Where no reader is answered, by the start of the path, with the reason.
ALLOWED = {
    "*/migrations/": "changes tables",
    "*/admin/": "IOM's staff sees every listing",
    "*/actions/": "changes rows that the caller has found through the door",
    "*/models/": "defines the doors",
    "*/management/": "run by the operator",
    "*/records.py": "loads the published record",
    "*/sample": "loads the fictional sample",
    "gdve_portal/retention.py": "deletes what was kept long enough, and answers nobody",
    "gdve_portal/sample_logins.py": "gives the fictional sample its logins",
    "organizations/search/documents.py": "writes the index, which answers through `visible`",
    "organizations/search/live.py": "reads the index, which answers through `visible`",
    "organizations/search/meaning.py": "intersects what it finds with the viewer's pool",
    "partnerships/match_": "reads for the engine, whose gate keeps visibility both ways",
}
# A table named in SQL is a way past the door, too.
TABLES = (
    "organizations_organization",
    "organizations_searchdocument",
    "partnerships_partner",
    "sessions_archive_person",
)


def covers(entry: str, path: str) -> bool:
    """Whether an entry of ALLOWED speaks of this path; "*" stands for any app."""
    return path.startswith(entry.replace("*", path.partition("/")[0], 1))


def past_the_door(source: str) -> list[tuple[int, str]]:
    """Return the lines of `source` that ask for guarded rows without a door in the same chain."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in MANAGERS
            and isinstance(node.value, ast.Name)
            and node.value.id in GUARDED
            and not DOORS & set(_chain(node, parents))
        ):
            found.append((node.lineno, f"{node.value.id}.{node.attr}"))
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in SHORTCUTS
            and node.args
            and isinstance(node.args[0], ast.Name)
            and node.args[0].id in GUARDED
        ):
            found.append((node.lineno, f"{node.func.id}({node.args[0].id})"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [(node.lineno, table) for table in TABLES if _names(node.value, table)]
    return sorted(found)


def _chain(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[str]:
    """Yield the methods that are called one after the other on `node`."""
    while True:
        above = parents.get(node)
        if isinstance(above, ast.Attribute) and above.value is node:
            call = parents.get(above)
            if not (isinstance(call, ast.Call) and call.func is above):
                return
            yield above.attr
            node = call
        else:
            return


def _names(text: str, table: str) -> bool:
    """Whether SQL reads this very table, not one whose name only starts like it."""
    words = "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
    return table in words and bool({"FROM", "JOIN", "UPDATE", "INTO"} & set(words))


def modules() -> Iterator[tuple[str, str]]:
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


def test_nobody_goes_past_the_door() -> None:
    wrong = [
        f"{path}:{line}: {what}"
        for path, source in modules()
        if not any(covers(entry, path) for entry in ALLOWED)
        for line, what in past_the_door(source)
    ]
    assert wrong == []


def test_no_permission_is_left_over() -> None:
    used = {
        entry
        for path, source in modules()
        for entry in ALLOWED
        if covers(entry, path) and past_the_door(source)
    }
    assert used >= {entry for entry in ALLOWED if not entry.endswith(("models/", "migrations/"))}


@pytest.mark.parametrize(
    "source",
    [
        "Organization.objects.all()",
        "Organization.objects.filter(slug='x').first()",
        "rows = Organization.objects",
        "Organization._default_manager.count()",
        "Partner.objects.get(pk=1)",
        "Person.objects.values('name')",
        "SearchDocument.objects.filter(is_listed=True)",
        "get_object_or_404(Organization, slug=slug)",
        "f(Organization.objects.all()).visible_to(viewer)",
        "Organization.objects.filter(x=Other.objects.visible_to(viewer))",
        "cursor.execute('SELECT name FROM organizations_organization')",
        "cursor.execute(f'SELECT {x} FROM organizations_searchdocument WHERE a')",
    ],
)
def test_ways_past_the_door_are_seen(source: str) -> None:
    assert len(past_the_door(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "Organization.objects.visible_to(viewer).filter(x=1)",
        "Organization.objects.published().visible_to(viewer)",
        "(Organization.objects\n .with_tags()\n .for_member(user.pk))",
        "Partner.objects.for_representative(user.pk).count()",
        "Organization.objects.none()",
        "get_object_or_404(Organization.objects.visible_to(v), slug=slug)",
        "Other.objects.all()",
        "'SELECT 1 FROM organizations_organizationname'",
        "'The table organizations_organization holds listings.'",
    ],
)
def test_the_door_is_seen(source: str) -> None:
    assert past_the_door(source) == []
