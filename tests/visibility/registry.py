"""What answers readers: every surface that must not tell of a hidden record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

Ask = Callable[[Client], Iterable[Any]]


@dataclass(frozen=True)
class Surface:
    """A way to get answers, of which `path` is the address.

    `tells`: whoever may see the hidden record gets another answer here, so that the comparison is
    known to be able to fail. `by_way`: asked for each way of hiding by itself, not only with
    records hidden in all ways at once; for what answers about one record.
    """

    name: str
    ask: Ask
    path: str
    tells: bool = False
    by_way: bool = False


@dataclass
class Registry:
    surfaces: dict[str, Surface] = field(default_factory=dict)

    def add(self, surface: Surface) -> None:
        if surface.name in self.surfaces:
            raise ValueError(f"{surface.name} is registered twice")
        self.surfaces[surface.name] = surface

    def __iter__(self) -> Iterator[Surface]:
        return iter(self.surfaces.values())


REGISTRY = Registry()


def page(
    path: str,
    *,
    method: str = "get",
    data: Mapping[str, Any] | None = None,
    tells: bool = False,
    by_way: bool = False,
    **headers: str,
) -> None:
    """Register one request."""

    def ask(client: Client) -> Iterator[Any]:
        yield getattr(client, method)(path, data, headers=headers)

    said = "".join(f" {key}={value}" for key, value in {**(data or {}), **headers}.items())
    REGISTRY.add(Surface(f"{method} {path}{said}", ask, path.partition("?")[0], tells, by_way))


def journey(*, path: str, tells: bool = False, by_way: bool = False) -> Callable[[Ask], Ask]:
    """Register a function that yields the answers of several requests."""

    def register(ask: Ask) -> Ask:
        REGISTRY.add(Surface(ask.__name__, ask, path, tells, by_way))
        return ask

    return register
