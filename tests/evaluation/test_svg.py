"""Pictures are well-formed, escaped, and say without colour what they show."""

from xml.etree import ElementTree

import pytest

from evaluation.svg import Dot, Line, Tile, dot_plot, heat, tile_wall

NAME = {"svg": "http://www.w3.org/2000/svg"}


def parsed(picture):
    return ElementTree.fromstring(picture)


DRAWN = [
    dot_plot("a & b", [Line("<b>label</b>", (Dot(0.5, 0.4, 0.6, False), Dot(0.6, 0.5, 0.7, True)), 0.75)]),
    tile_wall('say "x"', [("row & row", [[Tile(True, "<ok>"), Tile(False, "no", True)]])]),
    heat("ends", ["a<b", "c"], [("row", [3, 1])]),
    dot_plot("empty", []),
]


@pytest.mark.parametrize("picture", DRAWN)
def test_a_picture_is_well_formed_and_has_a_name(picture):
    root = parsed(picture)
    assert root.get("role") == "img"
    assert root.get("aria-label") == root[0].text
    assert root[0].tag == "title"


def test_a_share_lies_where_it_belongs():
    [low, high] = [parsed(dot_plot("p", [Line("x", (Dot(value, value, value, True),))])) for value in (0.0, 1.0)]
    places = [float(one.find(".//circle").get("cx")) for one in (low, high)]
    ticks = [float(one.get("x")) for one in low.findall(".//text[@class='tick']") if one.text.endswith("%")]
    assert places == [ticks[0], ticks[-1]]


def test_a_missed_aim_is_told_by_shape_and_word():
    missed = dot_plot("p", [Line("x", (Dot(0.5, 0.4, 0.6, True, False),), 0.75)])
    met = dot_plot("p", [Line("x", (Dot(0.8, 0.7, 0.9, True, True),), 0.75)])
    assert "✗" in missed
    assert "50%" in missed
    assert "✓" in met


def test_hollow_is_dev_and_filled_is_held():
    root = parsed(dot_plot("p", [Line("x", (Dot(0.5, 0.4, 0.6, False), Dot(0.6, 0.5, 0.7, True)))]))
    assert [one.get("class") for one in root.findall(".//circle")] == ["dev", "held"]


def test_a_wrong_tile_is_crossed_and_explained():
    root = parsed(tile_wall("t", [("row", [[Tile(True, "fine"), Tile(False, "offered again")]])]))
    groups = root.findall("g")
    assert [group.find("path") is not None for group in groups] == [False, True]
    assert groups[1].find("title").text == "offered again"


def test_tiles_wrap_before_the_edge():
    root = parsed(tile_wall("t", [("row", [[Tile(True, str(number))] for number in range(200)])]))
    width = float(root.get("viewBox").split()[2])
    squares = root.findall(".//rect")
    assert max(float(one.get("x")) + float(one.get("width")) for one in squares) <= width
    assert len({one.get("y") for one in squares}) > 1


def test_a_cell_is_as_dark_as_its_share():
    cells = parsed(heat("h", ["a", "b"], [("row", [3, 1])])).findall(".//rect")
    assert [one.get("fill-opacity") for one in cells] == ["0.38", "0.12"]
