"""Which model a comparison asks: the one of the settings, or a small one that another interpreter carries."""

import sys
from pathlib import Path

import httpx2
import pytest

from bot.settings import BotSettings
from evaluation.llm_command import say, with_model
from evaluation.llm_serve import NotServedError
from tests.evaluation.test_llm_serve import packages  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("hashing")


@pytest.mark.usefixtures("packages")
def test_an_interpreter_s_model_is_served_and_named_whatever_the_settings_say(monkeypatch, tmp_path):
    monkeypatch.setenv("EVALUATION_RESULTS", str(tmp_path / "results"))
    settings = BotSettings(llm="openai:m", llm_base_url="http://127.0.0.1:9/v1", llm_api_key="k", llm_first_seconds=7)
    with with_model(settings, Path(sys.executable), 33.0) as asked:
        assert httpx2.get(f"{asked.llm_base_url}/models").text.endswith("small.gguf")
    assert (asked.llm, asked.llm_api_key, asked.llm_seconds, asked.llm_first_seconds) == ("openai:local", None, 33.0, 7)
    assert (tmp_path / "results" / "llm-server.log").exists()


def test_without_an_interpreter_the_settings_hold_as_they_are():
    settings = BotSettings(llm="openai:m")
    with with_model(settings, None, 33.0) as asked:
        assert asked is settings


def test_no_model_at_all_is_said():
    with pytest.raises(NotServedError, match="BOT_LLM"), with_model(BotSettings(), None, 33.0):
        pass


def test_every_tenth_and_the_last_are_told(capsys):
    for done in range(1, 13):
        say("messages", done, 12)
    assert capsys.readouterr().err == "10 of 12 messages\n12 of 12 messages\n"
