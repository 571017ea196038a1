"""People rate answers; the last vote counts."""

import pytest

from tests.api.conftest import ask


@pytest.mark.parametrize("rating", ["up", "down", "solved", "not_solved"])
def test_every_rating_is_taken_without_a_word(caller, rating):
    reply = caller.post("/v1/feedback", json={"answer_id": ask(caller)["id"], "rating": rating})
    assert (reply.status_code, reply.content) == (204, b"")


def test_a_step_and_a_comment_may_come_along(caller):
    vote = {"answer_id": ask(caller)["id"], "rating": "down", "step_id": "refresh", "comment": "did nothing\x00 "}
    assert caller.post("/v1/feedback", json=vote).status_code == 204


def test_an_unknown_answer_is_404(caller):
    reply = caller.post("/v1/feedback", json={"answer_id": "a_nope", "rating": "up"})
    assert reply.status_code == 404
    assert reply.json()["type"] == "urn:signpost:problem:unknown-answer"


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"rating": "meh"}, "rating"),
        ({"rating": None}, "rating"),
        ({"answer_id": 5}, "answer_id"),
        ({"comment": "x" * 2001}, "comment"),
        ({"step_id": "a step"}, "step_id"),
        ({"stars": 5}, "stars"),
    ],
)
def test_wrong_votes_name_their_field(caller, spoilt, field):
    reply = caller.post("/v1/feedback", json={"answer_id": "a_1", "rating": "up", **spoilt})
    assert reply.status_code == 422
    assert field in reply.json()["detail"]


async def test_the_last_vote_is_kept_and_a_retried_one_does_not_come_back(opened):
    key = {"Idempotency-Key": "feedback-0123456789abc"}
    async with opened() as client:
        answer = (await client.post("/v1/chat", json={"message": "502"})).json()
        up = {"answer_id": answer["id"], "rating": "up"}
        assert (await client.post("/v1/feedback", json=up, headers=key)).status_code == 204
        assert (await client.post("/v1/feedback", json={**up, "rating": "down"})).status_code == 204
        assert (await client.post("/v1/feedback", json=up, headers=key)).status_code == 204
        other = await client.post("/v1/feedback", json={**up, "rating": "solved"}, headers=key)
    assert other.status_code == 422
