"""A validation error becomes a sentence about what would be right, without the input."""

import pytest
from fastapi import FastAPI, HTTPException
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.problems import KEY_IN_FLIGHT, Refusal
from api.refuse import field_problem, install
from api.schemas import ChatRequest, FeedbackRequest, SearchQuery
from bot.ports import StoreUnavailable
from tests.api.layers import client


def problems(model, **body):
    with pytest.raises(ValidationError) as caught:
        model.model_validate(body)
    return [(found.field, found.detail) for found in map(field_problem, caught.value.errors())]


@pytest.mark.parametrize(
    ("body", "field", "detail"),
    [
        ({"message": ""}, "message", "message needs at least one visible character."),
        ({"message": "x" * 2001}, "message", "message may have 2000 characters or entries at most."),
        ({"message": 5}, "message", "message must be text."),
        ({"message": None}, "message", "message must be text."),
        ({"message": "hi", "surprise": 1}, "surprise", "surprise is not a field of this request."),
        ({"message": "hi", "attempts": {}}, "attempts", "attempts must be a list."),
        ({"message": "hi", "attempts": [5]}, "attempts.0", "attempts.0 must be a JSON object."),
        (
            {"message": "hi", "attempts": [{"step_id": "refresh"}]},
            "attempts.0.result",
            "attempts.0.result is required.",
        ),
        (
            {"message": "hi", "attempts": [{"step_id": "refresh", "result": "meh"}]},
            "attempts.0.result",
            "attempts.0.result must be one of 'worked', 'did_not_work', 'cannot_do' or 'unclear'.",
        ),
        (
            {"message": "hi", "channel": "fax"},
            "channel",
            "channel must be one of 'api', 'widget', 'slack', 'assist' or 'terminal'.",
        ),
        ({"message": "hi", "locale": "en_US!"}, "locale", "locale is not spelled as it should be."),
        ({"message": "hi", "conversation_id": 7}, "conversation_id", "conversation_id must be text."),
        ({"message": "hi", "conversation_id": ""}, "conversation_id", "conversation_id needs at least 1 character(s)."),
    ],
)
def test_the_field_and_what_would_be_right(body, field, detail):
    assert problems(ChatRequest, **body) == [(field, detail)]


def test_every_wrong_field_is_named():
    fields = [field for field, _ in problems(FeedbackRequest, rating="meh", extra=1)]
    assert sorted(fields) == ["answer_id", "extra", "rating"]


def test_numbers_of_a_query_are_explained():
    assert problems(SearchQuery, q="vpn", k="many") == [("k", "k must be a whole number.")]
    assert problems(SearchQuery, q="vpn", k="0") == [("k", "k must be at least 1.")]
    assert problems(SearchQuery, q="vpn", k="51") == [("k", "k may be at most 50.")]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "sk-live-0123456789 secret", "x" * 41, "a\nb", "ключ"])
def test_a_name_that_is_not_spelled_like_a_field_is_not_repeated(name):
    ((field, detail),) = problems(ChatRequest, message="hi", **{name: 1})
    assert field == "(unknown)"
    assert name not in detail


@given(
    st.dictionaries(st.sampled_from(sorted(ChatRequest.model_fields)), st.text(min_size=6) | st.integers() | st.none())
)
def test_no_value_is_ever_repeated(body):
    try:
        ChatRequest.model_validate(body)
    except ValidationError as error:
        said = " ".join(field_problem(found).detail for found in error.errors())
        for value in body.values():
            if isinstance(value, str) and len(value) > 12:
                assert value not in said


@pytest.fixture
def application():
    """An application of routes that fail, each in its own way."""
    app = FastAPI()
    install(app)

    @app.get("/store")
    async def store():
        raise StoreUnavailable("no space left on /var/lib/secret")

    @app.get("/teapot")
    async def teapot():
        raise HTTPException(418, "a detail with a secret")

    @app.get("/refused")
    async def refused():
        raise Refusal(KEY_IN_FLIGHT, headers={"Retry-After": "2"})

    return app


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("/store", 503, "store-unavailable"),
        ("/teapot", 400, "malformed-request"),
        ("/refused", 409, "idempotency-in-flight"),
        ("/nowhere", 404, "not-found"),
    ],
)
async def test_every_exception_ends_as_a_row_of_the_table(application, path, status, slug):
    async with client(application) as caller:
        reply = await caller.get(path)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["type"] == f"urn:signpost:problem:{slug}"
    assert "secret" not in reply.text
    assert ("retry-after" in reply.headers) is (slug in ("store-unavailable", "idempotency-in-flight"))
