"""An indicator over time as coordinates: what was reached against what was agreed. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from partnerships.kpis import Reading

WIDTH, HEIGHT = 640, 240
# Room for the scale at the side and the dates below.
SIDE, FOOT, AIR = 56, 28, 14
TICKS = 4
NICE = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on the scale."""

    y: float
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Two lines within a frame; time is to scale, for periods need not be alike."""

    actuals: list[Dot]
    targets: list[Dot]
    marks: list[Mark]
    start: float
    end: float
    first: date
    last: date

    width, height, foot = WIDTH, HEIGHT, HEIGHT - 8


def timeline(
    actuals: Sequence[Reading],
    targets: Sequence[Reading],
    *,
    starts_on: date,
    baseline: Decimal | None,
    mirrored: bool,
) -> Timeline:
    """Place the readings, each series in the order of its dates. Mirrored, time runs to the left.

    Both lines begin at the baseline, where it is known: there the way was the same.
    """
    start = [] if baseline is None else [Reading(starts_on, baseline)]
    series = [[*start, *actuals] if actuals else [], [*start, *targets]]
    days = [starts_on, *(reading.on for line in series for reading in line)]
    first, last = min(days), max(days)
    marks = scale([reading.value for line in series for reading in line])
    low, high = marks[0], marks[-1]
    left, right = (WIDTH - SIDE, AIR) if mirrored else (SIDE, WIDTH - AIR)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low))
        return round(HEIGHT - FOOT - share * (HEIGHT - FOOT - AIR), 1)

    def dot(reading: Reading) -> Dot:
        share = (reading.on - first).days / max((last - first).days, 1)
        return Dot(round(left + (right - left) * share, 1), y(reading.value), reading)

    reached, agreed = ([dot(reading) for reading in line] for line in series)
    return Timeline(
        actuals=reached,
        targets=agreed,
        marks=[Mark(y(value), value) for value in marks],
        start=left,
        end=right,
        first=first,
        last=last,
    )


def scale(values: Sequence[Decimal]) -> list[Decimal]:
    """Return round values that hold all of `values`; from 0, unless they are far from it."""
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(1))
    if low <= high / 2:
        low = min(low, Decimal(0))
    if low == high:
        high = low + 1
    step = _nice((high - low) / TICKS)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * number for number in range(int(first), int(last) + 1)]


def _nice(step: Decimal) -> Decimal:
    """Return the next step upward that people count in."""
    power = Decimal(10) ** step.adjusted()
    return next(power * nice for nice in NICE if power * nice >= step)
