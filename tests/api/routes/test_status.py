"""What is true right now, cacheable and honest about its age."""

from api.schemas import StatusObject


def test_the_report_has_every_component_and_no_question(caller):
    reply = caller.get("/v1/status")
    shown = StatusObject.model_validate(reply.json())
    assert shown.state == "ok"
    assert shown.freshness == "fresh"
    assert {"Conversations", "Chat Completions"} <= {one.name for one in shown.components}
    assert shown.source in shown.summary


async def test_an_incident_is_shown_and_affects_nobodys_question_yet(opened):
    async with opened("conversations-down") as client:
        shown = (await client.get("/v1/status")).json()
        answer = (await client.post("/v1/chat", json={"message": "chatgpt says 502"})).json()
    assert shown["state"] == "outage"
    assert [one["affects_question"] for one in shown["incidents"]] == [None]
    assert [one["affects_question"] for one in answer["status"]["incidents"]] == [True]
    assert answer["verdict"]["scope"] == "everyone"


async def test_planned_maintenance_is_shown_with_its_times(opened):
    async with opened("maintenance-tomorrow") as client:
        (window,) = (await client.get("/v1/status")).json()["maintenances"]
    assert window["state"] == "scheduled"
    assert window["starts_at"].endswith("Z")
    assert window["affects_question"] is None


def test_caches_may_share_it_for_a_short_while(caller):
    reply = caller.get("/v1/status")
    assert reply.headers["cache-control"] == "public, max-age=5, s-maxage=15"


def test_an_unchanged_report_is_304(caller):
    first = caller.get("/v1/status")
    again = caller.get("/v1/status", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["etag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    other = caller.get("/v1/status", headers={"If-None-Match": 'W/"0123"'})
    assert other.status_code == 200


async def test_an_unreadable_page_is_unknown_and_never_fine(opened):
    async with opened("unreadable") as client:
        shown = (await client.get("/v1/status")).json()
    assert (shown["state"], shown["freshness"]) == ("unknown", "unknown")
    assert shown["checked_at"] is None
    assert shown["components"] == []
    assert shown["summary"]


def test_caches_keep_languages_apart(caller):
    assert "Accept-Language" in caller.get("/v1/status").headers["vary"]
