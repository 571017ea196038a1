"""What the guide says, for whoever has a key."""

from datetime import UTC, datetime

import pytest

from api.auth import KeyScope, make_key
from api.schemas import SearchObject


def test_hits_come_best_first_and_the_rejected_ones_with_them(admin):
    found = admin.get("/v1/search", params={"q": "vpn", "k": 3}).json()
    shown = SearchObject.model_validate(found)
    assert shown.hits[0].chunk_id == "chatgpt-bad-gateway#vpn"
    assert shown.hits[0].article == "chatgpt-bad-gateway"
    assert shown.hits[0].section.startswith("Step 7")
    assert len(shown.hits) <= 3
    scores = [hit.score for hit in shown.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= hit.score <= 1 for hit in (*shown.hits, *shown.rejected))
    assert not {hit.chunk_id for hit in shown.hits} & {hit.chunk_id for hit in shown.rejected}


def test_eight_hits_unless_asked_otherwise(admin):
    assert len(admin.get("/v1/search?q=chatgpt+browser+cache").json()["hits"]) <= 8


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("?q=", "q"),
        ("?q=%20%00", "q"),
        ("?q=" + "x" * 2001, "q"),
        ("?q=vpn&k=0", "k"),
        ("?q=vpn&k=51", "k"),
        ("?q=vpn&k=many", "k"),
        ("?q=vpn&language=!!", "language"),
        ("?q=vpn&limit=5", "limit"),
    ],
)
def test_a_wrong_query_names_its_parameter(admin, query, field):
    reply = admin.get("/v1/search" + query)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == field


def test_bytes_that_are_no_text_are_no_crash(admin):
    assert admin.get("/v1/search?q=%ff%fe").status_code in (200, 422)


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (KeyScope.SEARCH, 200),
        (KeyScope.ASSIST, 200),
        (KeyScope.ADMIN, 200),
        (KeyScope.ASK, 403),
        (KeyScope.METRICS, 403),
    ],
)
async def test_keys_that_may_search_and_keys_that_may_not(opened, scope, status):
    async with opened() as client:
        key, token = make_key("a test", [scope], datetime.now(UTC))
        await client.app.state.front.store.add_key(key)
        reply = await client.get("/v1/search?q=vpn", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == status
