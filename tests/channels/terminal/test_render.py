"""An answer in a terminal: its text, sources, status and what is held back, and nothing that steers the terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.models import (
    Answer,
    Certainty,
    Citation,
    HeldBack,
    HeldReason,
    Outcome,
    Scope,
    Verdict,
)
from bot.wording import languages
from channels.terminal.render import held_lines, plain, print_answer
from status.models import State
from tests.builders import NOW, a_report

SOURCE = Citation(1, "chatgpt-bad-gateway#vpn", "chatgpt-bad-gateway", "Step 7", None, "quoted words", "")


def an_answer(**changed):
    answer = Answer(
        id="a_1",
        conversation_id="c_1",
        created_at=NOW,
        language="en",
        outcome=Outcome.ANSWERED_STEPS,
        text="**Change the VPN.** Turn it off [1].",
        verdict=Verdict(Scope.UNKNOWN, Certainty.UNCONFIRMED),
        steps=(),
        held_back=(),
        attempts=(),
        citations=(SOURCE,),
        status=a_report(),
        suggested_replies=(),
        escalation=None,
        confidence="high",
        writer="extractive",
        generation="g-1",
        seconds=0.01,
        status_summary="The page shows no open incident.",
    )
    return replace(answer, **changed)


def printed(answer, *, colour=False):
    out = io.StringIO()
    print_answer(answer, Console(file=out, width=200, force_terminal=colour, highlight=False))
    return out.getvalue()


def test_the_text_its_numbered_source_and_the_status_line():
    lines = [line.strip() for line in printed(an_answer()).splitlines()]
    assert lines == ["Change the VPN. Turn it off [1].", "[1] Step 7", "● The page shows no open incident."]


def test_a_bullet_that_is_the_evidence_is_named():
    assert "[1] Step 7: Flush the DNS" in printed(an_answer(citations=(replace(SOURCE, item="Flush the DNS"),)))


def test_what_looks_like_console_markup_is_shown_as_it_is():
    odd = replace(SOURCE, section="[red]Step[/red]")
    shown = printed(an_answer(citations=(odd,), status_summary="[bold]down[/bold]"))
    assert "[1] [red]Step[/red]" in shown
    assert "● [bold]down[/bold]" in shown


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_mark(state):
    assert "● The page" in printed(an_answer(status=replace(a_report(), state=state)))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("reason", HeldReason)
def test_a_step_held_back_is_told_with_its_reason_in_the_answers_language(language, reason):
    held = HeldBack("vpn", "Change the VPN", "on", reason)
    (line,) = held_lines(an_answer(language=language, held_back=(held,)))
    assert line.startswith("Change the VPN (on): ")
    assert len(line) > len("Change the VPN (on): ")


def test_a_step_without_variants_is_named_plainly():
    held = HeldBack("refresh", "Refresh the page", None, HeldReason.ALREADY_TRIED)
    assert held_lines(an_answer(held_back=(held,)))[0].startswith("Refresh the page: ")


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\r", "\u202e", "\x00"])
def test_what_could_steer_a_terminal_is_dropped(steering):
    assert plain(f"down{steering}\nup") == f"down{''.join(c for c in steering if c.isprintable())}\nup"
    assert not set(plain(steering)) & set("\x1b\x07\x9b\r\u202e\x00")


def test_text_quoted_from_a_status_page_cannot_steer_the_terminal():
    hostile = an_answer(text="An incident: \x1b[2Jcleared", status_summary="\x1b]0;owned\x07 down")
    shown = printed(hostile, colour=True)
    assert "\x1b[2J" not in shown
    assert "\x1b]0;" not in shown
