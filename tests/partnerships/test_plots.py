"""Values as coordinates."""

from partnerships.plots import AIR, FOOT, HEIGHT, SIDE, WIDTH, plot


def test_higher_values_stand_higher_within_the_frame() -> None:
    drawn = plot([[0.2, None, 0.6, 0.4]], least=0.0, most=0.45, mirrored=False)
    (line,) = drawn.lines
    assert [point.value for point in line] == [0.2, 0.6, 0.4]
    assert [point.x for point in line] == [SIDE, 437.3, WIDTH - AIR]
    assert line[1].y < line[2].y < line[0].y
    assert all(AIR <= point.y <= HEIGHT - FOOT for point in line)
    # The band ends between .4 and .6.
    assert line[1].y < drawn.band_y < line[2].y


def test_mirrored_time_runs_to_the_left() -> None:
    (line,) = plot([[0.1, 0.2]], least=0.0, most=1.0, mirrored=True).lines
    assert [point.x for point in line] == [WIDTH - SIDE, AIR]


def test_one_value_and_none() -> None:
    assert [
        len(line) for line in plot([[1.0], []], least=0.95, most=1.05, mirrored=False).lines
    ] == [
        1,
        0,
    ]
    drawn = plot([[None]], least=-1.0, most=0.01, mirrored=False)
    assert drawn.lines == [[]]
    assert drawn.band_height > 0
