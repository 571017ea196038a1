"""A chat model through LangChain, behind a loopback address."""

import pytest

from bot.settings import BotSettings
from bot.writers.langchain import ChatModel, ModelFailed, Trouble
from bot.writers.prompt import Prompt
from tests.llm_server import LlmServer, model_server

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


class KnowsNoSchema(LlmServer):
    """Refuses OpenAI's way of asking for a schema as llama.cpp's Python server does, with a 500."""

    async def _say(self, body, writer):
        form = body.get("response_format", {}).get("type")
        self.fault = "500 response_format" if form == "json_schema" else ""
        await super()._say(body, writer)


async def test_a_server_that_breaks_over_a_schema_is_asked_for_json_with_the_ids_there_are():
    prompt = Prompt("Be brief.", "=== a ===\n{}\n=== a ===", ("a#b", "a#c"))
    async with model_server(lambda body: "x", kind=KnowsNoSchema) as server:
        model = a_model(server.url)
        for _ in range(2):
            assert "".join([piece.text async for piece in model.say(prompt)]) == "x"
    forms = [body["response_format"] for body in server.bodies]
    assert [form["type"] for form in forms] == ["json_schema", "json_object", "json_object"]
    ids = forms[-1]["schema"]["properties"]["sentences"]["items"]["properties"]["chunks"]["items"]["enum"]
    assert ids == ["a#b", "a#c"]


async def test_a_refused_request_is_not_tried_twice_without_cause():
    async with model_server(lambda body: "x", "500") as server:
        with pytest.raises(ModelFailed):
            await heard(a_model(server.url))
    assert len(server.bodies) == 1
