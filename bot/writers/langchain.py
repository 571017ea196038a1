"""A chat model through LangChain's `init_chat_model`: OpenAI-compatible ones, Anthropic's, Ollama's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.settings import BotSettings
from bot.writers.prompt import SCHEMA, Prompt, schema_of

MOST_TOKENS = 900
# OpenAI's client wants a key even where the address needs none.
PLACEHOLDER = "none"


class Trouble(StrEnum):
    """Why a model did not answer."""

    SLOW = "slow"
    FAILED = "failed"
    REFUSED = "refused"
    RATE_LIMITED = "rate_limited"
    UNUSABLE = "unusable"


class ModelFailed(Exception):
    """The model gave no text that can be used; `trouble` says why. What it said is not repeated."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a model's text; `tokens` (in, out) come with one piece, from providers that count."""

    text: str
    tokens: tuple[int, int] = (0, 0)


class ChatModel:
    """One configured model. It is loaded with the first call; loading never leaves the thread it is done on."""

    def __init__(self, settings: BotSettings) -> None:
        self._settings = settings
        self._model: Any = None
        self._loading = asyncio.Lock()
        # A way of asking for the schema is dropped for good where the address does not know of it.
        self._forms: tuple[_Form, ...] = (_by_schema, _by_grammar)

    async def say(self, prompt: Prompt) -> AsyncIterator[Piece]:
        """Yield the model's text piece by piece. Raises ModelFailed, and nothing else."""
        try:
            model = await self._loaded()
            async for piece in self._pieces(model, prompt):
                yield piece
        except ModelFailed:
            raise
        except Exception as error:  # every provider has its own
            raise ModelFailed(_trouble(error)) from None

    async def _pieces(self, model: Any, prompt: Prompt) -> AsyncIterator[Piece]:
        while self._forms and _knows_schemas(model):
            form, told = self._forms[0], False
            try:
                async for piece in _stream(model.bind(response_format=form(prompt)), prompt):
                    told = True
                    yield piece
                return
            except Exception as error:
                if told or not _unknown_form(error):
                    raise
            self._forms = tuple(one for one in self._forms if one is not form)
        async for piece in _stream(model, prompt):
            yield piece

    async def _loaded(self) -> Any:
        async with self._loading:
            if self._model is None:
                self._model = await asyncio.to_thread(_load, self._settings)
            return self._model


def _load(settings: BotSettings) -> Any:
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"max_tokens": MOST_TOKENS, "timeout": settings.llm_seconds}
    openai = settings.llm.startswith("openai:")
    if settings.llm_base_url:
        given["base_url"] = settings.llm_base_url
    if settings.llm_api_key or openai:
        given["api_key"] = settings.llm_api_key.get_secret_value() if settings.llm_api_key else PLACEHOLDER
    if openai:
        # One try: the budget of seconds is the reader's, and the guide's own words are at hand.
        given |= {"max_retries": 0, "stream_usage": True, "use_responses_api": False}
    return init_chat_model(settings.llm, **given)


def _knows_schemas(model: Any) -> bool:
    """Tell whether the model's class speaks OpenAI's `response_format`."""
    return any(kind.__name__ == "BaseChatOpenAI" for kind in type(model).__mro__)


_Form = Callable[[Prompt], dict[str, Any]]


def _by_schema(_prompt: Prompt) -> dict[str, Any]:
    """Return OpenAI's way; the same each time, because it takes seconds there to learn a new one."""
    return {"type": "json_schema", "json_schema": {"name": SCHEMA["title"], "schema": SCHEMA, "strict": True}}


def _by_grammar(prompt: Prompt) -> dict[str, Any]:
    """Return the older way, from which llama.cpp and others make a grammar: it can only name ids that there are."""
    return {"type": "json_object", "schema": schema_of(prompt.ids)}


def _unknown_form(error: Exception) -> bool:
    """Tell whether an address refused how it was asked; llama.cpp's Python server does so with a 500 that says why."""
    return _code(error) in (400, 404, 415, 422) or "response_format" in str(error)


async def _stream(model: Any, prompt: Prompt) -> AsyncIterator[Piece]:
    async for chunk in model.astream([("system", prompt.instructions), ("human", prompt.material)]):
        usage = chunk.usage_metadata or {}
        yield Piece(str(chunk.text), (usage.get("input_tokens", 0), usage.get("output_tokens", 0)))


def _code(error: BaseException) -> int | None:
    code = getattr(error, "status_code", None)
    return code if isinstance(code, int) else None


def _trouble(error: Exception) -> Trouble:
    code = _code(error)
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return Trouble.SLOW
    if code == 429:
        return Trouble.RATE_LIMITED
    return Trouble.REFUSED if code in (401, 403) else Trouble.FAILED
