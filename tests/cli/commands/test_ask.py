"""`signpost ask`: the API's answer, for a person or for a program."""

import pytest

from api.schemas import AnswerObject
from tests.cli.conftest import refused


@pytest.fixture(scope="module")
def answered(tmp_path_factory, indexed_data):
    from tests.cli.conftest import Shell

    shell = Shell(tmp_path_factory.mktemp("ask"), indexed_data)
    return shell.run("ask", "chatgpt says bad gateway, I already cleared my cache", "--json")


@pytest.mark.slow
def test_json_is_the_apis_answer_and_nothing_else(answered):
    answer = AnswerObject.model_validate(answered.document)
    assert answered.code == 0
    assert answer.outcome == "answered_steps"
    assert answer.citations[0].chunk_id.startswith("chatgpt-bad-gateway#")


@pytest.mark.slow
def test_what_the_question_says_was_tried_is_not_offered(answered):
    told = answered.document
    assert [one["step_id"] for one in told["attempts"]] == ["clear-cache"]
    assert "clear-cache" not in [step["id"] for step in told["steps"]]
    assert {"id": "clear-cache", "reason": "already_tried"}.items() <= told["held_back"][0].items()


@pytest.mark.slow
def test_a_person_reads_the_answer_its_sources_and_the_status(indexed):
    indexed.posts("conversations-down")
    done = indexed.run("ask", "chatgpt says bad gateway")
    assert done.code == 0
    assert "[1]" in done.out
    assert "● OpenAI status" in done.out
    assert "waits until the incident is over" in done.out or "incident" in done.out


@pytest.mark.slow
def test_bytes_that_are_no_text_are_left_out(indexed):
    done = indexed.run("ask", b"\xff\xfe chatgpt says bad gateway".decode("utf-8", "surrogateescape"), "--json")
    assert done.code == 0
    assert done.document["outcome"] == "answered_steps"


@pytest.mark.parametrize("question", ["", "   ", "\x07\x1b", "x" * 2001])
def test_a_question_of_no_length_is_refused(shell, question):
    length = len(question.strip(" \x07\x1b"))
    assert refused(shell.run("ask", question)) == f"The question has {length} characters; it needs 1 to 2000."


@pytest.mark.parametrize("question", ["", "x" * 2001])
def test_with_json_a_refusal_leaves_standard_output_empty(shell, question):
    refused(shell.run("ask", question, "--json"))
