"""`signpost index --expand`: a diff that a person applies, never a change."""

import asyncio
import subprocess
from functools import partial

import pytest
import yaml

from cli.commands.expand import expand
from tests.llm_server import material, model_server, written

GUIDE = """---
title: Printer help
product: printer
---

# Printer help

## Paper jam {#jam .overview}

A sheet of paper is stuck in the tray.

## Toner {#toner .overview}

The toner cartridge is empty.
"""
SIDECAR = """# Kept by its writers.

phrasings:
  jam:
    - "paper is stuck"  # heard often
"""


def asks(body):
    """A model that asks for what it was given, and once for something else."""
    (section,) = material(body)["sections"]
    return written((f'who sells "{section["id"]}" here', [section["id"]]), ("what is the weather", [section["id"]]))


@pytest.fixture
def guide(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "printer.md").write_text(GUIDE)
    (tmp_path / "printer.yaml").write_text(SIDECAR)
    return tmp_path


@pytest.fixture
def expanded(guide, monkeypatch, capsys):
    """Return a function that expands the guide with a model, and its exit code and output."""

    async def run(fault=""):
        async with model_server(asks, fault) as server:
            monkeypatch.setenv("BOT_LLM", "openai:m")
            monkeypatch.setenv("BOT_LLM_BASE_URL", server.url)
            code = await asyncio.to_thread(expand, [guide])
        return code, capsys.readouterr().out, [material(body)["sections"][0]["id"] for body in server.bodies]

    return run


async def test_only_sections_that_nobody_asks_for_yet_are_proposed_for_and_no_file_changes(expanded, guide):
    code, out, asked = await expanded()
    assert (code, asked) == (0, ["toner"])
    assert '+    - "who sells \\"toner\\" here"' in out
    assert "weather" not in out
    assert (guide / "printer.yaml").read_text() == SIDECAR


async def test_the_diff_applies_and_keeps_what_writers_wrote(expanded, guide):
    _, out, _ = await expanded()
    patch = partial(subprocess.run, ["patch", "-p1"], input=out, text=True, cwd=guide, check=True, capture_output=True)
    await asyncio.to_thread(patch)
    told = (guide / "printer.yaml").read_text()
    assert "# heard often" in told
    assert yaml.safe_load(told)["phrasings"] == {"jam": ["paper is stuck"], "toner": ['who sells "toner" here']}


async def test_without_a_sidecar_the_diff_makes_one(expanded, guide):
    (guide / "printer.yaml").unlink()
    _, out, asked = await expanded()
    assert asked == ["jam", "toner"]
    assert out.startswith("--- /dev/null\n+++ b/printer.yaml\n")


async def test_a_sidecar_without_a_place_for_phrasings_is_left_alone(expanded, guide):
    (guide / "printer.yaml").write_text("phrasings: {}\n")
    code, out, _ = await expanded()
    assert (code, out) == (0, "")


async def test_a_model_that_fails_is_said_by_the_exit_code(expanded):
    code, out, _ = await expanded("500")
    assert (code, out) == (1, "")


def test_without_a_model_nothing_is_proposed(guide, monkeypatch, capsys):
    monkeypatch.delenv("BOT_LLM", raising=False)
    assert expand([guide]) == 1
    assert "BOT_LLM" in capsys.readouterr().err
