"""Facts about the person's situation are told from what they tried."""

import pytest

from bot.hearing.facts import find_facts
from bot.hearing.lexicon import lexicon
from bot.models import Fact


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("works on mobile data but not on wifi", Fact.WORKS_OTHER_NETWORK),
        ("same on my phone", Fact.FAILS_ELSEWHERE),
        ("my colleague has no problem", Fact.WORKS_FOR_OTHERS),
        ("nobody else has this", Fact.WORKS_FOR_OTHERS),
        ("it's been 2 hours now", Fact.OVER_HALF_AN_HOUR),
        ("2h already", Fact.OVER_HALF_AN_HOUR),
        ("since the 10am call, thats like two hours", Fact.OVER_HALF_AN_HOUR),
        ("bad gateway since last tuesday", Fact.OVER_HALF_AN_HOUR),
        ("it fails at work and at home", Fact.FAILS_OTHER_NETWORK),
        ("I'm on a company VPN", Fact.VPN_ON),
        ("I don't use a vpn", Fact.VPN_OFF),
        ("status page says all operational but still 502", Fact.PAGE_SAYS_OK),
        ("works in incognito", Fact.WORKS_PRIVATE_WINDOW),
        ("using the iphone app", Fact.IN_APP),
        ("it's a work laptop", Fact.MANAGED_DEVICE),
    ],
)
def test_a_fact_is_heard(message, fact):
    assert fact in find_facts(message, lexicon("en"))


@pytest.mark.parametrize(
    "message", ["does it work on mobile data?", "should I try my phone?", "error 502", "for 10 minutes now"]
)
def test_questions_and_short_times_state_nothing_that_decides(message):
    deciding = {Fact.WORKS_OTHER_NETWORK, Fact.WORKS_ELSEWHERE, Fact.FAILS_ELSEWHERE, Fact.OVER_HALF_AN_HOUR}
    assert not deciding & find_facts(message, lexicon("en"))


def test_good_and_bad_news_of_one_message_do_not_cancel_out():
    facts = find_facts("fails on wifi and on hotspot, laptop and phone both", lexicon("en"))
    assert {Fact.FAILS_OTHER_NETWORK, Fact.FAILS_ELSEWHERE} <= facts


def test_where_somebody_sits_is_no_other_network_or_device():
    told = find_facts("bad gateway in Edge, my own pc at home", lexicon("en"))
    assert not told & {Fact.FAILS_OTHER_NETWORK, Fact.FAILS_ELSEWHERE}
