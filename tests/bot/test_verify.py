"""Nothing unverified is ever shown."""

from dataclasses import replace

from bot.models import (
    Certainty,
    Citation,
    Decision,
    Draft,
    HeldBack,
    HeldReason,
    Outcome,
    Scope,
    Sentence,
    StepOffer,
    Verdict,
)
from bot.verify import Evidence, verify
from bot.wording import phrasebook
from tests.builders import a_report, an_attempt, an_incident, the_guide

BOOK = phrasebook("en")
GUIDE = the_guide()
REFRESH = GUIDE.chunk("chatgpt-bad-gateway#refresh", "en")
SAID = REFRESH.text.split(". ")[0] + "."


def evidence(row="F", report=None, attempts=()):
    verdict = Verdict(Scope.JUST_YOU, Certainty.UNCONFIRMED, (), row)
    held = (HeldBack("vpn", "VPN", None, HeldReason.ALREADY_TRIED),)
    decision = Decision(Outcome.ANSWERED_STEPS, verdict, (), held, (), (), "")
    return Evidence(GUIDE, report or a_report(), decision, attempts, frozenset({"https://status.openai.com"}), BOOK)


def a_draft(*sentences, steps=()):
    citation = Citation(1, REFRESH.id, REFRESH.article, REFRESH.title, None, SAID, REFRESH.url)
    return Draft(tuple(sentences), (citation,), tuple(steps))


def kept(sentence, **context):
    draft, _ = verify(
        a_draft(Sentence("Tell me how it goes, and I will take it from there."), sentence), evidence(**context)
    )
    return sentence.text in [one.text for one in draft.sentences]


def test_a_verbatim_sentence_of_the_guide_is_kept():
    assert kept(Sentence(SAID, (1,), "guide"))


def test_a_changed_number_is_dropped():
    caution = "Wait 60-90 seconds before you reload ChatGPT a second time."
    assert caution in (REFRESH.caution or "")
    assert kept(Sentence(caution, (1,), "guide"))
    assert not kept(Sentence(caution.replace("90", "900"), (1,), "guide"))


def test_an_invented_sentence_is_dropped():
    assert not kept(Sentence("Call 0800 123456 and they will fix it.", (1,), "guide"))
    assert not kept(Sentence("Call 0800 123456 and they will fix it.", (), "wording"))


def test_a_link_off_the_allow_list_is_dropped():
    line = BOOK.lines("rows.N", source="s", url="https://evil.example", age="", what="")[1]
    assert not kept(Sentence(line, (), "status"), row="N")
    assert kept(Sentence(line.replace("https://evil.example", "https://status.openai.com"), (), "status"), row="N")


def test_an_outage_that_the_verdict_does_not_hold_is_dropped():
    line = BOOK.lines("rows.A", source="OpenAI status", age="just now", what="everything", url="")[0]
    red = a_report(state="outage", incidents=[an_incident()])
    assert not kept(Sentence(line, (), "status"), row="F")
    assert kept(Sentence(line, (), "status"), row="A", report=red)


def test_a_citation_that_does_not_exist_is_dropped():
    assert not kept(Sentence(SAID, (7,), "guide"))


def test_a_tried_step_is_taken_out_and_said_to_be():
    step = StepOffer("refresh", "Refresh", REFRESH.title, None, SAID, None, 1)
    draft, checks = verify(
        a_draft(Sentence(SAID, (1,), "guide"), steps=[step]), evidence(attempts=(an_attempt("refresh"),))
    )
    assert draft.steps == ()
    assert [check.name for check in checks if not check.passed] == ["no tried step is offered"]


def test_what_is_held_back_and_offered_fails_the_check():
    step = StepOffer("vpn", "VPN", "VPN", None, "x", None, 1)
    _, checks = verify(a_draft(steps=[step]), evidence())
    assert any(not check.passed and "held back" in check.name for check in checks)


def test_citations_that_nothing_uses_any_more_go_too():
    draft, _ = verify(a_draft(Sentence("Invented.", (1,), "guide")), evidence())
    assert draft.citations == ()


def test_the_first_sentence_left_begins_a_paragraph():
    draft, _ = verify(
        a_draft(Sentence("Invented.", (1,), "guide", True), replace(Sentence(SAID, (1,), "guide"), paragraph=False)),
        evidence(),
    )
    assert draft.sentences[0].paragraph
