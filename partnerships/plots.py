"""A few values over time as coordinates; the template draws them. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
# Room for the scale at the side and the dates below.
SIDE, FOOT, AIR = 56, 28, 12
TICKS = 4


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Tick:
    y: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Lines within a frame, and the band in which values should be."""

    lines: list[list[Point]]
    ticks: list[Tick]
    band_y: float
    band_height: float
    start: float
    end: float

    width, height, foot = WIDTH, HEIGHT, HEIGHT - 8

    @property
    def frame_x(self) -> float:
        return min(self.start, self.end)

    @property
    def frame_width(self) -> float:
        return abs(self.end - self.start)


def plot(
    series: Sequence[Sequence[float | None]], *, least: float, most: float, mirrored: bool
) -> Plot:
    """Draw values in the order of time; None leaves a gap. Mirrored, time runs to the left."""
    values = [value for line in series for value in line if value is not None]
    # A bar may be open below: what matters then is 0.
    low = min([*values, max(least, 0.0), most])
    high = max([*values, most])
    air = (high - low) * 0.1 or 0.1
    low, high = (low - air if low > 0 else low), high + air
    start, end = (WIDTH - SIDE, AIR) if mirrored else (SIDE, WIDTH - AIR)
    steps = max(1, max((len(line) for line in series), default=1) - 1)

    def y(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return round(HEIGHT - FOOT - share * (HEIGHT - FOOT - AIR), 1)

    def point(at: int, value: float) -> Point:
        return Point(round(start + (end - start) * at / steps, 1), y(value), value)

    ticks = [low + (high - low) * i / TICKS for i in range(TICKS + 1)]
    return Plot(
        lines=[
            [point(at, value) for at, value in enumerate(line) if value is not None]
            for line in series
        ],
        ticks=[Tick(y(value), value) for value in ticks],
        band_y=y(most),
        band_height=round(y(least) - y(most), 1),
        start=start,
        end=end,
    )
