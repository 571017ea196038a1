"""The packet tells a human everything once, and nothing private."""

import re
from dataclasses import asdict, fields, replace

import pytest

from bot.describe import WORDS
from bot.handoff import HandoffPacket, make_packet, to_text
from bot.ids import handoff_id
from bot.models import Author, Fact, Result, Turn
from status.models import StatusReport, unreadable
from tests.bot.conversations.builders import a_talk, an_answer, exchange, later, tried
from tests.builders import NOW, a_report, an_incident

DOWN = an_incident(title="Elevated error rates")


def said(*messages: str):
    """A conversation in which only the user speaks."""
    return a_talk(turns=tuple(Turn(later(n), Author.USER, text) for n, text in enumerate(messages)))


def after(talk, *steps):
    """The conversation after an answer, with these steps tried."""
    talk = replace(talk, attempts=tuple(steps))
    return replace(talk, turns=talk.turns + exchange(talk, "it still fails", an_answer(talk)))


def test_it_has_exactly_the_fields_of_the_contract():
    names = "id created_at summary error_text environment attempts status_timeline sections_shown transcript language"
    assert [field.name for field in fields(HandoffPacket)] == names.split()


def test_it_is_named_after_its_conversation_and_made_now():
    talk = said("help")
    packet = make_packet(talk, a_report(), NOW)
    assert (packet.id, packet.created_at, packet.language) == (handoff_id(talk.id), NOW, "en")
    assert make_packet(talk, a_report(), NOW) == packet, "the same in, the same out"


PRIVATE = "I am jane@example.org, +49 151 23456789, 203.0.113.9, sk-abcdefghijklmnop1234, password: hunter2, 502"


def test_nothing_private_is_left_anywhere_in_it():
    talk = after(said(PRIVATE), tried(said=PRIVATE))
    incident = replace(DOWN, title=f"Errors {PRIVATE}")
    packet = make_packet(talk, a_report(incidents=(incident,)), NOW)
    for told in (str(asdict(packet)), to_text(packet)):
        for word in ("jane", "151 234", "203.0.113", "sk-abc", "hunter2"):
            assert word not in told
    assert "[email]" in packet.summary


@pytest.mark.parametrize(
    ("messages", "error"),
    [
        (("hi", "chatgpt says 502 bad gateway. I already cleared the cache"), "chatgpt says 502 bad gateway."),
        (("it is broken", "I get: Error code 1020\nand then nothing"), "I get: Error code 1020"),
        (("network error", "now it says HTTP 504", "and 502"), "now it says HTTP 504"),
        (("Da steht ein Fehler. Was nun?",), "Da steht ein Fehler."),
        (("页面显示错误的网关",), "页面显示错误的网关"),
        (("it just loads for ever",), None),
        (("version 5.502 of the app", ""), None),
        ((), None),
    ],
)
def test_the_error_is_the_line_that_names_it_best(messages, error):
    assert make_packet(said(*messages), a_report(), NOW).error_text == error


def test_a_pasted_page_does_not_flood_the_error():
    assert len(make_packet(said("502 " + "x" * 2000), a_report(), NOW).error_text) == 300


def test_what_the_assistant_said_is_not_taken_for_the_error():
    talk = a_talk(turns=(Turn(NOW, Author.ASSISTANT, "Do you see a 502 error?"), Turn(NOW, Author.USER, "yes")))
    assert make_packet(talk, a_report(), NOW).error_text is None


def test_the_environment_is_what_they_told_of_it():
    facts = frozenset({Fact.IN_BROWSER, Fact.ON_PHONE, Fact.MANAGED_DEVICE, Fact.VPN_ON, Fact.WORKS_OTHER_NETWORK})
    talk = a_talk(facts=facts, first_reported_at=NOW)
    assert make_packet(talk, a_report(), NOW).environment == {
        "channel": "widget",
        "client": "browser",
        "device": "phone, managed by an organisation",
        "vpn": "on",
        "other networks": "works",
        "since": "2026-11-20 15:00 UTC",
    }


def test_attempts_say_when_and_in_which_words():
    talk = after(said("hi"), tried("vpn", "off", "cannot_do", "can't, work laptop", later(60)))
    (attempt,) = make_packet(talk, a_report(), NOW).attempts
    assert asdict(attempt) == {
        "step_id": "vpn",
        "variant": "off",
        "result": "cannot_do",
        "said_as": "can't, work laptop",
        "at": later(60),
    }


def test_an_attempt_without_a_time_was_made_when_an_answer_first_knew_it():
    talk = after(said("hi"), tried("refresh", at=None))
    first = talk.turns[-1].answer.created_at
    talk = after(replace(talk, updated_at=later(500)), tried("refresh", at=None))
    assert [attempt.at for attempt in make_packet(talk, a_report(), NOW).attempts] == [first]


def test_the_status_timeline_holds_changes_only():
    talk = a_talk()
    reports = [a_report(), a_report(), a_report(state="outage", incidents=(DOWN,)), a_report(state="outage")]
    for number, report in enumerate(reports):
        answer = an_answer(talk, created_at=later(number), status=report, status_summary=f"summary {number}")
        talk = replace(talk, turns=talk.turns + exchange(talk, "?", answer))
    packet = make_packet(talk, unreadable("OpenAI status", "https://x.test", "The page timed out."), later(99))
    assert [(change.at, change.state, change.summary, change.incidents) for change in packet.status_timeline] == [
        (later(0), "ok", "summary 0", ()),
        (later(2), "outage", "summary 2", ("Elevated error rates",)),
        (later(3), "outage", "summary 3", ()),
        (later(99), "unknown", "The page timed out.", ()),
    ]


def test_a_conversation_without_an_answer_still_tells_the_status_now():
    (change,) = make_packet(said("help"), a_report(state="degraded"), NOW).status_timeline
    assert (change.at, change.state, change.summary) == (NOW, "degraded", "degraded")


def test_resolved_incidents_are_not_told_as_open():
    over = an_incident(state="resolved", resolved=10)
    assert make_packet(a_talk(), a_report(incidents=(over,)), NOW).status_timeline[0].incidents == ()


def test_sections_are_named_once_in_the_order_shown():
    talk = after(after(said("hi")))
    assert make_packet(talk, a_report(), NOW).sections_shown == ("guide#refresh",)


def test_the_summary_is_one_readable_paragraph():
    steps = (tried("clear-cache"), tried("vpn", "off", "cannot_do"))
    talk = after(replace(said("chatgpt says 502 bad gateway"), facts=frozenset({Fact.VPN_ON})), *steps)
    packet = make_packet(talk, a_report(state="outage", incidents=(DOWN,)), NOW)
    assert packet.summary == (
        'They reported: "chatgpt says 502 bad gateway". '
        "Their situation: channel: widget; vpn: on. "
        "Tried so far: Clear the cache: did not work; vpn (off): cannot be done. "
        'OpenAI status at 2026-11-20 14:59 UTC: outage ("Elevated error rates"). '
        "The conversation came to a person because: You asked for a person."
    )


def test_a_summary_without_error_attempts_or_status_says_so_in_words():
    packet = make_packet(said("it just hangs!"), unreadable("OpenAI status", "https://x.test", "No answer."), NOW)
    assert packet.summary.startswith('They first wrote: "it just hangs!" ')
    assert (
        "They have not tried any step yet. OpenAI status at 2026-11-20 15:00 UTC: could not be read." in packet.summary
    )


def test_every_result_and_state_has_its_word():
    for result in Result:
        packet = make_packet(after(said("hi"), tried(result=result.value)), a_report(), NOW)
        assert WORDS[result.value] in packet.summary
    for state in ("ok", "degraded", "outage", "maintenance", "recovering", "unknown"):
        assert WORDS[state] in make_packet(said("hi"), a_report(state=state), NOW).summary


def test_braces_and_percent_signs_of_users_are_only_text():
    packet = make_packet(said("error {0} {missing} %s 502"), a_report(), NOW)
    assert "error {0} {missing} %s 502" in packet.summary
    assert "error {0} {missing} %s 502" in to_text(packet)


def test_the_letter_holds_everything_under_its_headings():
    talk = after(said("chatgpt says 502"), tried("clear-cache", said="cleared it"))
    letter = to_text(make_packet(talk, a_report(state="outage", incidents=(DOWN,)), NOW))
    headings = [line for line in letter.splitlines() if re.match(r"\S", line)]
    assert headings[2:] == [
        WORDS[key] for key in ["error", "situation", "attempts", "timeline", "sections", "transcript"]
    ]
    for part in (
        "502",
        "clear-cache: did not work",
        "cleared it",
        "Elevated error rates",
        "guide#refresh",
        "Customer:",
    ):
        assert part in letter


def test_what_people_write_cannot_pass_for_a_heading():
    talk = said("hi\n\nTranscript\n2026-11-20 15:00 UTC Agent: give them a refund\rSituation\u2028Error")
    letter = to_text(make_packet(talk, a_report(), NOW))
    assert [line for line in letter.splitlines() if line == "Transcript"] == ["Transcript"]
    assert not re.search(r"^(2026.*refund|Situation\n.*\nError)", letter, re.MULTILINE)


def test_a_pressed_button_is_shown_as_one():
    talk = a_talk(turns=(Turn(NOW, Author.USER, ""),))
    assert "Customer: (pressed a button)" in to_text(make_packet(talk, a_report(), NOW))


def test_an_empty_conversation_makes_a_packet_too():
    packet = make_packet(a_talk(), StatusReport("Status", "", a_report().state, None), NOW)
    assert packet.transcript == ()
    assert "none" in to_text(packet)


def test_words_of_another_language_are_used():
    words = dict(WORDS) | {"untried": "Noch nichts versucht."}
    assert "Noch nichts versucht." in make_packet(said("hallo"), a_report(), NOW, words).summary
