"""Which platform a page runs on is found by the shape of its answers."""

import pytest

from status.detect import ask_all, detect, recognise
from status.factory import PLATFORMS
from status.platforms import incidentio, statuspage
from tests.status.bodies import HOST, SHAPES, bodies
from tests.status.scenarios import SCENARIOS


class Page:
    """A page in memory that notes what it was asked."""

    def __init__(self, content, silent=False):
        self.content = content
        self.silent = silent
        self.bodies = {}
        self.waves = []

    @property
    def fresh(self):
        return self.bodies

    @property
    def asked(self):
        return frozenset(path for wave in self.waves for path in wave)

    async def ask(self, paths):
        self.waves.append(tuple(paths))
        self.bodies |= {path: self.content[path] for path in paths if path in self.content}


def content(platform, shape="native"):
    return bodies(SCENARIOS["all-fine"](), platform, shape)


@pytest.mark.parametrize("shape", SHAPES)
async def test_every_shape_of_incidentio_is_found(shape):
    assert await detect(PLATFORMS, Page(content("incidentio", shape)), (HOST,)) is incidentio


@pytest.mark.parametrize("shape", ["native", "summary"])
async def test_a_statuspage_is_found_although_incidentio_answers_the_same_paths(shape):
    assert await detect(PLATFORMS, Page(content("statuspage", shape)), (HOST,)) is statuspage


async def test_no_path_is_asked_twice():
    page = Page(content("statuspage"))
    await detect(PLATFORMS, page, (HOST,))
    asked = [path for wave in page.waves for path in wave]
    assert len(asked) == len(set(asked))


async def test_a_page_of_no_kind_is_nobodys():
    assert await detect(PLATFORMS, Page({"/api/v2/summary.json": {"hello": "world"}}), (HOST,)) is None


async def test_a_page_that_keeps_silent_is_left_alone():
    page = Page({}, silent=True)
    assert await detect(PLATFORMS, page, (HOST,)) is None
    assert page.waves == []


async def test_a_forced_platform_is_the_only_one_tried():
    page = Page(content("incidentio"))
    assert await detect((statuspage,), page, (HOST,)) is statuspage
    assert not [path for path in page.asked if path.startswith(("/proxy", "/api/v1"))]


async def test_waves_end_when_nothing_more_is_wanted():
    page = Page(content("incidentio", "documented"))
    await ask_all(incidentio, page, (HOST,))
    assert page.waves == [incidentio.wants({}, (), (HOST,)), (f"/proxy/{HOST}",)]


def test_the_first_platform_that_knows_its_own_wins():
    assert recognise(PLATFORMS, content("incidentio")) is incidentio
    assert recognise(PLATFORMS, content("statuspage")) is statuspage
    assert recognise(PLATFORMS, {}) is None
