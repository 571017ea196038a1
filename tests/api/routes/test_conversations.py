"""Who has the id can read a conversation, and erase it everywhere."""

import re

from api.schemas import ConversationObject
from tests.api.conftest import ask


def test_a_conversation_is_read_back_as_it_was(caller):
    answer = ask(caller, "502 bad gateway, I already cleared my cache")
    shown = caller.get(f"/v1/conversations/{answer['conversation_id']}").json()
    ConversationObject.model_validate(shown)
    assert set(shown) == {"id", "created_at", "language", "attempts", "turns"}
    assert [turn["author"] for turn in shown["turns"]] == ["user", "assistant"]
    assert shown["turns"][0] == {**shown["turns"][0], "message": "502 bad gateway, I already cleared my cache"}
    assert shown["turns"][0]["answer"] is None
    assert shown["turns"][1]["answer"] == answer
    assert shown["attempts"] == answer["attempts"]


def test_personal_data_is_masked_before_it_is_kept(caller):
    answer = ask(caller, "my mail is kim@example.com and chatgpt says 502")
    assert "kim@example.com" not in caller.get(f"/v1/conversations/{answer['conversation_id']}").text


def test_ids_cannot_be_guessed(caller):
    ids = {ask(caller, "hi")["conversation_id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"c_[A-Za-z0-9_-]{22,}", one) for one in ids)


def test_an_unknown_id_is_404_for_reading_and_erasing(caller):
    for reply in (caller.get("/v1/conversations/c_nope"), caller.delete("/v1/conversations/c_nope")):
        assert reply.status_code == 404
        assert reply.json()["type"] == "urn:signpost:problem:unknown-conversation"


def test_erased_is_erased_everywhere(caller):
    answer = ask(caller, "502")
    where = f"/v1/conversations/{answer['conversation_id']}"
    caller.post(f"{where}/handoff", json={"contact": "kim@example.com"})
    assert caller.delete(where).status_code == 204
    assert caller.get(where).status_code == 404
    assert caller.delete(where).status_code == 404
    assert caller.post(f"{where}/handoff", json={}).status_code == 404
    assert caller.get(f"/v1/answers/{answer['id']}/events").status_code == 404
    assert caller.post("/v1/feedback", json={"answer_id": answer["id"], "rating": "up"}).status_code == 404
    gone = caller.post("/v1/chat", json={"message": "hi", "conversation_id": answer["conversation_id"]})
    assert gone.status_code == 404


def test_the_reference_agents_use_opens_nothing_here(caller, door):
    answer = ask(caller, "502")
    shown = caller.get(f"/v1/conversations/{answer['conversation_id']}").text
    assert '"r_' not in shown
