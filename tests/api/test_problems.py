"""Every problem is in the table once, documented, and says nothing it was told."""

import re
from pathlib import Path

import pytest

from api.problems import KINDS, problem_object
from api.schemas import FieldProblem
from infra.telemetry import request_id

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"


def documented():
    rows = re.findall(r"^\| (\d{3}) \| `(urn:signpost:problem:[a-z-]+)` \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return {name: int(status) for status, name in rows}


def test_the_guide_lists_exactly_the_problems_there_are():
    assert documented() == {kind.type: kind.status for kind in KINDS}


def test_names_are_unique_and_words_are_sentences():
    assert len({kind.slug for kind in KINDS}) == len(KINDS) > 20
    for kind in KINDS:
        assert kind.detail[0].isupper()
        assert kind.detail.endswith(".")
        assert not kind.title.endswith(".")
        assert 400 <= kind.status < 600


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_a_problem_has_the_five_fields(kind):
    shown = problem_object(kind).model_dump(exclude_none=True)
    assert set(shown) == {"type", "title", "status", "detail", "request_id"}


def test_a_problem_names_the_request_it_ends():
    token = request_id.set("req_1")
    try:
        assert problem_object(KINDS[0]).request_id == "req_1"
    finally:
        request_id.reset(token)
    assert problem_object(KINDS[0]).request_id.startswith("req_")


def test_fields_are_listed_where_they_are_to_blame():
    shown = problem_object(KINDS[0], "two things", [FieldProblem(field="message", detail="message is required.")])
    assert shown.detail == "two things"
    assert shown.model_dump()["errors"] == [{"field": "message", "detail": "message is required."}]
