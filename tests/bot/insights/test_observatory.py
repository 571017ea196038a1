"""The picture of seeded conversations, read from a real database."""

from datetime import date, timedelta

import pytest

from bot.ids import handoff_id
from bot.insights.models import Ending, Event, EventKind, GapReason
from bot.insights.observatory import Observatory, UnknownGap
from bot.models import Certainty, Scope, Verdict
from tests.bot.insights.conftest import PAGE, serving
from tests.bot.insights.seeding import NOW, a_guide, a_step, add_section, ago, tried

EXPORT = ("how do I export my chats", "can I export my chats to a file", "export all my chats please")
VOICE = ("voice mode does not hear my microphone", "the microphone in voice mode is not heard")
INVITE = (
    "invite a colleague to my workspace",
    "can I invite colleagues to the workspace",
    "how do I invite somebody to our workspace",
)
DECLINED = "declined_not_covered"


async def asked(seeds, *texts, outcome=DECLINED, at=None):
    return [await seeds.says((text, outcome), at=at or ago(2, minutes=place)) for place, text in enumerate(texts)]


async def test_an_empty_database_gives_an_empty_picture_with_every_day_in_it(observatory):
    found = await observatory.report(7, NOW)
    assert [day.day for day in found.outcomes] == [date(2026, 11, day) for day in range(14, 21)]
    assert not any(day.counts for day in (*found.outcomes, *found.verdicts))
    assert (found.deflection.conversations, found.deflection.rate) == (0, None)
    assert (found.seconds.spread, found.steps, found.gaps, found.feedback.counts) == (None, (), (), {})


async def test_outcomes_and_verdicts_are_counted_by_utc_day_within_the_span_only(observatory, seeds):
    everyone = Verdict(Scope.EVERYONE, Certainty.CONFIRMED)
    await seeds.says(("502", "answered_status"), ("502 again", "answered_status"), at=ago(1), verdict=everyone)
    await seeds.says(("502", "answered_steps"), at=ago(8))
    found = await observatory.report(7, NOW)
    counted = {day.day: dict(day.counts) for day in found.outcomes if day.counts}
    assert counted == {date(2026, 11, 19): {"answered_status": 2}}
    assert {day.day: dict(day.counts) for day in found.verdicts if day.counts} == {
        date(2026, 11, 19): {"everyone confirmed": 2}
    }
    wider = await observatory.report(30, NOW)
    assert sum(sum(day.counts.values()) for day in wider.outcomes) == 3


async def test_a_deflected_conversation_is_named_and_can_be_looked_up(observatory, seeds):
    solved, _ = await seeds.says(("502", "answered_steps"), ("thanks, it works", "resolved"), at=ago(3))
    silent, _ = await seeds.says(("502", "answered_steps"), at=ago(3))
    handed, _ = await seeds.says(("502", "answered_steps"), ("it works", "resolved"), at=ago(4))
    await seeds.hands_over(handed, ago(3, minutes=60))
    found = (await observatory.report(7, NOW)).deflection
    endings = {one.ref: one.ending for one in found.refs}
    assert endings == {
        solved.ref: Ending.DEFLECTED,
        silent.ref: Ending.UNKNOWN,
        handed.ref: Ending.ASKED_PERSON,
    }
    assert found.rate == pytest.approx(1 / 3)
    assert handoff_id(handed.id) not in str(found.refs)


async def test_steps_count_once_a_conversation_and_by_the_status_of_that_time(observatory, seeds):
    worked = (tried("clear-cache", "worked", ago(1)),)
    await seeds.says(("502", "answered_steps"), ("still", "answered_steps"), at=ago(1), step=a_step())
    await seeds.says(("502", "answered_steps"), at=ago(1), step=a_step(), status="outage", attempts=worked)
    (step,) = [one for one in (await observatory.report(7, NOW)).steps if one.step_id == "clear-cache"]
    assert (step.total.offered, step.total.worked) == (2, 1)
    assert (step.by_status["ok"].offered, step.by_status["outage"].offered) == (1, 1)
    assert (step.by_status["ok"].worked, step.by_status["outage"].worked) == (0, 1)
    assert "cache" in step.title.lower()


async def test_votes_comments_and_times_are_told_and_comments_masked(observatory, seeds):
    _, (answer,) = await seeds.says(("502", "answered_steps"), at=ago(1))
    await seeds.votes(answer, "down", comment="write to kim@example.com")
    found = await observatory.report(7, NOW)
    assert found.feedback.counts == {"down": 1}
    assert found.feedback.by_outcome == {"answered_steps": {"down": 1}}
    assert [comment.text for comment in found.feedback.comments] == ["write to [email]"]
    assert (found.seconds.answers, found.seconds.slowest) == (1, "read")
    assert found.seconds.spread.p50 == pytest.approx(0.02)


async def test_seeded_questions_give_the_expected_gaps_from_the_first_one_on(observatory, seeds):
    await asked(seeds, *EXPORT)
    await asked(seeds, *VOICE)
    await asked(seeds, "does it run on my toaster")
    gaps = (await observatory.report(7, NOW)).gaps
    assert [gap.size for gap in gaps] == [3, 2, 1]
    assert [set(gap.examples) for gap in gaps] == [set(EXPORT), set(VOICE), {"does it run on my toaster"}]
    assert gaps[0].heading == "Export my chats"
    assert gaps[0].nearest is not None
    assert gaps[0].nearest.chunk_id.startswith("chatgpt-bad-gateway#")
    assert 0 <= gaps[0].nearest.score <= 1
    assert gaps[0].reasons == {GapReason.DECLINED: 3}


async def test_a_gap_keeps_its_id_when_a_question_joins_and_when_its_first_one_is_erased(observatory, seeds, store):
    (first, _), *_ = await asked(seeds, *EXPORT[:2])
    before = (await observatory.report(7, NOW)).gaps[0]
    await asked(seeds, EXPORT[2], at=ago(1))
    grown = (await observatory.report(7, NOW)).gaps[0]
    assert await store.erase(first.id)
    shrunk = (await observatory.report(30, NOW)).gaps[0]
    assert (before.id, before.size) == (grown.id, grown.size - 1) == (shrunk.id, shrunk.size)


async def test_a_gap_is_looked_for_in_the_longest_span_but_shown_only_where_it_is_news(observatory, seeds):
    await asked(seeds, EXPORT[0], at=ago(20))
    assert (await observatory.report(7, NOW)).gaps == ()
    old = (await observatory.report(30, NOW)).gaps
    await asked(seeds, EXPORT[1], at=ago(1))
    (now,) = (await observatory.report(7, NOW)).gaps
    assert (now.id, now.size) == (old[0].id, 2)


async def test_a_thumb_down_and_two_unclear_messages_in_a_row_are_gaps_too(observatory, seeds):
    _, (answer,) = await seeds.says(("the spinner turns for ever", "answered_steps"))
    await seeds.votes(answer, "down")
    await seeds.says(("my gadget blinks purple", "clarify"), ("well it blinks", "clarify"))
    await seeds.says(("hm", "clarify"), ("ah, 502", "answered_steps"))
    gaps = {gap.examples[0]: dict(gap.reasons) for gap in (await observatory.report(7, NOW)).gaps}
    assert gaps == {
        "the spinner turns for ever": {"thumbed_down": 1},
        "my gadget blinks purple": {"clarified_twice": 1},
    }


async def test_other_languages_have_gaps_of_their_own(observatory, seeds):
    await asked(seeds, "export chats")
    await seeds.says(("export chats", DECLINED), language="de")
    assert sorted(gap.language for gap in (await observatory.report(7, NOW)).gaps) == ["de", "en"]


async def test_what_people_wrote_is_masked_in_a_gap(observatory, seeds):
    await asked(seeds, "export my chats to kim@example.com")
    (gap,) = (await observatory.report(7, NOW)).gaps
    assert "kim@example.com" not in f"{gap.examples} {gap.heading}"


async def test_a_section_added_to_the_guide_flips_the_gap_and_nothing_is_kept_of_asking_again(
    ledger, seeds, store, tmp_path
):
    guide = a_guide(tmp_path / "guide")
    with serving(guide, tmp_path) as library:
        observatory = Observatory(ledger, library, PAGE, kept_days=30)
        await asked(seeds, *INVITE)
        (gap,) = (await observatory.report(7, NOW)).gaps
        before = await observatory.cover(gap.id, NOW)
        assert (before.size, before.rerun.flipped, before.rerun.still) == (3, 0, 3)
        add_section(guide)
        library.reindex()
        after = await observatory.cover(gap.id, NOW)
        (shown,) = (await observatory.report(7, NOW)).gaps
    assert [(item.before, item.after, item.flipped) for item in after.rerun.items] == [
        (DECLINED, "answered_fact", True)
    ] * 3
    assert {item.text for item in after.rerun.items} == set(INVITE)
    assert before.rerun.generation != after.rerun.generation
    assert (shown.covered_at, shown.rerun.flipped, shown.rerun.generation) == (NOW, 3, after.rerun.generation)
    assert shown.nearest.chunk_id == "workspace#invite"
    assert len((await store.listed()).items) == 3, "asking again keeps no conversation"


async def test_a_question_after_the_mark_brings_the_gap_back(observatory, seeds):
    await asked(seeds, EXPORT[0], at=ago(2))
    await asked(seeds, *VOICE)
    (gap,) = [one for one in (await observatory.report(7, NOW)).gaps if one.size == 1]
    await observatory.cover(gap.id, ago(1))
    settled = (await observatory.report(7, NOW)).gaps
    assert (settled[-1].id, settled[-1].since_covered) == (gap.id, 0)
    await asked(seeds, *EXPORT[1:], at=ago(0, minutes=5))
    back = (await observatory.report(7, NOW)).gaps
    assert (back[0].id, back[0].since_covered) == (gap.id, 2)


async def test_an_unknown_gap_is_refused(observatory):
    with pytest.raises(UnknownGap):
        await observatory.cover("gap_none", NOW)


async def test_an_event_of_a_suggestion_that_there_is_not_is_refused(observatory):
    assert not await observatory.note(Event("g_none", EventKind.SHOWN, NOW))


async def test_a_conversation_that_begins_tomorrow_is_not_counted_today(observatory, seeds):
    await seeds.says(("502", "answered_steps"), at=NOW + timedelta(hours=1))
    found = await observatory.report(7, NOW)
    assert found.deflection.conversations == 0
