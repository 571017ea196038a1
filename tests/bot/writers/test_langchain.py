"""A chat model through LangChain, behind a loopback address."""

import pytest

from bot.settings import BotSettings
from bot.writers.langchain import ChatModel, ModelFailed, Trouble
from bot.writers.prompt import Prompt
from tests.llm_server import model_server

PROMPT = Prompt("Be brief.", "=== a ===\n{}\n=== a ===")


def a_model(url, name="openai:m", **given):
    return ChatModel(BotSettings(llm=name, llm_base_url=url, llm_seconds=2, **given))


async def heard(model):
    pieces = [piece async for piece in model.say(PROMPT)]
    return "".join(piece.text for piece in pieces)


async def test_the_text_comes_piece_by_piece():
    async with model_server(lambda body: "Hello there. " * 20) as server:
        pieces = [piece.text async for piece in a_model(server.url).say(PROMPT)]
    assert len([piece for piece in pieces if piece]) > 3
    assert "".join(pieces) == "Hello there. " * 20


async def test_the_key_goes_to_the_configured_address():
    async with model_server(lambda body: "x") as server:
        await heard(a_model(server.url, llm_api_key="sk-of-this-test"))
    assert "sk-of-this-test" in server.headers[0]
    assert server.bodies[0]["model"] == "m"


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("401", Trouble.REFUSED),
        ("429", Trouble.RATE_LIMITED),
        ("500", Trouble.FAILED),
        ("reset", Trouble.FAILED),
        ("hang before", Trouble.SLOW),
    ],
)
async def test_every_failure_has_a_name_and_repeats_nothing(fault, trouble):
    async with model_server(lambda body: "x", fault) as server:
        with pytest.raises(ModelFailed) as failed:
            await heard(a_model(server.url))
    assert (failed.value.trouble, str(failed.value)) == (trouble, trouble.value)


@pytest.mark.parametrize("name", ["no-such-provider:m", "m", "anthropic:m"])
async def test_a_provider_that_is_unknown_or_not_installed_is_a_failure_like_others(name):
    with pytest.raises(ModelFailed):
        await heard(a_model("http://127.0.0.1:9/v1", name))


async def test_a_refused_request_is_not_tried_twice_without_cause():
    async with model_server(lambda body: "x", "500") as server:
        with pytest.raises(ModelFailed):
            await heard(a_model(server.url))
    assert len(server.bodies) == 1
