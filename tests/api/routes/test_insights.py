"""The owner's picture over the wire: counted from real conversations, for agents only, and as tables."""

import csv
import io
from datetime import UTC, datetime

import pytest

from bot.desk.records import Drafted
from tests.api.conftest import ADMIN
from tests.bot.conversations.builders import a_talk, an_answer

AGENT = {"Authorization": f"Bearer {ADMIN}"}
COVERED = "/v1/insights/gaps/gap_none/covered"


@pytest.fixture
async def client(opened):
    async with opened() as made:
        made.headers.update(AGENT)
        yield made


async def ask(client, message):
    reply = await client.post("/v1/chat", json={"message": message})
    assert reply.status_code == 200
    return reply.json()


async def suggested(client):
    """Keep a suggestion as the desk does, and return its id."""
    drafted = Drafted("g_one", None, an_answer(a_talk()), "Kim", "basis", 1, datetime.now(UTC))
    assert await client.app.state.front.desk.keep(drafted)
    return drafted.id


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/insights"),
        ("GET", "/v1/insights/gaps.csv"),
        ("POST", COVERED),
        ("POST", "/v1/assist/events"),
    ],
)
async def test_nobody_without_a_token_gets_in(client, method, path):
    del client.headers["Authorization"]
    body = {"json": {"suggestion_id": "g_one", "kind": "shown"}} if path.endswith("events") else {}
    assert (await client.request(method, path, **body)).status_code == 401


async def test_the_picture_counts_what_was_just_answered(client):
    answer = await ask(client, "chatgpt says 502 bad gateway")
    await client.post("/v1/feedback", json={"answer_id": answer["id"], "rating": "up"})
    reply = await client.get("/v1/insights", params={"days": 7})
    assert reply.headers["cache-control"] == "no-store"
    found = reply.json()
    assert len(found["outcomes"]) == len(found["verdicts"]) == 7
    assert found["outcomes"][-1]["counts"] == {answer["outcome"]: 1}
    assert found["verdicts"][-1]["counts"] == {f"{answer['verdict']['scope']} {answer['verdict']['certainty']}": 1}
    assert {step["step_id"] for step in found["steps"]} == {step["id"] for step in answer["steps"]}
    assert found["feedback"]["counts"] == {"up": 1}
    assert found["deflection"]["counts"]["too_early"] == 1
    assert found["seconds"]["answers"] == 1
    assert found["from"] < found["to"]
    assert "c_" not in str(found["deflection"]["refs"])


async def test_early_warnings_are_told_by_the_symptom_s_name(client):
    warning = client.app.state.front.warning
    for caller in "abcde":
        warning.note("bad-gateway", caller, datetime.now(UTC))
    (level,) = (await client.get("/v1/insights")).json()["early_warnings"]
    assert (level["symptom"], level["callers"], level["raised"]) == ("bad-gateway", 5, True)


async def test_a_declined_question_is_a_gap_that_can_be_marked_as_covered(client):
    await ask(client, "does chatgpt voice mode work offline")
    (gap,) = (await client.get("/v1/insights")).json()["gaps"]
    assert (gap["size"], gap["reasons"], gap["covered_at"]) == (1, ["declined"], None)
    reply = await client.post(f"/v1/insights/gaps/{gap['id']}/covered")
    covered = reply.json()
    assert covered["covered_at"] is not None
    assert [item["flipped"] for item in covered["rerun"]["items"]] == [False]
    again = (await client.get("/v1/insights")).json()["gaps"][0]
    assert (again["rerun"]["still"], again["rerun"]["items"]) == (1, None)


async def test_an_unknown_gap_is_not_found(client):
    reply = await client.post(COVERED)
    assert (reply.status_code, reply.json()["type"]) == (404, "urn:signpost:problem:unknown-gap")


@pytest.mark.parametrize("days", ["0", "91", "many"])
async def test_a_span_that_makes_no_sense_is_refused(client, days):
    assert (await client.get("/v1/insights", params={"days": days})).status_code == 422


@pytest.mark.parametrize(
    "table", ["outcomes", "verdicts", "deflection", "steps", "gaps", "suggestions", "feedback", "seconds"]
)
async def test_every_table_is_csv_with_a_header_and_rows_as_wide_as_it(client, table):
    answer = await ask(client, "chatgpt says 502 bad gateway")
    await client.post("/v1/feedback", json={"answer_id": answer["id"], "rating": "up"})
    await ask(client, "does chatgpt voice mode work offline")
    reply = await client.get(f"/v1/insights/{table}.csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="signpost-{table}-' in reply.headers["content-disposition"]
    head, *rows = csv.reader(io.StringIO(reply.text))
    assert rows
    assert {len(row) for row in rows} == {len(head)}


async def test_a_table_that_there_is_not_is_refused(client):
    assert (await client.get("/v1/insights/secrets.csv")).status_code == 422


async def test_what_strangers_wrote_is_no_formula_in_a_spreadsheet(client):
    await ask(client, "=HYPERLINK(1) does chatgpt voice mode work offline")
    _, row = csv.reader(io.StringIO((await client.get("/v1/insights/gaps.csv")).text))
    assert row[-1].startswith("'=HYPERLINK")


async def test_what_became_of_suggestions_lands_in_the_picture_once(client):
    suggestion = await suggested(client)
    for event in (
        {"kind": "shown"},
        {"kind": "shown"},
        {"kind": "inserted"},
        {"kind": "edited", "distance": 0.9},
        {"kind": "edited", "distance": 0.25},
        {"kind": "copied"},
        {"kind": "sent"},
        {"kind": "dismissed", "reason": "too_long"},
    ):
        reply = await client.post("/v1/assist/events", json={"suggestion_id": suggestion, **event})
        assert (reply.status_code, reply.content) == (204, b"")
    told = (await client.get("/v1/insights")).json()["suggestions"]
    assert told == {
        "shown": 1,
        "inserted_as_is": 0,
        "edited": 1,
        "mean_distance": 0.25,
        "copied": 1,
        "sent": 1,
        "dismissed": 1,
        "reasons": {"too_long": 1},
    }


async def test_inserted_and_never_changed_is_inserted_as_is(client):
    event = {"suggestion_id": await suggested(client), "kind": "inserted"}
    await client.post("/v1/assist/events", json=event)
    assert (await client.get("/v1/insights")).json()["suggestions"]["inserted_as_is"] == 1


async def test_an_event_of_an_unknown_suggestion_is_not_found(client):
    reply = await client.post("/v1/assist/events", json={"suggestion_id": "g_none", "kind": "shown"})
    assert (reply.status_code, reply.json()["type"]) == (404, "urn:signpost:problem:unknown-suggestion")


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "eaten"},
        {"kind": "edited"},
        {"kind": "edited", "distance": 1.5},
        {"kind": "shown", "distance": 0.5},
        {"kind": "sent", "reason": "wrong"},
        {"kind": "shown", "text": "what was written"},
    ],
)
async def test_an_event_that_makes_no_sense_is_refused(client, event):
    reply = await client.post("/v1/assist/events", json={"suggestion_id": "g_one", **event})
    assert reply.status_code == 422
