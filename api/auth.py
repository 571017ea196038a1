"""Tokens and what they open. One function reads them, whatever the call."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from starlette.datastructures import Headers

from api.problems import SCOPE_MISSING, TOKEN_REFUSED, TOKEN_REQUIRED, Kind, Refusal
from bot.ports import Keys, StoreUnavailable
from bot.records import Key

CHALLENGE = 'Bearer realm="signpost"'
ADMIN_ID = "admin"
ADMIN_NAME = "Administrator"
_TOKEN = re.compile(r"sp_([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{20,128})")
_LONGEST = 512


class KeyScope(StrEnum):
    """What a key may do; `admin` includes the others."""

    ASK = "ask"
    SEARCH = "search"
    ASSIST = "assist"
    METRICS = "metrics"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls, by a key or the administrator's token. `secret_hash` is what is stored of it; never shown."""

    id: str
    name: str
    scopes: frozenset[str]
    secret_hash: str = field(repr=False)

    def may(self, scopes: frozenset[KeyScope]) -> bool:
        """Tell whether one of these scopes is theirs."""
        return KeyScope.ADMIN in self.scopes or bool(self.scopes & scopes)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret: its sha256 in hex; enough, since our secrets are long and random."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def make_key(
    name: str, scopes: Sequence[KeyScope], now: datetime, expires_at: datetime | None = None
) -> tuple[Key, str]:
    """Return a new key to store and its token, which nobody can show a second time."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = Key(key_id, name, hash_secret(secret), tuple(sorted(set(scopes))), now, expires_at)
    return key, f"sp_{key_id}.{secret}"


class Gate:
    """Knows the administrator's token and asks the store for all others."""

    def __init__(self, keys: Keys, admin_token: str | None) -> None:
        self._keys = keys
        self._configured = hash_secret(admin_token) if admin_token else None
        self._passing: str | None = None

    async def first_admin_token(self) -> str | None:
        """Make the administrator's token unless one is configured or was made before; it is returned only now.

        While the database cannot be used there is no telling, so one is made that ends with this process.
        """
        if self._configured:
            return None
        token = f"sp_{ADMIN_ID}.{secrets.token_urlsafe(32)}"
        try:
            if await self._keys.admin_hash():
                return None
            kept = await self._keys.keep_admin_hash(hash_secret(token))
        except StoreUnavailable:
            self._passing = kept = hash_secret(token)
        return token if hmac.compare_digest(kept, hash_secret(token)) else None

    async def require(self, headers: Headers, scopes: frozenset[KeyScope]) -> Identity:
        """Let the caller pass with one of these scopes. Raises Refusal: 401 without a valid token, else 403."""
        token = _presented(headers)
        if token is None:
            raise challenge(TOKEN_REQUIRED)
        found = await self.identify(token)
        if found is None:
            raise challenge(TOKEN_REFUSED, ', error="invalid_token"')
        await self._note_use(found)
        return permit(found, scopes)

    async def identify(self, token: str) -> Identity | None:
        """Return whose token this is; None for one that is unknown, revoked or expired."""
        hashed = hash_secret(token)
        admin = await self._admin_hash(hashed)
        if admin is not None and hmac.compare_digest(hashed, admin):
            return _administrator(admin)
        found = _TOKEN.fullmatch(token)
        key = await self._keys.key(found[1]) if found else None
        stored = key.secret_hash if key else ""
        # Compared even when there is no such key, so that the time does not tell which ids exist.
        matches = hmac.compare_digest(hash_secret(found[2] if found else ""), stored)
        return _identity(key) if key and matches and key.usable(datetime.now(UTC)) else None

    async def standing(self, identity_id: str) -> Identity | None:
        """Return who has this id now; None once the key is revoked or has expired."""
        if identity_id == ADMIN_ID:
            admin = await self._admin_hash()
            return _administrator(admin) if admin else None
        key = await self._keys.key(identity_id)
        return _identity(key) if key and key.usable(datetime.now(UTC)) else None

    async def _note_use(self, identity: Identity) -> None:
        if identity.id != ADMIN_ID:
            await self._keys.use_key(identity.id, datetime.now(UTC))

    async def _admin_hash(self, hashed: str = "") -> str | None:
        """Return the hash of the administrator's token, the one of this process first where it fits or is all."""
        own = self._configured or self._passing
        if self._configured or (own and hmac.compare_digest(hashed, own)):
            return own
        return await self._keys.admin_hash() or own


def _administrator(secret_hash: str) -> Identity:
    return Identity(ADMIN_ID, ADMIN_NAME, frozenset({KeyScope.ADMIN}), secret_hash)


def _identity(key: Key) -> Identity:
    return Identity(key.id, key.name or key.id, frozenset(key.scopes), key.secret_hash)


def permit(identity: Identity, scopes: frozenset[KeyScope]) -> Identity:
    """Return who has one of these scopes. Raises Refusal (403) for who has none."""
    if identity.may(scopes):
        return identity
    wanted = " ".join(sorted(scopes))
    raise challenge(SCOPE_MISSING, f', error="insufficient_scope", scope="{wanted}"')


def _presented(headers: Headers) -> str | None:
    """Return the bearer token of a request; None where there is none, or more than one credential."""
    given = headers.getlist("authorization")
    scheme, _, token = given[0].strip().partition(" ") if len(given) == 1 else ("", "", "")
    token = token.strip()
    return token if scheme.lower() == "bearer" and 0 < len(token) <= _LONGEST else None


def challenge(kind: Kind, more: str = "") -> Refusal:
    """Return a refusal that says how one signs in."""
    return Refusal(kind, headers={"WWW-Authenticate": CHALLENGE + more})
