"""The pages beside the product's own: read in the background, told when a person's words make them matter."""

import asyncio

import pytest

from knowledge.models import OtherPage
from status.factory import build_board
from status.models import Freshness, State
from status.settings import StatusSettings
from tests.status.waiting import first_report, until
from tests.status_server import StatusPage

WORDS = ("cloudflare", "ray id", "522")


@pytest.fixture
async def pages():
    async with StatusPage("all-fine") as own, StatusPage("conversations-down", "statuspage") as theirs:
        yield own, theirs


@pytest.fixture
async def board(pages, tmp_path):
    settings = StatusSettings(page_url=pages[0].url, allow_private=True, beside=True, ttl_seconds=60)
    built = build_board(settings, tmp_path)
    await built.start()
    yield built
    await built.aclose()


def other(page, *, components=(), when=WORDS, name="Edge status"):
    return OtherPage(page.home, name, when, components)


async def known(board, words="cloudflare"):
    await until(lambda: all(one.checked_at for one in board.beside(words)))
    return board.beside(words)


async def test_the_products_own_page_is_told_as_ever(board):
    await first_report(board)
    assert (await board.current()).state is State.OK


async def test_another_page_matters_where_its_words_stand(board, pages):
    board.follow((other(pages[1]),))
    (report,) = await known(board)
    assert (report.source, report.state, report.freshness) == ("Edge status", State.OUTAGE, Freshness.FRESH)
    assert (await board.current()).state is State.OK


@pytest.mark.parametrize(
    ("said", "matters"),
    [
        ("Error 522 Ray ID: 8f3 Cloudflare", True),
        ("it says CLOUDFLARE at the bottom", True),
        ("cloudflared crashed", False),
        ("error 5220", False),
        ("502 bad gateway", False),
        ("", False),
    ],
)
async def test_a_word_counts_where_it_stands_whole(board, pages, said, matters):
    board.follow((other(pages[1]),))
    assert bool(board.beside(said)) == matters


async def test_only_the_parts_that_count_decide(board, pages):
    board.follow((other(pages[1], components=("ChatGPT/Search",)),))
    (report,) = await known(board)
    assert (report.state, [one.name for one in report.components]) == (State.OK, ["Search"])


async def test_no_answer_waits_for_another_page(board, pages):
    pages[1].delay = 60
    board.follow((other(pages[1]),))
    await first_report(board)
    (report,) = board.beside("cloudflare")
    assert (report.state, report.checked_at) == (State.UNKNOWN, None)


async def test_following_the_same_pages_again_opens_nothing(board, pages):
    for _ in range(50):
        board.follow((other(pages[1]),))
    await known(board)
    assert max(pages[1].hits.values()) == 1


async def test_a_page_no_longer_named_is_no_longer_read(board, pages):
    board.follow((other(pages[1]),))
    await known(board)
    board.follow(())
    assert board.beside("cloudflare") == ()
    await until(lambda: len([task for task in asyncio.all_tasks() if task.get_name() == "status reader"]) == 1)


async def test_a_page_that_cannot_be_read_is_a_problem_told_by_its_name(board):
    board.follow((OtherPage("ftp://nowhere", "Edge status", ("cloudflare",)),))
    await until(lambda: board.problems)
    assert board.problems[0].startswith("Edge status: ")


@pytest.mark.parametrize(
    ("told", "read"),
    [({}, True), ({"allow_private": True}, False), ({"page_url": "fixed:page.json"}, False),
     ({"allow_private": True, "beside": True}, True), ({"beside": False}, False)],
)  # fmt: skip
def test_other_pages_are_read_where_the_own_one_is_public_or_it_was_said(told, read):
    assert StatusSettings(**told).reads_beside is read


async def test_where_they_are_not_to_be_read_none_is_opened(pages, tmp_path):
    board = build_board(StatusSettings(page_url=pages[0].url, allow_private=True), tmp_path)
    board.follow((other(pages[1]),))
    await first_report(board)
    assert board.beside("cloudflare") == ()
    assert not pages[1].hits
    await board.aclose()
