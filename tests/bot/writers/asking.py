"""The whole assistant with a model behind a loopback address."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.assistant import Assistant, Parts
from bot.conversations.memory import MemoryStore
from bot.settings import BotSettings
from bot.writers.budget import Budget
from bot.writers.call import Guest, Limits
from bot.writers.extractive import ExtractiveWriter
from bot.writers.langchain import ChatModel
from bot.writers.llm import LlmWriter
from knowledge.open import OpenGeneration
from tests.builders import NOW, a_report, the_guide


class Shelf:
    """A library that answers by keywords, as a real one does before its model is loaded."""

    def __init__(self, guide=None):
        self.guide = guide or the_guide()
        self.embedded = []

    def current(self):
        return OpenGeneration("g", self.guide, lambda texts: None)

    def embed(self, texts):
        self.embedded.append(tuple(texts))


class Page:
    def __init__(self, report=None):
        self.report = report or a_report()

    async def current(self, wait=1.0):
        return self.report


def a_guest(url, *, first=30.0, last=40.0, tokens=10_000_000, **given):
    settings = BotSettings(llm="openai:m", llm_base_url=url, llm_seconds=30)
    return Guest(ChatModel(settings), Budget(tokens, tokens), Limits(first, last), **given)


def an_assistant(guest, report=None, guide=None):
    """An assistant with a model; without one where `guest` is None."""
    parts = the_parts(report, guide)
    return Assistant(parts if guest is None else replace(parts, guest=partial(LlmWriter, guest)))


def the_parts(report=None, guide=None):
    return Parts(Shelf(guide), Page(report), MemoryStore(), ExtractiveWriter, clock=lambda: NOW)
