"""What was heard is judged against what was said: no more, no less."""

from bot.models import Fact
from evaluation.understanding import evaluate
from tests.evaluation.builders import an_attempt_record, heard, understood, values

CACHE = {"step_id": "clear-cache", "result": "did_not_work"}
ROUTER = {"step_id": "restart-connection", "result": "any"}


def scored(row, result):
    return values(evaluate([row], [result]))


def test_all_heard_and_nothing_else_is_exact():
    row = an_attempt_record(attempts=[CACHE, ROUTER])
    made = scored(row, understood(attempts=heard(clear_cache="did_not_work", restart_connection="unclear")))
    assert made["attempts.exact"] == (1.0, 1.0)
    assert made["attempts.recall"] == (2, 2)
    assert made["attempts.precision"] == (2, 2)


def test_a_missed_attempt_costs_recall():
    made = scored(an_attempt_record(attempts=[CACHE, ROUTER]), understood(attempts=heard(clear_cache="did_not_work")))
    assert (made["attempts.recall"], made["attempts.exact"]) == ((1, 2), (0.0, 1.0))


def test_an_attempt_nobody_made_costs_precision():
    made = scored(
        an_attempt_record(attempts=[CACHE]),
        understood(attempts=heard(clear_cache="did_not_work", refresh="did_not_work")),
    )
    assert (made["attempts.precision"], made["attempts.exact"]) == ((1, 2), (0.0, 1.0))


def test_the_wrong_result_is_both_missed_and_made_up():
    made = scored(an_attempt_record(attempts=[CACHE]), understood(attempts=heard(clear_cache="worked")))
    assert (made["attempts.recall"], made["attempts.precision"]) == ((0, 1), (0, 1))


def test_a_tolerated_attempt_neither_helps_nor_hurts():
    row = an_attempt_record(tolerated=[{"step_id": "refresh", "result": "any"}])
    for attempts in ((), heard(refresh="did_not_work")):
        made = scored(row, understood(attempts=attempts))
        assert made["attempts.exact"] == (1.0, 1.0)
        assert "attempts.precision" not in made


def test_a_message_without_attempts_is_exact_when_none_is_heard():
    made = scored(an_attempt_record(), understood())
    assert made["attempts.exact"] == (1.0, 1.0)
    assert "attempts.recall" not in made


def test_what_was_taken_back_is_judged_by_itself():
    row = an_attempt_record(retracted=[{"step_id": "vpn", "variant": "off"}])
    assert scored(row, understood(retracted=["vpn"]))["attempts.retracted_right"] == (1, 1)
    assert scored(row, understood(retracted=["vpn/on"]))["attempts.retracted_right"] == (0, 1)


def test_facts_count_but_not_those_the_assistant_adds():
    row = an_attempt_record(facts=["on_phone"], tolerated_facts=["in_app"])
    made = scored(row, understood(facts=[Fact.ON_PHONE, Fact.IN_APP, Fact.PAGE_READ, Fact.VPN_ON]))
    assert made["facts.recall"] == (1, 1)
    assert made["facts.precision"] == (1, 2)


def test_a_step_offered_upon_its_own_report_is_counted():
    row = an_attempt_record(attempts=[CACHE])
    assert scored(row, understood(steps=["clear-cache"]))["safety.tried_again"] == (1.0, 1.0)
    assert scored(row, understood(steps=["refresh"]))["safety.tried_again"] == (0.0, 1.0)


def test_where_the_variant_is_open_offering_one_of_them_is_no_mistake():
    row = an_attempt_record(attempts=[{"step_id": "vpn", "variant": "any", "result": "did_not_work"}])
    assert scored(row, understood(steps=["vpn/on"]))["safety.tried_again"] == (0.0, 1.0)
