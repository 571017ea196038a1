"""The guide and the status behind the official client of the Model Context Protocol."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.api.conftest import ADMIN


@asynccontextmanager
async def connected(door):
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {ADMIN}"}, timeout=30) as http,
        Client(streamable_http_client(f"{door}/mcp", http_client=http)) as client,
    ):
        yield client


async def test_there_are_three_tools_that_only_read(door):
    async with connected(door) as client:
        tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == {"search_guide", "get_guide_section", "get_service_status"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


async def test_what_a_search_finds_can_be_read_whole(door):
    async with connected(door) as client:
        found = await client.call_tool("search_guide", {"query": "clear the browser cache", "k": 3})
        hits = found.structured_content["hits"]
        assert 0 < len(hits) <= 3
        section = await client.call_tool("get_guide_section", {"chunk_id": hits[0]["chunk_id"]})
    assert section.structured_content["chunk_id"] == "chatgpt-bad-gateway#clear-cache"
    assert "cookies" in section.structured_content["text"]


async def test_the_status_is_the_one_of_the_api(door, caller):
    async with connected(door) as client:
        told = (await client.call_tool("get_service_status", {})).structured_content
    assert told["state"] == caller.get("/v1/status").json()["state"] == "ok"
    assert told["source"] == "OpenAI status"


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("get_guide_section", {"chunk_id": "no#such"}),
        ("get_guide_section", {"chunk_id": "x" * 300}),
        ("search_guide", {"query": ""}),
        ("search_guide", {"query": "cache", "k": 1000}),
    ],
)
async def test_what_cannot_be_done_is_said_and_nothing_breaks(door, tool, given):
    async with connected(door) as client:
        refused = await client.call_tool(tool, given)
        assert refused.is_error
        assert "Traceback" not in refused.content[0].text
        assert not (await client.call_tool("get_service_status", {})).is_error


async def test_a_section_that_is_not_there_is_named_plainly(door):
    async with connected(door) as client:
        refused = await client.call_tool("get_guide_section", {"chunk_id": "no#such"})
    assert "There is no such section." in refused.content[0].text


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_a_key_is_needed(caller, headers):
    reply = caller.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=headers)
    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"
