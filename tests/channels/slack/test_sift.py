"""Whatever a signed payload holds, it is a job with proper ids or nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.slack.models import Kind
from channels.slack.sift import sift
from tests.channels.slack.sending import event, mention, message, press

NAMES = """type event event_id team_id user channel ts thread_ts text subtype bot_id tab actions action_id value message
container command callback_id trigger_id team id authorizations user_id is_bot tokens bot response_url""".split()  # noqa: SIM905
WORDS = """event_callback message app_mention block_actions message_action app_home_opened tokens_revoked attempt:0
answer_with_guide /signpost C1 U1 UBOT 1699.1 home <@UBOT> im""".split()  # noqa: SIM905
leaf = st.one_of(st.sampled_from(WORDS), st.none(), st.booleans(), st.integers(), st.text(max_size=6))
name = st.sampled_from(NAMES)
nested = st.recursive(
    leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(name, inner, max_size=6), max_leaves=25
)


@given(st.dictionaries(name, nested, max_size=8))
@settings(max_examples=500)
def test_any_payload_is_a_job_with_proper_ids_or_nothing(payload):
    job = sift(payload, "UBOT")
    if job is not None:
        assert all(re.fullmatch(r"[\w.:-]{0,80}", word) for word in (job.team, job.channel, job.thread, job.ts))
        assert re.fullmatch(r"[0-9a-f]{40}", job.key)


@pytest.mark.parametrize("extra", [{"bot_id": "B1"}, {"subtype": "channel_join"}, {"user": "UBOT"}, {"user": None}])
def test_nobody_but_a_person_is_heard(extra):
    assert sift(mention(1, **extra), "UBOT") is None


def test_the_same_message_is_the_same_spot_whatever_event_brings_it():
    as_mention = sift(mention(1, ts="1699.1"), "")
    as_message = sift(message(2, "<@UBOT> 502", ts="1699.1"), "")
    assert as_mention.spot == as_message.spot
    assert as_mention.key != as_message.key
    assert as_message.kind is Kind.ASK


def test_a_reply_in_a_thread_is_a_follow_up_and_a_file_may_come_along():
    job = sift(message(1, "look", ts="1699.2", thread_ts="1699.1", subtype="file_share"), "UBOT")
    assert (job.kind, job.thread, job.mentioned) == (Kind.FOLLOW_UP, "1699.1", False)


def test_one_result_of_one_step_is_one_claim_whoever_presses_it():
    button = {"type": "button", "action_id": "attempt:1", "value": '{"a":"x"}'}
    assert sift(press(button), "").key == sift(press(button, user="U2"), "").key
    vote = {"type": "feedback_buttons", "action_id": "feedback:0", "value": '{"a":"x"}'}
    assert sift(press(vote), "").key != sift(press(vote), "").key


def test_only_a_revoked_bot_token_means_that_we_are_gone():
    assert sift(event(1, type="tokens_revoked", tokens={"oauth": ["U1"]}), "") is None
    assert sift(event(1, type="tokens_revoked", tokens={"bot": ["UBOT"]}), "").kind is Kind.GONE
