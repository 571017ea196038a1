"""Ask: one contract for JSON, streams, buttons and retries."""

import asyncio
import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.schemas import AnswerObject
from tests.api.conftest import ask

STREAM = {"Accept": "text/event-stream"}


def events(reply):
    """Return (id, name, object) of each event of a stream."""
    found = []
    for block in reply.text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


def is_problem(reply, status, slug):
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["type"] == f"urn:signpost:problem:{slug}"
    assert problem["status"] == status
    assert problem["request_id"] == reply.headers["x-request-id"]
    return problem


class TestAnswers:
    def test_a_first_question_gets_steps_it_has_not_tried_with_their_sources(self, caller):
        answer = ask(caller, "chatgpt says 502 bad gateway. I already cleared my cache.")
        AnswerObject.model_validate(answer)
        assert answer["outcome"] == "answered_steps"
        assert answer["attempts"][0]["step_id"] == "clear-cache"
        offered = [step["id"] for step in answer["steps"]]
        assert offered
        assert "clear-cache" not in offered
        assert {"id": "clear-cache", "reason": "already_tried"}.items() <= answer["held_back"][0].items()
        numbers = {citation["n"] for citation in answer["citations"]}
        assert {step["citation"] for step in answer["steps"]} <= numbers

    def test_a_conversation_goes_on_where_it_was(self, caller):
        first = ask(caller, "chatgpt says 502 bad gateway. I already cleared my cache.")
        second = ask(caller, "still the same", conversation_id=first["conversation_id"])
        assert second["conversation_id"] == first["conversation_id"]
        assert second["id"] != first["id"]
        assert "clear-cache" in {attempt["step_id"] for attempt in second["attempts"]}

    def test_a_pressed_button_needs_no_words(self, caller):
        first = ask(caller)
        pressed = [{"step_id": "refresh", "variant": None, "result": "did_not_work"}]
        second = ask(caller, "", conversation_id=first["conversation_id"], attempts=pressed)
        assert {"step_id": "refresh", "result": "did_not_work"}.items() <= second["attempts"][0].items()
        assert "refresh" not in [step["id"] for step in second["steps"]]

    def test_a_variant_of_a_step_is_a_thing_of_its_own(self, caller):
        pressed = [{"step_id": "vpn", "variant": "off", "result": "did_not_work"}]
        answer = ask(caller, "502 bad gateway", attempts=pressed)
        assert ("vpn", "off") in {(one["step_id"], one["variant"]) for one in answer["attempts"]}

    def test_an_answer_is_kept_by_nobody_on_the_way(self, caller):
        reply = caller.post("/v1/chat", json={"message": "hi"})
        assert reply.headers["cache-control"] == "no-store"
        assert "ratelimit" not in reply.headers

    def test_the_longest_message_is_answered_and_controls_are_dropped(self, caller):
        ask(caller, "x" * 2000)
        ask(caller, "x" * 2000 + "\x00" * 100 + "   ")
        answer = ask(caller, "chatgpt \x00says\x07 502\x1b[31m")
        conversation = caller.get(f"/v1/conversations/{answer['conversation_id']}").json()
        assert conversation["turns"][0]["message"] == "chatgpt says 502[31m"


BAD = {
    "empty": ({"json": {"message": ""}}, 422, "invalid-request", "message"),
    "only spaces": ({"json": {"message": " \n\t "}}, 422, "invalid-request", "message"),
    "only controls": ({"json": {"message": "\x00\x01\x1b"}}, 422, "invalid-request", "message"),
    "only a zero-width space": ({"json": {"message": "\u200b"}}, 422, "invalid-request", "message"),
    "nothing at all": ({"json": {}}, 422, "invalid-request", "message"),
    "2,001 characters": ({"json": {"message": "x" * 2001}}, 422, "invalid-request", "message"),
    "a number": ({"json": {"message": 5}}, 422, "invalid-request", "message"),
    "null": ({"json": {"message": None}}, 422, "invalid-request", "message"),
    "a list": ({"json": {"message": ["hi"]}}, 422, "invalid-request", "message"),
    "unknown field": ({"json": {"message": "hi", "surprise": 1}}, 422, "invalid-request", "surprise"),
    "unknown channel": ({"json": {"message": "hi", "channel": "fax"}}, 422, "invalid-request", "channel"),
    "bad locale": ({"json": {"message": "hi", "locale": "en_US"}}, 422, "invalid-request", "locale"),
    "unknown step": (
        {"json": {"message": "hi", "attempts": [{"step_id": "reinstall-windows", "result": "worked"}]}},
        422,
        "invalid-request",
        "attempts.0.step_id",
    ),
    "unknown variant": (
        {"json": {"message": "hi", "attempts": [{"step_id": "vpn", "variant": "sideways", "result": "worked"}]}},
        422,
        "invalid-request",
        "attempts.0.variant",
    ),
    "a variant of a step without": (
        {"json": {"message": "hi", "attempts": [{"step_id": "refresh", "variant": "off", "result": "worked"}]}},
        422,
        "invalid-request",
        "attempts.0.variant",
    ),
    "unknown result": (
        {"json": {"message": "hi", "attempts": [{"step_id": "refresh", "result": "meh"}]}},
        422,
        "invalid-request",
        "attempts.0.result",
    ),
    "too many attempts": (
        {"json": {"message": "hi", "attempts": [{"step_id": "refresh", "result": "worked"}] * 51}},
        422,
        "invalid-request",
        "attempts",
    ),
    "unknown conversation": ({"json": {"message": "hi", "conversation_id": "c_nope"}}, 404, "unknown-conversation", ""),
    "a list as body": ({"json": [1]}, 422, "invalid-request", "body"),
    "a number as body": ({"json": 5}, 422, "invalid-request", "body"),
    "null as body": ({"content": b"null"}, 422, "invalid-request", "body"),
    "not JSON": ({"content": b"{"}, 400, "malformed-json", ""),
    "no body": ({"content": b""}, 400, "malformed-json", ""),
    "invalid UTF-8": ({"content": b'{"message": "\xff"}'}, 400, "malformed-json", ""),
    "NaN": ({"content": b'{"message": NaN}'}, 400, "malformed-json", ""),
    "a name twice": ({"content": b'{"message": "a", "message": "b"}'}, 400, "malformed-json", ""),
    "very deep": ({"content": b'{"message": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"}, 400, "malformed-json", ""),
    "70 KB": ({"content": b'{"message": "' + b"x" * 70_000 + b'"}'}, 413, "body-too-large", ""),
    "1 MB": ({"content": b'{"message": "' + b"x" * 1_000_000 + b'"}'}, 413, "body-too-large", ""),
    "text/plain": ({"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415, "unsupported-media-type", ""),
    "a form": ({"data": {"message": "hi"}, "headers": {}}, 415, "unsupported-media-type", ""),
    "no type": ({"content": b"{}", "headers": {"Content-Type": ""}}, 415, "unsupported-media-type", ""),
    "another charset": (
        {"content": b"{}", "headers": {"Content-Type": "application/json; charset=latin-1"}},
        415,
        "unsupported-media-type",
        "",
    ),
    "picture wanted": ({"json": {"message": "hi"}, "headers": {"Accept": "image/png"}}, 406, "not-acceptable", ""),
    "short key": (
        {"json": {"message": "hi"}, "headers": {"Idempotency-Key": "short"}},
        400,
        "idempotency-key-malformed",
        "",
    ),
}


class TestBadInput:
    @pytest.mark.parametrize("name", BAD)
    def test_each_is_the_contracts_problem(self, caller, name):
        sent, status, slug, field = BAD[name]
        if "content" in sent and "headers" not in sent:
            sent = {**sent, "headers": {"Content-Type": "application/json"}}
        problem = is_problem(caller.post("/v1/chat", **sent), status, slug)
        if field:
            assert problem["errors"][0]["field"] == field
            assert problem["errors"][0]["detail"] in problem["detail"]

    @pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
    def test_a_stream_is_refused_like_an_object(self, caller, accept):
        for sent, status, slug, _ in (BAD["empty"], BAD["unknown conversation"]):
            is_problem(caller.post("/v1/chat", headers={"Accept": accept}, **sent), status, slug)

    def test_nothing_sent_is_repeated(self, caller):
        secret = "hunter2-do-not-repeat"
        for body in (
            {"message": [secret]},
            {"message": "hi", "locale": f"{secret}!"},
            {"message": "hi", "conversation_id": secret},
            {"message": "hi", "attempts": [{"step_id": secret, "result": secret}]},
        ):
            reply = caller.post("/v1/chat", json=body)
            assert reply.status_code in (404, 422)
            assert secret not in reply.text

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        body=st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(
                        ["message", "attempts", "conversation_id", "locale", "channel", "step_id", "variant", "result"]
                    )
                    | st.text(max_size=8),
                    inner,
                    max_size=6,
                )
            ),
            max_leaves=12,
        )
    )
    def test_no_json_whatever_breaks_the_server(self, caller, body):
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        reply = caller.post("/v1/chat", content=content, headers={"Content-Type": "application/json"})
        assert reply.status_code in (200, 400, 404, 422), reply.text

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(content=st.binary(max_size=200))
    def test_no_bytes_whatever_break_the_server(self, caller, content):
        reply = caller.post("/v1/chat", content=content, headers={"Content-Type": "application/json"})
        assert reply.status_code in (400, 422), reply.text

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(message=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
    def test_any_text_is_answered_or_refused_as_empty(self, caller, message):
        reply = caller.post("/v1/chat", json={"message": message})
        assert reply.status_code in (200, 422), reply.text


class TestStreams:
    def test_the_answer_streams_in_the_contracts_order(self, caller):
        reply = caller.post("/v1/chat", json={"message": "is chatgpt down?"}, headers=STREAM)
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.headers["cache-control"] == "no-cache"
        assert reply.headers["x-accel-buffering"] == "no"
        names = [name for _, name, _ in events(reply)]
        assert names[0] == "status"
        assert names[-1] == "answer"
        assert set(names[1:-1]) == {"sentence"}

    def test_ids_count_up_below_the_answers_own_id_which_the_location_names(self, caller):
        reply = caller.post("/v1/chat", json={"message": "is chatgpt down?"}, headers=STREAM)
        answer_id = reply.headers["location"].split("/")[3]
        assert reply.headers["location"] == f"/v1/answers/{answer_id}/events"
        found = events(reply)
        assert [name for name, _, _ in found] == [f"{answer_id}.{n}" for n in range(1, len(found) + 1)]
        assert found[-1][2]["id"] == answer_id

    def test_the_last_event_is_the_same_object_as_json(self, caller):
        last = events(caller.post("/v1/chat", json={"message": "502"}, headers=STREAM))[-1][2]
        AnswerObject.model_validate(last)
        kept = caller.get(f"/v1/conversations/{last['conversation_id']}").json()["turns"][-1]["answer"]
        assert kept == last

    def test_the_status_event_is_a_status_object_and_sentences_are_part_of_the_text(self, caller):
        found = events(caller.post("/v1/chat", json={"message": "is chatgpt down?"}, headers=STREAM))
        assert found[0][2]["summary"]
        assert found[0][2]["incidents"] == []
        numbers = {citation["n"] for citation in found[-1][2]["citations"]}
        for _, _, sentence in found[1:-1]:
            assert set(sentence) == {"text", "citations"}
            assert set(sentence["citations"]) <= numbers

    def test_it_resumes_after_any_event(self, caller):
        reply = caller.post("/v1/chat", json={"message": "is chatgpt down?"}, headers=STREAM)
        sent, where = events(reply), reply.headers["location"]
        for place, (last, _, _) in enumerate(sent[:-1], 1):
            again = caller.get(where, headers={**STREAM, "Last-Event-ID": last})
            assert events(again) == sent[place:]
        done = caller.get(where, headers={**STREAM, "Last-Event-ID": sent[-1][0]})
        assert (done.status_code, done.content) == (204, b"")

    @pytest.mark.parametrize("seen", ["", "nonsense", "a_other.3", "-1", "0", "é"])
    def test_an_unknown_last_event_id_means_from_the_beginning(self, caller, seen):
        reply = caller.post("/v1/chat", json={"message": "is chatgpt down?"}, headers=STREAM)
        again = caller.get(reply.headers["location"], headers={**STREAM, "Last-Event-ID": seen.encode()})
        assert events(again) == events(reply)

    def test_an_answer_asked_for_as_json_can_be_followed_too(self, caller):
        answer = ask(caller, "is chatgpt down?")
        found = events(caller.get(f"/v1/answers/{answer['id']}/events", headers=STREAM))
        assert found[-1][2] == answer

    def test_a_follower_needs_no_accept_header_but_may_not_want_json(self, caller):
        where = f"/v1/answers/{ask(caller)['id']}/events"
        assert caller.get(where).status_code == 200
        is_problem(caller.get(where, headers={"Accept": "application/json"}), 406, "not-acceptable")

    def test_an_unknown_answer_is_404(self, caller):
        is_problem(caller.get("/v1/answers/a_nope/events", headers=STREAM), 404, "unknown-answer")

    def test_a_stream_that_breaks_off_is_finished_and_can_be_read_later(self, caller):
        with caller.stream("POST", "/v1/chat", json={"message": "502 again"}, headers=STREAM) as reply:
            where = reply.headers["location"]
            next(reply.iter_bytes())
        assert events(caller.get(where, headers=STREAM))[-1][1] == "answer"

    async def test_the_events_are_rebuilt_from_the_store_after_a_restart(self, opened):
        async with opened() as client:
            reply = await client.post("/v1/chat", json={"message": "is chatgpt down?"}, headers=STREAM)
        async with opened() as client:
            again = await client.get(reply.headers["location"], headers=STREAM)
        assert [name for _, name, _ in events(again)] == [name for _, name, _ in events(reply)]
        assert events(again)[1:] == events(reply)[1:]


class TestRetries:
    def key(self):
        return {"Idempotency-Key": str(uuid.uuid4())}

    def test_the_retry_is_the_same_answer_to_the_letter(self, caller):
        key = self.key()
        first, second = (caller.post("/v1/chat", json={"message": "502"}, headers=key) for _ in range(2))
        assert first.content == second.content
        turns = caller.get(f"/v1/conversations/{first.json()['conversation_id']}").json()["turns"]
        assert len(turns) == 2

    def test_an_object_can_be_retried_as_a_stream_and_the_other_way(self, caller):
        key = self.key()
        first = caller.post("/v1/chat", json={"message": "502"}, headers=key).json()
        streamed = caller.post("/v1/chat", json={"message": "502"}, headers={**key, **STREAM})
        assert events(streamed)[-1][2] == first
        assert streamed.headers["location"] == f"/v1/answers/{first['id']}/events"
        assert caller.post("/v1/chat", json={"message": "502"}, headers=key).json() == first

    def test_another_body_is_422(self, caller):
        key = self.key()
        caller.post("/v1/chat", json={"message": "502"}, headers=key)
        is_problem(caller.post("/v1/chat", json={"message": "503"}, headers=key), 422, "idempotency-mismatch")

    def test_a_refused_request_leaves_its_key_free(self, caller):
        key = self.key()
        gone = {"message": "hi", "conversation_id": "c_nope"}
        is_problem(caller.post("/v1/chat", json=gone, headers=key), 404, "unknown-conversation")
        assert caller.post("/v1/chat", json={"message": "hi"}, headers=key).status_code == 200

    def test_the_key_is_erased_with_the_conversation(self, caller):
        key = self.key()
        first = caller.post("/v1/chat", json={"message": "502"}, headers=key).json()
        caller.delete(f"/v1/conversations/{first['conversation_id']}")
        second = caller.post("/v1/chat", json={"message": "502"}, headers=key).json()
        assert second["id"] != first["id"]


class TestOverload:
    async def test_past_the_limit_questions_are_503_and_health_is_not_touched(self, opened):
        async with opened(max_answers=1) as client:
            asked = [client.post("/v1/chat", json={"message": f"502 {n}"}) for n in range(8)]
            *replies, live, ready = await asyncio.gather(*asked, client.get("/livez"), client.get("/readyz"))
            later = await client.post("/v1/chat", json={"message": "502"})
        assert {reply.status_code for reply in replies} == {200, 503}
        refused = next(reply for reply in replies if reply.status_code == 503)
        is_problem(refused, 503, "overloaded")
        assert int(refused.headers["retry-after"]) > 0
        assert (live.status_code, ready.status_code, later.status_code) == (200, 200, 200)

    async def test_the_keys_of_questions_turned_away_are_free_again(self, opened):
        def post(client, n):
            headers = {"Idempotency-Key": f"turned-away-0123456789-{n}"}
            return client.post("/v1/chat", json={"message": "502"}, headers=headers)

        async with opened(max_answers=1) as client:
            replies = await asyncio.gather(*(post(client, n) for n in range(8)))
            turned_away = [n for n, reply in enumerate(replies) if reply.status_code == 503]
            again = [(await post(client, n)).status_code for n in turned_away]
        assert turned_away
        assert set(again) == {200}
