"""`signpost chat`: a conversation that remembers, ended by an empty line, the end of input, or Ctrl+C."""

import signal

import pytest

pytestmark = pytest.mark.slow


def test_it_remembers_what_was_tried_over_lines(indexed):
    done = indexed.run("chat", typed="chatgpt says bad gateway\nI cleared my cache\nthe vpn did not help either")
    assert done.code == 0
    assert done.out.count("● OpenAI status") == 3
    assert done.out.count("Clear your browser cache: already tried") == 2
    assert done.out.count("Use a VPN (or disconnect from one): already tried") == 1


def test_a_line_that_is_too_long_is_refused_and_an_empty_one_ends_the_talk(indexed):
    done = indexed.run("chat", typed="x" * 2001 + "\nchatgpt says bad gateway\n \nis it down?\n")
    assert done.code == 0
    assert done.err.splitlines() == ["That line has 2001 characters; a message needs 1 to 2000."]
    assert done.out.count("● OpenAI status") == 1


def test_ctrl_c_at_the_prompt_ends_it_quietly(indexed):
    process = indexed.start("chat")
    process.stdin.write("chatgpt says bad gateway\n")
    process.stdin.flush()
    assert process.stdout.readline()
    while not process.stdout.readline().startswith("  ● OpenAI status"):
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    assert err.strip() == ""
