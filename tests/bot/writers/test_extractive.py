"""The extractive writer: which sentences of the evidence are said, and what they are said to rest on."""

import pytest

from bot.models import Certainty, Decision, Intent, Outcome, Scope, Understanding, Verdict
from bot.quote import sentences
from bot.writers.extractive import ExtractiveWriter
from tests.builders import a_report, the_guide


def chunk(section, language="en"):
    return next(one for one in the_guide().in_language(language) if one.section == section)


def bullet(of, name):
    return next(one for one in of.items if one.id == name)


async def write(evidence, items=(), language="en"):
    verdict = Verdict(Scope.JUST_YOU, Certainty.UNCONFIRMED, row="F")
    asked = {one.id: item for one, item in items}
    decision = Decision(Outcome.ANSWERED_FACT, verdict, (), (), evidence, (), "a test asks", items=asked)
    understanding = Understanding(Intent.FACT, "what does flushing do", language, question=True)
    writer = ExtractiveWriter(the_guide(), "https://help.example.com")
    return [draft async for draft in writer.write(decision, understanding, a_report())][-1]


@pytest.mark.parametrize("language", ["en", "de", "zh", "ja", "ar"])
async def test_a_bullet_that_is_asked_about_is_the_answer_and_the_citation(language):
    advanced = chunk("advanced", language)
    flush = bullet(advanced, "flush-dns")
    draft = await write((advanced,), [(advanced, flush)], language)
    told = tuple(one.text for one in draft.sentences)
    assert told[: len(sentences(flush.text))] == sentences(flush.text)
    # What the section's tip says of this bullet follows it, and nothing else of the tip.
    tips = told[len(sentences(flush.text)) :]
    assert "ipconfig" in " ".join(tips)
    assert set(tips) <= set(sentences(advanced.tip))
    assert len(tips) < len(sentences(advanced.tip))
    assert [(one.chunk_id, one.item) for one in draft.citations] == [(advanced.id, flush.label)]


async def test_a_section_that_is_asked_about_is_quoted_whole_and_cited_without_a_bullet():
    advanced = chunk("advanced")
    draft = await write((advanced,))
    assert all(
        any(one.text in said.text for said in draft.sentences)
        for one in advanced.items
        if len(sentences(one.text)) == 1
    )
    assert [one.item for one in draft.citations] == [None]


async def test_a_second_section_is_cited_by_its_bullet_too():
    advice, advanced = chunk("what-not-to-do"), chunk("advanced")
    asked = [(advice, bullet(advice, "no-reset-everything")), (advanced, bullet(advanced, "update-software"))]
    draft = await write((advice, advanced), asked)
    assert [one.item for one in draft.citations] == [item.label for _, item in asked]
    assert draft.sentences[-1].text == sentences(asked[1][1].text)[0]
    assert draft.sentences[-1].citations == (2,)


async def test_a_caution_of_a_section_stays_with_the_section():
    clear = chunk("clear-cache")
    said = " ".join(one.text for one in (await write((clear,))).sentences)
    assert clear.caution
    assert sentences(clear.caution)[0] in said
