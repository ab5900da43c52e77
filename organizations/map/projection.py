"""From longitude and latitude to the map's drawing units. Pure.

Equal Earth: Šavrič, Patterson and Jenny, "The Equal Earth map projection", International Journal
of Geographical Information Science 33(3), 2019 (published online 2018). Equal areas keep their
size, so no continent looks larger than it is.
"""

from math import asin, cos, radians, sin, sqrt

WIDTH = 1000
# The map is cut open in the Bering Strait, where it splits no land.
CENTRAL_MERIDIAN = 11.5
# Ellesmere Island and Greenland are whole; Antarctica is left out, but for a dot's room.
NORTH, SOUTH = 84.0, -65.0

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return x and y on the unit sphere; degrees in, y to the north."""
    theta = asin(_M * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    y = theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    return radians(longitude) * cos(theta) / (_M * slope), y


_SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
_TOP = equal_earth(0, NORTH)[1]
HEIGHT = round((_TOP - equal_earth(0, SOUTH)[1]) * _SCALE)


def on_map(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a point stands on a map of WIDTH × HEIGHT, y to the south."""
    turned = (longitude - CENTRAL_MERIDIAN + 180) % 360 - 180
    x, y = equal_earth(turned, latitude)
    return WIDTH / 2 + x * _SCALE, (_TOP - y) * _SCALE
