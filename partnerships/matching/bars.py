"""What the figures of a run are held against, and whether they hold. Plain numbers, no arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# With fewer targets, or fewer of either side of a ratio, a figure is noise: told, not judged.
LEAST = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """From `least` to `most`, both included."""

    least: float
    most: float

    def holds(self, value: float) -> bool:
        return self.least <= value <= self.most


BARS = {
    "exposure_ratio": Bar(0.95, 1.05),
    "gini": Bar(0.0, 0.45),
    "never_shown": Bar(0.0, 0.05),
    "ndcg_loss": Bar(-1.0, 0.01),
}


def judged(figures: Mapping[str, float | int | None]) -> dict[str, bool | None]:
    """Whether each bar is met; None where there is nothing to judge, or too little."""
    few = int(figures.get("targets") or 0) < LEAST
    verdicts: dict[str, bool | None] = {}
    for name, bar in BARS.items():
        value = figures.get(name)
        verdicts[name] = None if few or value is None else bar.holds(value)
    return verdicts
