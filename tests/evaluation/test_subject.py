"""The bot under evaluation is the real one; only the status page says what a scenario says."""

from datetime import UTC, datetime

from bot.models import Outcome
from evaluation.subject import ScenarioStatus, each
from status.models import Freshness, State


async def test_the_page_says_what_the_scenario_says():
    status = ScenarioStatus()
    assert (await status.current()).state is State.OK
    status.scenario = "conversations-down"
    page = await status.current()
    assert page.state is State.OUTAGE
    assert (datetime.now(UTC) - page.checked_at).total_seconds() < 60
    status.scenario = "unreadable"
    assert (await status.current()).freshness is Freshness.UNKNOWN


async def test_rows_are_made_in_order_and_progress_is_told():
    told = []

    async def double(row):
        return row * 2

    made = await each("answers", (1, 2, 3), double, lambda *said: told.append(said))
    assert made == (2, 4, 6)
    assert told == [("answers", 1, 3), ("answers", 2, 3), ("answers", 3, 3)]


def test_a_question_is_answered_under_its_scenario_and_a_talk_goes_on(asked):
    async def talk(subject):
        first = await subject.ask("bad gateway in chatgpt, i reloaded", "conversations-down")
        kept = subject.reply(first)
        second = await subject.ask("still the same", "all-fine", conversation_id=first.conversation_id)
        return kept, subject.reply(second), first, second

    kept, then, first, second = asked(talk)
    assert kept.scenario == "conversations-down"
    assert kept.verdict == "everyone/confirmed"
    assert then.scenario == "all-fine"
    assert first.conversation_id == second.conversation_id
    assert [one.pair for one in then.attempts] == [("refresh", None)]


def test_two_questions_are_two_talks(asked):
    async def two(subject):
        return [(await subject.ask(text)).conversation_id for text in ("chatgpt 502", "chatgpt 502")]

    assert len(set(asked(two))) == 2


def test_a_remembered_talk_knows_what_was_offered_and_tried(asked):
    async def resume(subject):
        talk = await subject.remembering(1, [("vpn", "off")], [("refresh", None)])
        return await subject.ask("did that, same", conversation_id=talk)

    known = {(one.step_id, one.variant) for one in asked(resume).attempts}
    assert known == {("refresh", None), ("vpn", "off")}


def test_a_search_keeps_every_section_with_the_ranks_of_both_parts(asked):
    async def search(subject):
        return subject.search("q-1", "how do i clear the cache", "en"), subject.library.current().guide

    result, guide = asked(search)
    assert {one.section for one in result.found} <= {chunk.section for chunk in guide.chunks}
    assert len(result.found) == len({one.section for one in result.found})
    # Hits stand before what was rejected, each best first.
    scores = [one.score for one in result.found][:8]
    assert scores == sorted(scores, reverse=True)
    assert any(one.dense_rank == 1 for one in result.found)
    assert any(one.lexical_rank == 1 for one in result.found)


def test_a_cited_bullet_is_kept_by_its_id(asked):
    """On the wire a citation names the bullet by its label; records name it by its id."""

    async def ask(subject):
        tried = [
            (step, None)
            for step in ("refresh", "clear-cache", "other-browser", "restart-connection", "disable-extensions")
        ]
        tried += [("vpn", "off"), ("vpn", "on"), ("status-page", None)]
        talk = await subject.remembering(2, [], tried)
        return subject.reply(await subject.ask("still bad gateway in chatgpt", conversation_id=talk))

    reply = asked(ask)
    assert reply.outcome is Outcome.ANSWERED_STEPS
    [offered] = reply.steps
    assert offered.step_id in {"flush-dns", "firewall-antivirus", "update-software"}
    assert offered.step_id in {one.item for one in reply.cited}
