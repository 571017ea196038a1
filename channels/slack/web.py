"""Slack's Web API through slack_sdk: what it refuses is translated here, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from channels.slack.settings import API_URL

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

TIMEOUT = 10
HOOKS = "hooks.slack.com"
# What will be refused again however often it is tried.
_FOR_GOOD = frozenset(
    (
        "account_inactive",
        "app_missing_action_url",
        "channel_is_archived",
        "channel_not_found",
        "expired_url",
        "invalid_arguments",
        "invalid_auth",
        "invalid_blocks",
        "is_archived",
        "messages_tab_disabled",
        "missing_scope",
        "msg_too_long",
        "no_permission",
        "not_allowed",
        "not_authed",
        "not_in_channel",
        "org_login_required",
        "restricted_action",
        "team_access_not_granted",
        "thread_not_found",
        "token_expired",
        "token_revoked",
        "unknown_method",
        "used_url",
        "user_not_found",
        "user_not_in_channel",
    )
)


class SlackFailed(Exception):
    """Slack did not take a call. `for_good` says that it never will; `wait` is how many seconds it asks for."""

    def __init__(self, code: str, wait: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait
        self.for_good = code in _FOR_GOOD


@dataclass(frozen=True, slots=True)
class Installed:
    """What Slack says of the bot token: the bot's name, the workspace's, and what the app may do."""

    name: str
    workspace: str
    scopes: frozenset[str]


class Web:
    """One client for all calls, opened with the first. No call is repeated here: that could double a message."""

    def __init__(self, token: str, api_url: str = API_URL) -> None:
        self._token = token
        self._api_url = api_url
        self._session: ClientSession | None = None
        self._client: AsyncWebClient | None = None

    @property
    def client(self) -> AsyncWebClient:
        """Return the client. Must be called in the event loop that uses it."""
        if self._client is None:
            from slack_sdk.web.async_client import AsyncWebClient

            self._client = AsyncWebClient(
                self._token, base_url=self._api_url, timeout=TIMEOUT, session=self._opened(), retry_handlers=[]
            )
        return self._client

    def _opened(self) -> ClientSession:
        if self._session is None:
            import aiohttp

            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        return self._session

    async def call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Call a method with JSON and return its answer. Raises SlackFailed and nothing else."""
        return _data(await self._tried(method, arguments))

    async def whoami(self) -> str:
        """Return our own user id. Raises SlackFailed."""
        return str(_data(await self._tried("auth.test", {})).get("user_id", ""))

    async def installed(self) -> Installed:
        """Return what Slack knows of the token. Raises SlackFailed."""
        answered = await self._tried("auth.test", {})
        told, headers = _data(answered), {name.lower(): value for name, value in answered.headers.items()}
        scopes = frozenset(scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")) - {""}
        return Installed(str(told.get("user", "?"))[:80], str(told.get("team", "?"))[:80], scopes)

    async def respond(self, url: str, arguments: dict[str, Any]) -> None:
        """Post to a response URL, which only one person sees. Raises SlackFailed."""
        import aiohttp

        if not self._is_theirs(url):
            raise SlackFailed("expired_url")
        session = self._opened()
        try:
            async with session.post(url, json=arguments, allow_redirects=False) as response:
                if response.status == 429:
                    raise SlackFailed("ratelimited", _seconds(response.headers.get("Retry-After")))
                if response.status >= 400:
                    raise SlackFailed("expired_url" if response.status < 500 else "server_error")
        except (aiohttp.ClientError, OSError):
            raise SlackFailed("unreachable") from None

    async def aclose(self) -> None:
        """Close the connections."""
        session, self._session, self._client = self._session, None, None
        if session is not None:
            await session.close()

    def _is_theirs(self, url: str) -> bool:
        """Tell whether an address that came in a payload is Slack's, or of the server that stands in for it."""
        try:
            given, ours = urlsplit(url), urlsplit(self._api_url)
        except ValueError:
            return False
        theirs = given.scheme == "https" and given.netloc == HOOKS
        return theirs or (self._api_url != API_URL and (given.scheme, given.netloc) == (ours.scheme, ours.netloc))

    async def _tried(self, method: str, arguments: dict[str, Any]) -> AsyncSlackResponse:
        import aiohttp
        from slack_sdk.errors import SlackApiError, SlackClientError

        try:
            return await self.client.api_call(method, json=arguments)
        except SlackApiError as error:
            raise _translated(error.response) from None
        except (SlackClientError, aiohttp.ClientError, OSError, AttributeError):  # the last: a body that is no JSON
            raise SlackFailed("unreachable") from None


def _data(response: AsyncSlackResponse) -> dict[str, Any]:
    return response.data if isinstance(response.data, dict) else {}


def _translated(response: Any) -> SlackFailed:
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return SlackFailed("ratelimited", _seconds((response.headers or {}).get("Retry-After")))
    return SlackFailed(code if isinstance(code, str) and code.isascii() and len(code) <= 60 else "server_error")


def _seconds(text: str | None) -> float:
    return min(float(text), 300.0) if text and text.isascii() and text.isdecimal() else 1.0
