"""The guarded fetch: what it reads, what it refuses, and that its failures are one plain sentence."""

import asyncio
import gzip
import json
import socket
import ssl
import subprocess
import tracemalloc

import pytest

from infra.fetch import Cause, FetchFailed, GuardedFetch
from tests.infra.test_addresses import NOT_PUBLIC, answer_with
from tests.status_server import DISTURBANCES, REPLIES, StatusPage

PATH = "/api/v2/summary.json"
AGENT = "Signpost/test (+https://help.example.com)"


@pytest.fixture
async def page():
    async with StatusPage("all-fine", "statuspage") as running:
        yield running


@pytest.fixture
async def fetch(page):
    guarded = GuardedFetch(AGENT, private_origin=page.url, total=3, pause=(0.0, 0.01))
    yield guarded
    await guarded.aclose()


async def failure(guarded, url):
    with pytest.raises(FetchFailed) as caught:
        await guarded.json(url)
    return caught.value


async def test_reads_json_and_says_who_asks(page, fetch):
    got = await fetch.json(page.url + PATH)
    assert got.value == page.content()[PATH]
    assert page.seen[0]["user-agent"] == AGENT
    assert page.seen[0]["host"] == page.url.removeprefix("http://")


async def test_proxies_of_the_environment_are_ignored(page, fetch, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await fetch.json(page.url + PATH)).value


async def test_cookies_are_neither_kept_nor_sent(page, fetch):
    page.headers = {"Set-Cookie": "tracker=1; Path=/"}
    await fetch.json(page.url + PATH)
    await fetch.json(page.url + PATH)
    assert "cookie" not in page.seen[1]


@pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC.keys())
async def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch, address):
    answer_with(monkeypatch, address)
    guarded = GuardedFetch(AGENT, total=3)
    failed = await failure(guarded, "https://status.example.com/api")
    assert (failed.cause, failed.reason) == (Cause.PRIVATE, "status.example.com is not a public address.")
    await guarded.aclose()


@pytest.mark.parametrize(
    "url",
    [
        "http://status.example.com/",
        "ftp://status.example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "https://user:secret@status.example.com/",
        "https:///nothing",
        "https://[::1/",
        "nonsense",
        "",
    ],
)
async def test_anything_but_https_without_password_is_refused_unasked(url):
    failed = await failure(GuardedFetch(AGENT, total=3), url)
    assert failed.cause is Cause.STRANGE
    assert "secret" not in failed.reason


@pytest.mark.parametrize("fault", ["redirect-away", "redirect-private", "redirect-metadata", "redirect-loop"])
async def test_redirects_lead_neither_to_plain_http_nor_to_private_addresses_nor_on_and_on(page, fetch, fault):
    page.fault = fault
    failed = await failure(fetch, page.url + PATH)
    assert failed.cause in (Cause.STRANGE, Cause.PRIVATE)
    assert page.hits.total() <= 4


async def test_a_redirect_on_the_same_host_is_followed(page, fetch):
    page.replies = {"/elsewhere": {"found": True}}
    page.moved = {"/start": "/elsewhere"}
    assert (await fetch.json(page.url + "/start")).value == {"found": True}


async def test_another_port_of_the_allowed_private_host_is_still_refused(page, fetch):
    async with StatusPage() as other:
        page.moved = {"/start": other.url + PATH}
        assert (await failure(fetch, page.url + "/start")).cause is Cause.STRANGE
        assert other.hits.total() == 0


@pytest.mark.parametrize("fault", sorted(set(REPLIES) - {"empty-object", "null"}))
async def test_every_bad_reply_is_one_plain_sentence(page, fetch, fault):
    page.fault = fault
    failed = await failure(fetch, page.url + PATH)
    assert failed.reason.endswith(".")
    assert "Error" not in failed.reason
    assert "Traceback" not in failed.reason


@pytest.mark.parametrize("fault", ["truncated", "bad-gzip", "reset", "garbage"])
async def test_broken_bodies_and_connections_are_one_plain_sentence(page, fetch, fault):
    page.fault = fault
    assert (await failure(fetch, page.url + PATH)).reason.startswith("127.0.0.1 ")


@pytest.mark.parametrize("fault", sorted(set(DISTURBANCES) & {"dripping", "hanging"}))
async def test_a_page_that_never_finishes_ends_with_the_total_time(page, fault):
    guarded = GuardedFetch(AGENT, private_origin=page.url, total=0.2)
    page.fault = fault
    assert "did not answer within 0.2 seconds" in (await failure(guarded, page.url + PATH)).reason
    await guarded.aclose()


async def test_nobody_listening_is_retried_once_and_said():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    guarded = GuardedFetch(AGENT, private_origin=url, total=3, pause=(0, 0))
    assert (await failure(guarded, url + PATH)).reason == "127.0.0.1 could not be reached."
    await guarded.aclose()


@pytest.mark.parametrize(("fault", "asked"), [("502", 2), ("500", 1), ("403", 1), ("405", 1), ("429", 1), ("503", 1)])
async def test_only_a_passing_failure_is_tried_again_and_only_once(page, fetch, fault, asked):
    """The 503 of this page names a time to come back, and is left alone until then."""
    page.fault = fault
    await failure(fetch, page.url + PATH)
    assert page.hits[PATH] == asked


async def test_a_retry_that_works_is_as_good_as_a_first_time(page, fetch):
    page.fault = "502"
    page.faults_left = 1
    assert (await fetch.json(page.url + PATH)).value
    assert page.hits[PATH] == 2


async def test_the_time_to_come_back_is_told(page, fetch):
    page.moved = {PATH: (429, {"Retry-After": "30"})}
    assert (await failure(fetch, page.url + PATH)).retry_after == 30


async def test_what_is_not_there_is_told_apart_from_what_fails(page, fetch):
    assert (await failure(fetch, page.url + "/nothing")).cause is Cause.ABSENT
    page.fault = "500"
    assert (await failure(fetch, page.url + PATH)).cause is Cause.DOWN
    page.fault = "html"
    assert (await failure(fetch, page.url + PATH)).cause is Cause.STRANGE


async def test_a_gzip_bomb_is_never_unfolded(page, fetch):
    """40 MB in 40 kB: the reading stops at 4 MB."""
    page.fault = "gzip-bomb"
    REPLIES["gzip-bomb"]()
    tracemalloc.start()
    failed = await failure(fetch, page.url + PATH)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "more than we are willing to read" in failed.reason
    assert peak < 16 * 2**20


async def test_a_packed_body_is_unpacked(page, fetch):
    page.moved = {PATH: (200, {"Content-Encoding": "gzip", "Content-Type": "application/json"})}
    page.moved_body = gzip.compress(json.dumps({"packed": True}).encode())
    assert (await fetch.json(page.url + PATH)).value == {"packed": True}


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "compress"])
async def test_packings_we_did_not_ask_for_are_refused(page, fetch, encoding):
    page.moved = {PATH: (200, {"Content-Encoding": encoding})}
    assert (await failure(fetch, page.url + PATH)).cause is Cause.STRANGE


async def test_an_unchanged_body_is_not_sent_again(page, fetch):
    page.etags = True
    page.replies = {PATH: {"fixed": 1}}
    first = await fetch.json(page.url + PATH)
    second = await fetch.json(page.url + PATH)
    assert first.value == second.value == {"fixed": 1}
    assert "if-none-match" not in page.seen[0]
    assert page.seen[1]["if-none-match"].startswith('W/"')


async def test_unchanged_without_anything_kept_is_a_failure(page, fetch):
    page.moved = {PATH: (304, {})}
    assert (await failure(fetch, page.url + PATH)).cause is Cause.DOWN


async def test_the_age_of_a_cached_copy_and_the_servers_clock_are_told(page, fetch):
    page.headers = {"Age": "90"}
    page.fault = "skewed-clock"
    got = await fetch.json(page.url + PATH)
    assert got.age == 90
    assert got.skew is not None
    assert -86_500 < got.skew < -86_300


@pytest.fixture
def certificate(tmp_path):
    """A certificate for status.test, signed by nobody else, with its key."""
    paths = tmp_path / "cert.pem", tmp_path / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    make += ["-subj", "/CN=status.test", "-addext", "subjectAltName=DNS:status.test", "-days", "2"]
    subprocess.run([*make, "-out", paths[0], "-keyout", paths[1]], check=True, capture_output=True)
    return paths


async def test_tls_checks_the_name_while_the_connection_goes_to_the_checked_address(certificate, monkeypatch):
    """The certificate is for the host's name; the socket is opened to the address that was checked."""
    names = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.sni_callback = lambda _, name, __: names.append(name)

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    url = f"https://status.test:{server.sockets[0].getsockname()[1]}"
    answer_with(monkeypatch, "127.0.0.1")
    guarded = GuardedFetch(AGENT, private_origin=url, total=5, pause=(0, 0))
    assert (await failure(guarded, url)).reason == "status.test could not be reached."
    await guarded.aclose()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert (await guarded.json(url)).value == {}
    assert set(names) == {"status.test"}
    await guarded.aclose()
    server.close()
    await server.wait_closed()


FEED = "<?xml version='1.0'?><feed><title>Störung</title></feed>"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/atom+xml; charset=utf-8", FEED.encode()),
        ("application/atom+xml", b"\xef\xbb\xbf" + FEED.encode()),
        ("text/xml; charset=ISO-8859-1", FEED.encode("iso-8859-1")),
        ("text/xml", FEED.replace("'1.0'", "'1.0' encoding='windows-1252'").encode("windows-1252")),
        ("text/xml", FEED.encode("utf-16")),
        ("text/html; charset=nonsense", FEED.encode()),
    ],
)
async def test_a_document_is_text_in_the_encoding_it_names(page, fetch, kind, body):
    page.moved, page.moved_body = {PATH: (200, {"Content-Type": kind, "Content-Length": str(len(body))})}, body
    assert "Störung" in (await fetch.document(page.url + PATH)).value


async def test_a_document_that_is_json_is_its_value(page, fetch):
    page.replies = {PATH: {"found": True}}
    assert (await fetch.document(page.url + PATH)).value == {"found": True}


@pytest.mark.parametrize("body", [b"", b"  \n", b"\x89PNG\x00\x00", b'{"cut": '])
async def test_what_is_no_document_is_refused(page, fetch, body):
    page.moved, page.moved_body = {PATH: (200, {"Content-Length": str(len(body))})}, body
    with pytest.raises(FetchFailed) as caught:
        await fetch.document(page.url + PATH)
    assert caught.value.cause is Cause.STRANGE


async def test_a_document_is_asked_for_as_such_and_data_as_data(page, fetch):
    page.replies = {PATH: {"found": True}}
    await fetch.document(page.url + PATH)
    await fetch.json(page.url + PATH)
    assert ["xml" in seen["accept"] for seen in page.seen] == [True, False]
