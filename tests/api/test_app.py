"""The application as a whole: one shape for every refusal, a document that fits, and no way in that was forgotten."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
import yaml

from api.app import ROUTES, create_app
from api.examples import ANSWER, BUTTON, QUESTION, STATUS
from api.problems import KINDS
from api.schemas import AnswerObject, ChatRequest, StatusObject
from api.settings import SettingsError, read_settings
from infra.settings import DataSettings
from infra.telemetry import build_log
from tests.api.conftest import ADMIN, ask, build, settings_in
from tests.api.layers import BASE

HELP = "https://help.example.com"

# Who may call what: nobody needs a token (None), or one of these; the table of `test_authorisation` says more.
_NEEDS = {"agent": "assist", "search": "search", "mcp": "search", "ask": "ask", "admin": "admin", "session": "session"}
_TABLE = yaml.safe_load((Path(__file__).parent / "authorisation.yaml").read_text("utf-8"))
WHO = {tuple(way.split(" ", 1)): _NEEDS.get(row["opens"]) for way, row in _TABLE.items()}


def routes(app):
    """Every method and path the application answers, found by asking the routers."""
    own = [route for route in app.routes if hasattr(route, "path")]
    assert len(app.routes) == len(own) + len(ROUTES), "a route came in by another way than api.app.ROUTES"
    every = own + [route for module in ROUTES for route in module.router.routes]
    return {(method, route.path) for route in every for method in route.methods - {"HEAD"}}


@pytest.fixture
def app(tmp_path):
    return build(settings_in(tmp_path))


class TestRefusals:
    @pytest.mark.parametrize(
        ("method", "path", "status", "slug"),
        [
            ("GET", "/nope", 404, "not-found"),
            ("GET", "/v1/nope", 404, "not-found"),
            ("GET", "/docs", 404, "not-found"),
            ("GET", "/redoc", 404, "not-found"),
            ("POST", "/v1/chat/", 404, "not-found"),
            ("GET", "/v1/chat", 405, "method-not-allowed"),
            ("PUT", "/v1/chat", 405, "method-not-allowed"),
            ("OPTIONS", "/v1/chat", 405, "method-not-allowed"),
            ("DELETE", "/v1/status", 405, "method-not-allowed"),
            ("PATCH", "/v1/conversations/c_1", 405, "method-not-allowed"),
            ("GET", "/v1/search?q=vpn", 401, "token-required"),
            ("POST", "/v1/admin/reindex", 401, "token-required"),
            ("POST", "/v1/chat", 415, "unsupported-media-type"),
        ],
    )
    def test_every_refusal_has_the_same_shape(self, caller, method, path, status, slug):
        reply = caller.request(method, path)
        assert reply.status_code == status
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.headers["cache-control"] == "no-store"
        problem = reply.json()
        assert problem["type"] == f"urn:signpost:problem:{slug}"
        assert problem["request_id"] == reply.headers["x-request-id"]
        assert {"title", "status", "detail"} <= set(problem)

    def test_405_names_the_methods_that_fit(self, caller):
        assert caller.get("/v1/chat").headers["allow"] == "POST"

    def test_401_and_403_say_what_is_missing(self, caller):
        nobody = caller.get("/v1/search?q=vpn")
        stranger = caller.get("/v1/search?q=vpn", headers={"Authorization": "Bearer sp_1.2"})
        assert nobody.headers["www-authenticate"] == 'Bearer realm="signpost"'
        assert stranger.status_code == 401
        assert 'error="invalid_token"' in stranger.headers["www-authenticate"]

    def test_every_response_carries_the_security_headers(self, caller):
        for path in ("/livez", "/nope", "/v1/status", "/demo", "/demo/demo.css", "/openapi.json"):
            headers = caller.get(path).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "no-referrer", path
            assert "default-src 'none'" in headers["content-security-policy"], path
            assert "x-request-id" in headers, path
            assert "server" not in headers, path


class TestLayers:
    async def test_the_rate_limit_comes_before_the_body_and_names_the_origin(self, opened):
        async with opened(rate_limit=1, allowed_origins=HELP) as client:
            await client.post("/v1/chat", json={"message": "502"})
            reply = await client.post("/v1/chat", content=b"x" * 100_000, headers={"Origin": HELP})
        assert reply.status_code == 429
        assert reply.headers["access-control-allow-origin"] == HELP
        assert "x-request-id" in reply.headers

    async def test_another_host_is_served_nothing(self, opened):
        async with opened(rate_limit=1) as client:
            statuses = [(await client.get("/v1/status", headers={"Host": "evil.example"})).status_code for _ in "ab"]
        assert statuses == [400, 400]

    async def test_a_page_elsewhere_gets_no_answer_it_could_read(self, opened):
        async with opened() as client:
            reply = await client.post("/v1/chat", json={"message": "hi"}, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in reply.headers

    async def test_no_word_of_a_person_and_no_id_reaches_the_log(self, tmp_path):
        log = io.StringIO()
        app = build(settings_in(tmp_path), log)
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
                answer = (await client.post("/v1/chat", json={"message": "my secret word is xyzzy 502"})).json()
                await client.get(f"/v1/conversations/{answer['conversation_id']}?token=plugh")
                await client.post("/v1/chat", json={"message": 5, "hunter2": 1})
                await client.get("/v1/search?q=xyzzy", headers={"Authorization": f"Bearer {ADMIN}"})
                await client.get("/xyzzy")
        lines = [json.loads(line) for line in log.getvalue().splitlines()]
        assert len(lines) == 5
        for secret in ("xyzzy", "plugh", "hunter2", ADMIN, answer["conversation_id"], answer["id"], "127.0.0.1"):
            assert secret not in log.getvalue()


class TestWayIn:
    def test_every_route_says_who_may_call_it(self, app):
        assert routes(app) == set(WHO)

    @pytest.mark.parametrize(("method", "path"), [way for way, scope in WHO.items() if scope])
    @pytest.mark.parametrize(
        "credential",
        [
            {},
            {"Authorization": "Bearer null"},
            {"Authorization": "Bearer sp_admin."},
            {"Authorization": f"Basic {ADMIN}"},
            {"Authorization": ADMIN},
            {"X-Api-Key": ADMIN},
            {"Cookie": f"token={ADMIN}"},
        ],
        ids=str,
    )
    def test_what_needs_a_token_opens_to_no_other_form(self, caller, method, path, credential):
        path = path.replace("{conversation_id}", "r_1")
        assert caller.request(method, path, headers=credential).status_code == 401
        query = caller.request(method, f"{path}?token={ADMIN}&access_token={ADMIN}")
        assert query.status_code == 401


class TestDocument:
    @pytest.fixture
    def document(self, app):
        return app.openapi()

    def test_every_call_has_an_id_a_summary_and_a_tag_that_is_described(self, document):
        described = {tag["name"] for tag in document["tags"]}
        calls = [call for path in document["paths"].values() for call in path.values()]
        assert len({call["operationId"] for call in calls}) == len(calls)
        for call in calls:
            assert call["summary"]
            assert set(call["tags"]) <= described

    def test_every_problem_in_it_is_a_problem_document(self, document):
        text = json.dumps(document)
        assert "HTTPValidationError" not in text
        for path in document["paths"].values():
            for call in path.values():
                for status, response in call["responses"].items():
                    if int(status) >= 400 and status != "503":
                        assert list(response["content"]) == ["application/problem+json"]

    def test_it_names_only_problems_that_exist(self, document):
        named = set(re.findall(r"urn:signpost:problem:[a-z-]+", json.dumps(document)))
        assert named <= {kind.type for kind in KINDS}
        assert len(named) > 15

    def test_every_reference_in_it_leads_somewhere(self, document):
        for name in set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document))):
            assert name in document["components"]["schemas"]

    def test_protected_calls_say_so(self, document):
        for (method, path), scope in WHO.items():
            call = document["paths"].get(path, {}).get(method.lower())
            if call:
                scheme = "session" if scope == "session" else "bearer"
                assert call.get("security") == ([{scheme: []}] if scope else None), path

    def test_examples_fit_their_schemas(self, caller):
        AnswerObject.model_validate(ANSWER)
        StatusObject.model_validate(STATUS)
        for body in (QUESTION, BUTTON):
            ChatRequest.model_validate_json(json.dumps(body))
        assert set(ANSWER) == set(ask(caller, "502"))
        assert set(STATUS) == set(caller.get("/v1/status").json())

    def test_a_stream_is_one_of_the_forms_of_an_answer(self, document):
        assert set(document["paths"]["/v1/chat"]["post"]["responses"]["200"]["content"]) == {
            "application/json",
            "text/event-stream",
        }


class TestStart:
    def test_a_wrong_setting_is_said_by_its_name(self, monkeypatch):
        monkeypatch.setenv("API_RATE_LIMIT", "many")
        with pytest.raises(SettingsError, match="API_RATE_LIMIT must be a whole number"):
            read_settings()

    def test_a_wrong_setting_of_another_room_is_said_as_well(self, monkeypatch):
        monkeypatch.setenv("BOT_CONTACT_URL", "call us")
        with pytest.raises(SettingsError, match="BOT_CONTACT_URL must be a web address"):
            read_settings()

    def test_making_the_application_touches_nothing(self, tmp_path):
        settings = settings_in(tmp_path)
        before = sorted(tmp_path.rglob("*"))
        create_app(settings, build_log(io.StringIO()))
        assert sorted(tmp_path.rglob("*")) == before

    async def test_the_admin_token_is_made_at_the_first_start_only(self, tmp_path):
        made = []
        for _ in range(2):
            app = build(settings_in(tmp_path, admin_token=None))
            async with app.router.lifespan_context(app):
                made.append(app.state.first_admin_token)
        assert made[0].startswith("sp_admin.")
        assert made[1] is None
        everything = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
        assert made[0].partition(".")[2].encode() not in everything

    async def test_a_start_that_breaks_is_logged_by_type_and_place(self, tmp_path):
        log = io.StringIO()
        app = build(replace(settings_in(tmp_path), data=DataSettings(data_dir=Path("no\0folder"))), log)
        with pytest.raises(ValueError, match="null byte"):
            async with app.router.lifespan_context(app):
                pass
        (line,) = (json.loads(line) for line in log.getvalue().splitlines())
        assert (line["event"], line["error"]) == ("broken", "ValueError")
