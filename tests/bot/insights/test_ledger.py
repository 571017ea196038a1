"""The same rows on either kind of database; what is erased leaves nothing of itself here."""

import pytest
from sqlalchemy import select

from bot.conversations.sql import SqlStore
from bot.insights.ledger import Ledger
from bot.insights.models import Span
from bot.insights.rows import RerunRow
from bot.insights.tables import gap_questions, gaps, reruns
from bot.models import Certainty, Scope, Verdict
from bot.ports import StoreUnavailable
from infra.database import reading, writing
from status.history import changes, incidents
from tests.bot.insights.seeding import NOW, Seeds, a_step, a_url, ago, tried

PAGE = "https://status.openai.com"
WEEK = Span(ago(7), NOW)


@pytest.fixture
async def store(database_url):
    made = SqlStore(database_url)
    await made.open()
    yield made
    await made.aclose()


@pytest.fixture
async def ledger(database_url, store):
    made = Ledger(database_url)
    await made.ready()
    yield made
    await made.aclose()


@pytest.fixture
def seeds(store):
    return Seeds(store)


async def add(ledger, table, **values):
    async with writing(ledger._engine) as connection:
        await connection.execute(table.insert().values(**values))


async def everything(ledger, table):
    async with reading(ledger._engine) as connection:
        return (await connection.execute(select(table))).all()


async def test_a_whole_report_is_read(ledger, seeds):
    worked = (tried("vpn", "worked", ago(1), "on"),)
    verdict = Verdict(Scope.EVERYONE, Certainty.LIKELY)
    talk, (first, last) = await seeds.says(
        *(("502", "answered_steps"), ("still", "answered_status")),
        at=ago(1),
        step=a_step("vpn", "on"),
        status="outage",
        verdict=verdict,
        attempts=worked,
    )
    await seeds.votes(last, "down", comment="no")
    await seeds.hands_over(talk, ago(0, minutes=5))
    kept = await ledger.kept(WEEK, PAGE)
    day = ago(1).date()
    assert {(row.day, row.words, row.count) for row in kept.outcomes} == {
        (day, ("answered_steps",), 1),
        (day, ("answered_status",), 1),
    }
    assert [(row.words, row.count) for row in kept.verdicts] == [(("everyone", "likely"), 2)]
    assert [(one.ref, one.persons, one.worked) for one in kept.talks] == [(talk.ref, (ago(0, minutes=5),), (ago(1),))]
    assert {answer.id for answer in kept.answers} == {first.id, last.id}
    assert [(vote.answer_id, vote.rating) for vote in kept.votes] == [(last.id, "down")]
    assert [(one.step_id, one.variant, one.status) for one in kept.offers] == [("vpn", "on", "outage")] * 2
    assert [(one.variant, one.result, one.status) for one in kept.attempts] == [("on", "worked", "outage")]
    assert [took for _, took in kept.seconds] == [0.02, 0.02]
    assert kept.timings[0]["read"] == 0.15
    assert [comment.text for comment in kept.comments] == ["no"]


async def test_the_last_state_before_the_span_says_how_it_began(ledger):
    blank = {"page": PAGE, "kind": "page", "subject": "", "name": "OpenAI status", "detail": ""}
    await add(ledger, changes, at=ago(20), before="outage", after="ok", **blank)
    await add(ledger, changes, at=ago(10), before="ok", after="degraded", **blank)
    await add(ledger, changes, at=ago(1), before="degraded", after="ok", **blank)
    await add(ledger, changes, at=ago(1), before="ok", after="outage", **{**blank, "page": "https://other"})
    told = (await ledger.kept(WEEK, PAGE)).timeline
    assert [(change.at, change.state) for change in told] == [(WEEK.begins, "degraded"), (ago(1), "ok")]


async def test_incidents_that_reach_into_the_span_are_bands_and_open_ones_have_no_end(ledger):
    blank = {"page": PAGE, "parts": "[]", "seen_at": NOW}
    for name, began, ended in (("old", 20, 10), ("long", 9, 6), ("open", 2, None)):
        resolved = ago(ended) if ended is not None else None
        await add(ledger, incidents, id=name, title=name, started_at=ago(began), resolved_at=resolved, **blank)
    assert [(band.title, band.resolved_at) for band in (await ledger.kept(WEEK, PAGE)).incidents] == [
        ("long", ago(6)),
        ("open", None),
    ]


async def test_open_messages_come_with_every_answer_of_their_conversation(ledger, seeds):
    _, (first, last) = await seeds.says(("export", "declined_not_covered"), ("a person", "escalated_requested"))
    await seeds.says(("502", "answered_steps"))
    messages, told = await ledger.asked(WEEK)
    assert [(one.answer_id, one.text, one.best_score, one.citations) for one in messages] == [
        (first.id, "export", 0.5, ("guide#refresh",))
    ]
    assert {answer.id for answer in told} == {first.id, last.id}


async def test_erasing_a_conversation_takes_its_questions_and_reruns_along(ledger, seeds, store):
    talk, (answer,) = await seeds.says(("export", "declined_not_covered"))
    await ledger.place({answer.id: "gap_1"}, NOW)
    await ledger.cover("gap_1", NOW, [RerunRow(answer.id, "gap_1", NOW, "g2", "clarify", "clarify", False)])
    assert (await ledger.known()).of_question == {answer.id: "gap_1"}
    assert await store.erase(talk.id)
    assert await everything(ledger, gap_questions) == await everything(ledger, reruns) == []
    await ledger.place({}, NOW)
    assert await everything(ledger, gaps) == []


async def test_what_was_erased_meanwhile_is_not_remembered(ledger):
    await ledger.place({"a_gone": "gap_1"}, NOW)
    await ledger.cover("gap_1", NOW, [RerunRow("a_gone", "gap_1", NOW, "g2", "clarify", "clarify", False)])
    assert [await everything(ledger, table) for table in (gaps, gap_questions, reruns)] == [[], [], []]


async def test_a_second_rerun_takes_the_place_of_the_first(ledger, seeds):
    _, (answer,) = await seeds.says(("export", "declined_not_covered"))
    await ledger.place({answer.id: "gap_1"}, NOW)
    for generation, after in (("g2", "clarify"), ("g3", "answered_fact")):
        row = RerunRow(answer.id, "gap_1", NOW, generation, "clarify", after, after == "answered_fact")
        await ledger.cover("gap_1", NOW, [row])
    known = await ledger.known()
    assert [(row.generation, row.flipped) for row in known.reruns.values()] == [("g3", True)]
    assert known.covered_at == {"gap_1": NOW}


async def test_a_database_that_cannot_be_used_is_told_and_tried_again_the_next_time(tmp_path):
    (tmp_path / "signpost.db").mkdir()
    ledger = Ledger(a_url(tmp_path))
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await ledger.ready()
    (tmp_path / "signpost.db").rmdir()
    await ledger.ready()
    await ledger.aclose()
