"""The administrator builds a new generation while questions are answered from the old one."""

import asyncio
from datetime import UTC, datetime

import pytest

from api.auth import KeyScope, make_key
from api.schemas import IndexObject
from tests.api.conftest import ADMIN

TOKEN = {"Authorization": f"Bearer {ADMIN}"}
GUIDE = """# Bad Gateway

## Reload {#reload}

Reload the page once.

## Wait {#wait}

Wait a minute.
"""


@pytest.fixture
def guide(tmp_path):
    path = tmp_path / "guides" / "en" / "short.md"
    path.parent.mkdir(parents=True)
    path.write_text(GUIDE)
    return path


async def test_a_changed_guide_becomes_the_next_generation_and_the_report_says_what_changed(opened, guide):
    async with opened(guides=(guide.parent.parent,)) as client:
        before = (await client.get("/version")).json()["generation"]
        guide.write_text(GUIDE.replace("Wait a minute.", "Wait ninety seconds.") + "\n## Ask {#ask}\n\nAsk a person.\n")
        reply = await client.post("/v1/admin/reindex", headers=TOKEN)
        after = (await client.get("/version")).json()["generation"]
        found = (await client.get("/v1/search?q=ninety", headers=TOKEN)).json()
    report = IndexObject.model_validate(reply.json())
    assert report.added == ["short#ask"]
    assert report.changed == ["short#wait"]
    assert "short#reload" in report.unchanged
    assert report.removed == []
    assert report.generation == after != before
    assert found["hits"][0]["chunk_id"] == "short#wait"


async def test_an_unchanged_guide_is_embedded_anew_nowhere(opened, guide):
    async with opened(guides=(guide.parent.parent,)) as client:
        report = (await client.post("/v1/admin/reindex", headers=TOKEN)).json()
    assert report["embedded"] == 0
    assert report["added"] == report["changed"] == report["removed"] == []


async def test_two_at_once_are_one_and_a_409(opened, guide):
    async with opened(guides=(guide.parent.parent,)) as client:
        replies = await asyncio.gather(*(client.post("/v1/admin/reindex", headers=TOKEN) for _ in range(2)))
    refused = next(reply for reply in replies if reply.status_code != 200)
    assert sorted(reply.status_code for reply in replies) == [200, 409]
    assert refused.json()["type"] == "urn:signpost:problem:reindex-running"
    assert int(refused.headers["retry-after"]) > 0


async def test_a_guide_that_cannot_be_indexed_is_409_and_the_old_one_answers_on(opened, guide):
    async with opened(guides=(guide.parent.parent,)) as client:
        guide.unlink()
        reply = await client.post("/v1/admin/reindex", headers=TOKEN)
        found = (await client.get("/v1/search?q=reload", headers=TOKEN)).json()
    assert reply.status_code == 409
    assert reply.json()["type"] == "urn:signpost:problem:guide-broken"
    assert str(guide.parent) not in reply.text
    assert found["hits"][0]["chunk_id"] == "short#reload"


@pytest.mark.parametrize("scope", [scope for scope in KeyScope if scope is not KeyScope.ADMIN])
async def test_no_other_scope_may(opened, scope):
    async with opened() as client:
        key, token = make_key("a test", [scope], datetime.now(UTC))
        await client.app.state.front.store.add_key(key)
        reply = await client.post("/v1/admin/reindex", headers={"Authorization": f"Bearer {token}"})
        nobody = await client.post("/v1/admin/reindex")
    assert (reply.status_code, nobody.status_code) == (403, 401)
