"""Where verbs come last, each verb speaks of what stands before it."""

import pytest

from bot.hearing.attempts import find_attempts
from bot.hearing.clauses import split
from bot.hearing.cut import cut, own_cues
from bot.hearing.lexicon import lexicon
from bot.hearing.names import StepNames
from bot.hearing.words import Span
from tests.builders import the_guide


def hear(language, message, offered=()):
    names = StepNames(place.step for place in the_guide().steps(language))
    heard = find_attempts(message, names, lexicon(language), offered=offered)
    return {(one.step_id, one.variant): one.result.value for one in heard.attempts}, heard.not_done


def test_a_clause_is_cut_behind_each_verb_but_the_last():
    [clause] = split("캐시는 지웠고 공유기는 안 껐어요", lexicon("ko"))
    cues = (Span(1, 2, "done"), Span(3, 5, "not_done"))
    parts = cut(clause, [Span(0, 1, "clear-cache"), Span(2, 3, "restart-connection")], cues)
    assert [part.text for part in parts] == ["캐시는 지웠고", "공유기는 안 껐어요"]


def test_what_follows_a_verb_and_is_no_outcome_is_said_of_the_next_thing():
    [clause] = split("캐시는 지웠고 이따 공유기 끌게요", lexicon("ko"))
    cues = (Span(1, 2, "done"), Span(2, 3, "intends"), Span(4, 5, "intends"))
    parts = cut(clause, [Span(0, 1, ""), Span(3, 4, "")], cues)
    assert [part.text for part in parts] == ["캐시는 지웠고", "이따 공유기 끌게요"]


def test_only_the_last_part_asks():
    [clause] = split("캐시는 지웠고 공유기도 꺼야 하나요?", lexicon("ko"))
    parts = cut(clause, [Span(0, 1, ""), Span(2, 3, "")], (Span(1, 2, "done"),))
    assert [part.question for part in parts] == [False, True]


def test_a_clause_without_a_verb_between_its_names_stays_whole():
    [clause] = split("캐시랑 공유기 했어요", lexicon("ko"))
    assert cut(clause, [Span(0, 1, ""), Span(1, 2, "")], (Span(2, 3, "done"),)) == (clause,)


def test_a_verb_before_a_mention_is_not_its_own():
    not_done, done = Span(0, 1, "not_done"), Span(3, 4, "done")
    assert own_cues(Span(2, 3, ""), (not_done, done)) == (done,)
    assert own_cues(Span(2, 3, ""), (not_done,)) == (not_done,)


@pytest.mark.parametrize(
    ("language", "message", "tried", "not_done"),
    [
        ("ko", "캐시는 지웠고 공유기 재부팅은 이따 집 가서 할게요", {"clear-cache"}, set()),
        ("ko", "캐시 아직 안 비웠고 공유기만 재부팅해봤어요", {"restart-connection"}, {"clear-cache"}),
        ("ko", "캐시 지웠다고 했는데 사실 안 지웠어요", set(), {"clear-cache"}),
        ("ja", "ブラウザは変えてないけどキャッシュは消した", {"clear-cache"}, {"other-browser"}),
        ("ja", "キャッシュ消したって言ったけど実は消してませんでした", set(), {"clear-cache"}),
        ("hi", "cookies delete ki hai router nahi chheda", {"clear-cache"}, {"restart-connection"}),
        ("ar", "ما مسحت الكوكيز لسه", set(), {"clear-cache"}),
    ],
)
def test_each_step_takes_its_own_verb(language, message, tried, not_done):
    heard, denied = hear(language, message)
    assert {step for step, _ in heard} == tried
    assert {step for step, _ in denied} == not_done


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        ("ko", "공유기는 숙소 거라 못 건드려요", {("restart-connection", None): "cannot_do"}),
        ("ko", "확프 다 끄니까 되네요!", {("disable-extensions", None): "worked"}),
        ("ko", "앱 완전히 껐다가 다시 켰는데 똑같아요", {("refresh", None): "did_not_work"}),
        ("hi", "router hotel ka hai, chhu nahi sakta", {("restart-connection", None): "cannot_do"}),
        ("hi", "firewall band kiya to chal pada", {("firewall-antivirus", None): "worked"}),
        ("ja", "ルーターはホテルのなので触れません", {("restart-connection", None): "cannot_do"}),
        ("ja", "再インストールしたら直った！", {("update-software", None): "worked"}),
        ("ar", "سويت تحديث للصفحة وما ضبط", {("refresh", None): "did_not_work"}),
        ("ar", "الراوتر حق الفندق ما أقدر ألمسه", {("restart-connection", None): "cannot_do"}),
        ("ar", "شلت الإضافات كلها واشتغل الحمد لله", {("disable-extensions", None): "worked"}),
    ],
)
def test_how_it_went_is_heard_behind_the_name(language, message, expected):
    assert hear(language, message)[0] == expected


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("ko", "캐시를 삭제하면 대화 내용도 사라지나요?"),
        ("ko", "친구가 dns 바꾸라고 하던데요"),
        ("ja", "兄がDNS変えてみろって言ってた"),
        ("hi", "cookies delete karne se logout ho jaunga kya"),
        ("ar", "إذا مسحت الكاش تنحذف محادثاتي؟"),
        ("ar", "بكرة الصبح هفصل الراوتر"),
    ],
)
def test_questions_advice_and_plans_are_no_attempts(language, message):
    assert hear(language, message)[0] == {}


def test_the_rest_is_what_was_offered_and_not_told_yet():
    offered = [("clear-cache", None), ("restart-connection", None), ("disable-extensions", None)]
    heard, _ = hear("ko", "첫 번째는 못 해요, 나머지는 다 했는데 안 돼요", offered)
    assert heard == {
        ("clear-cache", None): "cannot_do",
        ("restart-connection", None): "did_not_work",
        ("disable-extensions", None): "did_not_work",
    }
