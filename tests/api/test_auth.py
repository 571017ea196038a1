"""A token opens what its scopes say, and nothing tells a stranger more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.datastructures import Headers

from api.auth import Gate, KeyScope, hash_secret, make_key
from api.problems import SCOPE_MISSING, TOKEN_REFUSED, TOKEN_REQUIRED, Refusal
from bot.conversations.memory import MemoryStore
from bot.ports import StoreUnavailable

NOW = datetime.now(UTC)
SEARCHERS = frozenset({KeyScope.SEARCH, KeyScope.ASSIST})


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def gate(store):
    return Gate(store, None)


async def add(store, *scopes, expires_at=None):
    key, token = make_key("a test", scopes, NOW, expires_at)
    await store.add_key(key)
    return key, token


def bearer(token):
    return Headers({"Authorization": f"Bearer {token}"})


async def refused(gate, headers, scopes=SEARCHERS):
    with pytest.raises(Refusal) as caught:
        await gate.require(headers, scopes)
    return caught.value


async def test_a_key_opens_its_scopes_and_no_others(store, gate):
    _, token = await add(store, KeyScope.SEARCH)
    await gate.require(bearer(token), SEARCHERS)
    refusal = await refused(gate, bearer(token), frozenset({KeyScope.ADMIN}))
    assert refusal.kind is SCOPE_MISSING
    assert 'error="insufficient_scope"' in refusal.headers["WWW-Authenticate"]


@pytest.mark.parametrize("scope", list(KeyScope))
async def test_admin_opens_every_scope(store, gate, scope):
    _, token = await add(store, KeyScope.ADMIN)
    await gate.require(bearer(token), frozenset({scope}))


@pytest.mark.parametrize(
    "headers",
    [
        Headers({}),
        Headers({"Authorization": ""}),
        Headers({"Authorization": "Bearer"}),
        Headers({"Authorization": "Bearer  "}),
        Headers({"Authorization": "Basic c3A6c3A="}),
        Headers({"Authorization": "sp_1.2"}),
        Headers({"X-Api-Key": "sp_1.2"}),
        Headers({"Authorization": "Bearer " + "x" * 1000}),
        Headers(raw=[(b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")]),
    ],
    ids=str,
)
async def test_without_one_bearer_token_it_is_401(gate, headers):
    refusal = await refused(gate, headers)
    assert refusal.kind is TOKEN_REQUIRED
    assert refusal.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER   {}", "  Bearer {}  "])
async def test_every_spelling_of_the_header_is_read_by_the_same_rule(store, gate, form):
    _, token = await add(store, KeyScope.SEARCH)
    await gate.require(Headers({"Authorization": form.format(token)}), SEARCHERS)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "x",
        lambda token: token.upper(),
        lambda token: token.replace("sp_", ""),
        lambda token: "sp_000000000000." + token.partition(".")[2],
        lambda token: token.partition(".")[0],
        lambda token: token.partition(".")[2],
        lambda token: token.replace(".", "\x00"),
        lambda token: "None",
        lambda token: "sp_admin.",
        lambda token: "é",
    ],
)
async def test_a_token_that_is_not_exactly_the_one_given_is_401(store, gate, spoil):
    _, token = await add(store, KeyScope.SEARCH)
    refusal = await refused(gate, bearer(spoil(token)))
    assert refusal.kind is TOKEN_REFUSED
    assert 'error="invalid_token"' in refusal.headers["WWW-Authenticate"]


async def test_a_revoked_key_opens_nothing_at_once(store, gate):
    key, token = await add(store, KeyScope.SEARCH)
    await gate.require(bearer(token), SEARCHERS)
    await store.revoke_key(key.id, NOW)
    assert (await refused(gate, bearer(token))).kind is TOKEN_REFUSED


async def test_an_expired_key_opens_nothing(store, gate):
    _, token = await add(store, KeyScope.SEARCH, expires_at=NOW - timedelta(seconds=1))
    assert (await refused(gate, bearer(token))).kind is TOKEN_REFUSED


async def test_the_use_of_a_key_is_noted(store, gate):
    key, token = await add(store, KeyScope.SEARCH)
    await gate.require(bearer(token), SEARCHERS)
    assert (await store.key(key.id)).last_used_at is not None


async def test_a_store_without_a_secret_opens_nothing(store, gate):
    """A row damaged to an empty hash must not match an empty secret."""
    key, token = make_key("a test", [KeyScope.ADMIN], NOW)
    await store.add_key(replace(key, secret_hash=""))
    assert (await refused(gate, bearer(token))).kind is TOKEN_REFUSED
    assert (await refused(gate, bearer(f"sp_{key.id}."))).kind is TOKEN_REFUSED


async def test_only_hashes_are_kept():
    key, token = make_key("a test", [KeyScope.ASK, KeyScope.ASK], NOW)
    secret = token.partition(".")[2]
    assert token.startswith(f"sp_{key.id}.")
    assert len(secret) >= 43
    assert secret not in str(key)
    assert key.secret_hash == hash_secret(secret)
    assert key.scopes == ("ask",)


async def test_the_admin_token_is_made_once_and_shown_once(store):
    first = await Gate(store, None).first_admin_token()
    assert first.startswith("sp_admin.")
    assert await Gate(store, None).first_admin_token() is None
    assert first not in str(await store.admin_hash())
    await Gate(store, None).require(bearer(first), frozenset({KeyScope.ADMIN}))


async def test_a_configured_admin_token_is_used_as_it_is_and_none_is_made(store):
    gate = Gate(store, "chosen by the operator")
    assert await gate.first_admin_token() is None
    await gate.require(bearer("chosen by the operator"), frozenset({KeyScope.ADMIN}))
    assert (await refused(gate, bearer("chosen by the operato"))).kind is TOKEN_REFUSED
    assert await store.admin_hash() is None


async def test_a_configured_token_replaces_the_one_made_before(store):
    made = await Gate(store, None).first_admin_token()
    gate = Gate(store, "chosen by the operator")
    assert (await refused(gate, bearer(made))).kind is TOKEN_REFUSED


class Away(MemoryStore):
    """A store whose database is away: keys can be neither read nor kept."""

    async def admin_hash(self):
        raise StoreUnavailable("The database cannot be opened.")

    async def key(self, key_id):
        raise StoreUnavailable("The database cannot be opened.")


async def test_while_the_database_is_away_the_administrator_has_a_token_for_this_run():
    store = Away()
    gate, other = Gate(store, None), Gate(store, None)
    token = await gate.first_admin_token()
    assert token.startswith("sp_admin.")
    await gate.require(bearer(token), frozenset({KeyScope.ADMIN}))
    assert await other.first_admin_token() != token


async def test_while_the_database_is_away_other_keys_are_not_judged():
    gate = Gate(Away(), "chosen by the operator")
    with pytest.raises(StoreUnavailable):
        await gate.require(bearer("sp_000000000000." + "x" * 43), SEARCHERS)
    await gate.require(bearer("chosen by the operator"), SEARCHERS)
