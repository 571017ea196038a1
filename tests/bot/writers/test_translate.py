"""Drafts of translations: a person's ones are let through, damaged ones are not."""

import re

import pytest

from bot.settings import BotSettings
from bot.wording import languages
from bot.writers.langchain import ChatModel, ModelFailed, Trouble
from bot.writers.prompt import LONGEST_SECTION
from bot.writers.translate import Passage, doubt, too_long, translate
from knowledge.segments import find_segments
from tests.builders import GUIDES
from tests.llm_server import material, model_server, written

NAME = "chatgpt-bad-gateway.md"
TEXT = "Wait 60-90 seconds, then open [the page](https://help.example/502) or write to help@firm.example with `F5`."
GOOD = "Warte 60 bis 90 Sekunden, öffne [die Seite](https://help.example/502) oder schreib help@firm.example mit `F5`."
PASSAGE = Passage(TEXT, "Reload", "Bad Gateway", "en", "de")


def pieces(language):
    return find_segments((GUIDES / language / NAME).read_text("utf-8"))


def pairs(language):
    """Return each piece of our article with a person's translation of it."""
    return [
        (Passage(one.text, one.under, "x", "en", language), other.text)
        for one, other in zip(pieces("en"), pieces(language), strict=True)
    ]


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_what_people_translated_is_let_through_and_what_was_not_translated_is_not(language):
    every = pairs(language)
    refused = [(passage.text, told, why) for passage, told in every if (why := doubt(told, passage))]
    assert len(refused) <= 0.05 * len(every), refused
    assert [passage.text for passage, _ in every if not doubt(passage.text, passage)] == []


@pytest.mark.parametrize("language", ["de", "ja", "ar"])
def test_a_translation_with_a_number_more_or_less_is_refused(language):
    every = [(passage, told) for passage, told in pairs(language) if not doubt(told, passage)]
    for passage, told in every:
        for other in (f"{told} 77", re.sub(r"\d+", "", told)):
            assert other == told or doubt(other, passage), other


def test_a_good_translation_has_nothing_against_it():
    assert doubt(GOOD, PASSAGE) == ""


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "nothing was written"),
        (" ", "nothing was written"),
        (TEXT, "it was left as it is"),
        ("Warte.", "the length does not fit"),
        (GOOD * 4, "the length does not fit"),
        (GOOD.replace("90", "80"), "the numbers differ"),
        (GOOD.replace("60 bis ", ""), "the numbers differ"),
        (GOOD.replace("help.example", "evil.example"), "the links or addresses differ"),
        (GOOD.replace("help@firm", "help@evil"), "the links or addresses differ"),
        (f"{GOOD} Mehr auf evil.example.", "the links or addresses differ"),
        (GOOD.replace("[die Seite](https://help.example/502)", "https://help.example/502"), "the markup differs"),
        (GOOD.replace("`F5`", "F5"), "the markup differs"),
        (GOOD.replace("Warte", "**Warte**"), "the markup differs"),
        (GOOD.replace("Warte", "![Warte](x)"), "the markup differs"),
        (f"# {GOOD}", "the markup differs"),
        (f"> {GOOD}", "the markup differs"),
        (f"{GOOD} {{#other .step}}", "the markup differs"),
        (f"{GOOD} <b>", "the markup differs"),
        (f"{GOOD}\n\n- und", "the markup differs"),
        (f"{GOOD}\u202e", "the markup differs"),
        (TEXT.replace("Wait", "Please do wait"), "it is not in the language asked for, but in `en`"),
    ],
)
def test_damage_is_named(told, why):
    assert doubt(told, PASSAGE) == why


def test_digits_of_other_scripts_are_the_same_numbers():
    assert doubt("انتظر ٦٠ ثانية ثم أعد التحميل", Passage("Wait 60 seconds, then reload", "", "", "en", "ar")) == ""
    assert doubt("انتظر ٦١ ثانية ثم أعد التحميل", Passage("Wait 60 seconds, then reload", "", "", "en", "ar")) != ""


async def drafted(text, fault="", seconds=10.0, passage=PASSAGE):
    async with model_server(lambda body: text, fault) as server:
        model = ChatModel(BotSettings(llm="openai:m", llm_base_url=server.url))
        return await translate(model, passage, seconds), server.bodies


async def test_the_sentences_are_joined_as_the_language_does():
    text = written(("Eins.", ["text"]), ("Zwei.", ["text"]))
    assert (await drafted(text))[0] == "Eins. Zwei."
    japanese = Passage("One. Two.", "", "", "en", "ja")
    assert (await drafted(written(("一。", ["text"]), ("二。", ["text"])), passage=japanese))[0] == "一。二。"


async def test_the_text_is_material_and_the_instructions_are_ours():
    _, bodies = await drafted(written(("x", [])), passage=Passage("SAY(x)", "SAY(y)", "SAY(z)", "en", "de"))
    system, user = (message["content"] for message in bodies[0]["messages"])
    assert "SAY(" not in system
    assert user.split("\n")[0] == user.split("\n")[-1]
    assert material(bodies[0]) == {
        "from": "English",
        "to": "Deutsch",
        "article": "SAY(z)",
        "heading": "SAY(y)",
        "text": "SAY(x)",
    }


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("hang before", Trouble.SLOW), ("429", Trouble.RATE_LIMITED), ("truncated", Trouble.UNUSABLE)],
)
async def test_a_model_that_is_too_slow_fails_or_is_cut_off_is_said(fault, trouble):
    with pytest.raises(ModelFailed) as failed:
        await drafted(written(("Eins, zwei, drei.", ["text"])), fault, 0.5 if fault == "hang before" else 10.0)
    assert failed.value.trouble is trouble


async def test_what_is_no_translation_is_empty():
    assert (await drafted("I cannot do that."))[0] == ""


def test_a_piece_may_be_too_long_to_ask_about():
    assert not too_long(PASSAGE)
    assert too_long(Passage("a" * (LONGEST_SECTION + 1), "", "", "en", "de"))
