"""Every way a request can end badly: one row each, the same words everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from api.schemas import FieldProblem, ProblemObject
from infra.telemetry import new_request_id, request_id

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table. `slug` is stable; `detail` is the sentence a person reads when there is no better one."""

    slug: str
    status: int
    title: str
    detail: str

    @property
    def type(self) -> str:
        """Return the URI that programs compare."""
        return f"urn:signpost:problem:{self.slug}"


MALFORMED_JSON = Kind("malformed-json", 400, "The body is not valid JSON", "Send one JSON object, encoded as UTF-8.")
KEY_REQUIRED = Kind(
    "idempotency-key-required",
    400,
    "An Idempotency-Key is needed",
    "Send the header Idempotency-Key with 16 to 200 printable ASCII characters, so that nothing is sent twice.",
)
HELPDESK_MISSING = Kind(
    "helpdesk-missing",
    409,
    "No such helpdesk is configured",
    "The operator sets ASSIST_CHATWOOT_URL and ASSIST_CHATWOOT_TOKEN to have conversations read from Chatwoot.",
)
HELPDESK_SILENT = Kind(
    "helpdesk-silent",
    503,
    "The helpdesk did not answer",
    "The conversation could not be read from the helpdesk now. Wait a little, or paste its messages.",
)
MALFORMED_REQUEST = Kind(
    "malformed-request", 400, "The request cannot be read", "Check the request line, the headers and the encoding."
)
UNKNOWN_HOST = Kind(
    "unknown-host",
    400,
    "This name is not served here",
    "The Host header names a host this server does not serve. Its operator lists the names in API_ALLOWED_HOSTS.",
)
KEY_MALFORMED = Kind(
    "idempotency-key-malformed",
    400,
    "The Idempotency-Key cannot be used",
    "An Idempotency-Key has 16 to 200 printable ASCII characters.",
)
TOKEN_REQUIRED = Kind(
    "token-required", 401, "A token is needed", "Send a key in the header Authorization: Bearer sp_<id>.<secret>."
)
TOKEN_REFUSED = Kind(
    "token-refused", 401, "The token is not valid", "The token is unknown, revoked or expired. Ask for a new one."
)
SCOPE_MISSING = Kind(
    "scope-missing", 403, "The token does not reach this far", "The token is valid but lacks the scope this call needs."
)
SIGN_IN_REFUSED = Kind(
    "sign-in-refused",
    401,
    "This key does not sign you in",
    "The key is unknown, revoked or expired, or not a key at all. Ask the operator for one: signpost keys create.",
)
SESSION_REQUIRED = Kind(
    "session-required", 401, "You are not signed in", "The session has ended or never was. Sign in with your key."
)
CSRF_MISSING = Kind(
    "csrf-missing",
    403,
    "The request does not carry its session's token",
    "Send the session's csrf value in the header X-CSRF-Token; GET /v1/session tells it.",
)
ORIGIN_REFUSED = Kind(
    "origin-refused",
    403,
    "This origin may not call",
    "The origin, method or header is not allowed from a browser. The operator lists origins in API_ALLOWED_ORIGINS.",
)
NOT_FOUND = Kind("not-found", 404, "There is nothing here", "Check the path; /openapi.json lists every call.")
UNKNOWN_CONVERSATION = Kind(
    "unknown-conversation",
    404,
    "There is no such conversation",
    "It was erased, has expired or never was. Leave conversation_id out to start a new one.",
)
UNKNOWN_ANSWER = Kind(
    "unknown-answer", 404, "There is no such answer", "It was erased, has expired or never was. Check the answer's id."
)
UNKNOWN_SUGGESTION = Kind(
    "unknown-suggestion", 404, "There is no such suggestion", "It was erased, has expired or never was. Ask anew."
)
UNKNOWN_GAP = Kind(
    "unknown-gap", 404, "There is no such gap", "Its questions were erased or have expired. Read the insights anew."
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed", 405, "The method does not fit this path", "The Allow header lists the methods that do."
)
NOT_ACCEPTABLE = Kind(
    "not-acceptable",
    406,
    "The answer cannot be given in that form",
    "Accept application/json or text/event-stream.",
)
BODY_TOO_SLOW = Kind(
    "body-too-slow", 408, "The body took too long", "The whole body has to arrive within ten seconds. Send it again."
)
KEY_IN_FLIGHT = Kind(
    "idempotency-in-flight",
    409,
    "The first request is still being answered",
    "A request with this Idempotency-Key is being answered now. Wait, then send it again.",
)
NOTHING_TO_AWAIT = Kind(
    "nothing-to-await",
    409,
    "There is nothing to wait for",
    "No answer of this conversation spoke of an open incident or maintenance, so there is no end to tell of.",
)
HELD_BY_ANOTHER = Kind(
    "held-by-another",
    409,
    "Another agent has this",
    "Another agent has it. Ask them to give it back, or choose another.",
)
REINDEX_RUNNING = Kind(
    "reindex-running", 409, "A new generation is being built", "Wait until it is done, then ask for the next one."
)
GUIDE_BROKEN = Kind(
    "guide-broken", 409, "The guide cannot be indexed", "Nothing in the configured guides can be indexed."
)
BODY_TOO_LARGE = Kind("body-too-large", 413, "The body is too large", "A body may have 65,536 bytes at most.")
MEDIA_TYPE_REFUSED = Kind(
    "unsupported-media-type",
    415,
    "The body is not declared as JSON",
    "Send the header Content-Type: application/json, in UTF-8.",
)
INVALID = Kind("invalid-request", 422, "The request does not say what it should", "A field is missing or wrong.")
KEY_MISMATCH = Kind(
    "idempotency-mismatch",
    422,
    "The Idempotency-Key belongs to another request",
    "This key was used with another body. Use a new key for a new request.",
)
RATE_LIMITED = Kind(
    "rate-limited", 429, "Too many requests", "Wait as long as Retry-After says, in seconds, then go on."
)
HEADERS_TOO_LARGE = Kind(
    "headers-too-large", 431, "The headers are too large", "All headers together may have 16,384 bytes at most."
)
INTERNAL = Kind(
    "internal",
    500,
    "Something broke on our side",
    "It was recorded under this request_id. Try again; if it happens again, tell the operator the request_id.",
)
OVERLOADED = Kind(
    "overloaded",
    503,
    "Too many questions at once",
    "Nothing is lost: wait as long as Retry-After says, in seconds, then ask again.",
)
STORE_UNAVAILABLE = Kind(
    "store-unavailable",
    503,
    "Conversations cannot be read or kept now",
    "Wait as long as Retry-After says, in seconds, then try again.",
)
SHUTTING_DOWN = Kind(
    "shutting-down",
    503,
    "The server is restarting",
    "Wait as long as Retry-After says, in seconds, then ask again.",
)
TOO_SLOW = Kind("answer-too-slow", 503, "The answer took too long", "Wait a little, then ask again.")

KINDS: tuple[Kind, ...] = tuple(value for value in list(vars().values()) if isinstance(value, Kind))
BY_STATUS = {404: NOT_FOUND, 405: METHOD_NOT_ALLOWED, 413: BODY_TOO_LARGE, 415: MEDIA_TYPE_REFUSED, 422: INVALID}


class Refusal(HTTPException):
    """Ends a request with a problem. `errors` name fields; `headers` go out with the response."""

    def __init__(
        self,
        kind: Kind,
        detail: str | None = None,
        *,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.status, detail or kind.detail, dict(headers or {}))
        self.kind = kind
        self.errors = tuple(errors)


def problem_object(kind: Kind, detail: str | None = None, errors: Sequence[FieldProblem] = ()) -> ProblemObject:
    """Return the problem as it goes over the wire, with the id of the request being answered."""
    return ProblemObject(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=detail or kind.detail,
        request_id=request_id.get() or new_request_id(),
        errors=list(errors) or None,
    )
