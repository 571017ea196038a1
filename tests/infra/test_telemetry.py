"""Logs hold listed fields and nothing a user wrote, and never stand in the way."""

import io
import json
import logging

import pytest

from infra.telemetry import Metrics, NoticeHandler, build_log, explain_error, fingerprint, new_request_id, request_id


def logged(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_only_listed_fields_are_written():
    stream = io.StringIO()
    build_log(stream).info("request", route="/v1/chat", status=200, message="my password is hunter2", token="sp_x")
    (line,) = logged(stream)
    assert set(line) == {"time", "level", "event", "route", "status"}
    assert "hunter2" not in stream.getvalue()


def test_a_line_stays_one_line_whatever_it_holds():
    stream = io.StringIO()
    build_log(stream).info("request", route="/x\r\n{}\x1b[31m\u2028")
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()


def test_long_values_are_cut():
    stream = io.StringIO()
    build_log(stream).info("request", reason="x" * 10_000)
    assert len(logged(stream)[0]["reason"]) == 200


def test_the_level_decides_what_is_written():
    stream = io.StringIO()
    log = build_log(stream, "warning")
    log.info("request")
    log.warning("trouble")
    assert [line["event"] for line in logged(stream)] == ["trouble"]


def test_the_current_request_is_named():
    stream = io.StringIO()
    token = request_id.set("req_1")
    try:
        build_log(stream).info("request")
    finally:
        request_id.reset(token)
    build_log(stream).info("later")
    assert [line.get("request_id") for line in logged(stream)] == ["req_1", None]


class Broken(io.StringIO):
    def write(self, text):
        raise OSError("no space left on device")

    def flush(self):
        raise OSError("no space left on device")


def test_a_full_disk_stops_no_answer():
    build_log(Broken()).error("trouble")
    closed = io.StringIO()
    closed.close()
    build_log(closed).error("trouble")


def test_a_fingerprint_is_stable_and_tells_nothing():
    assert fingerprint("203.0.113.9") == fingerprint("203.0.113.9")
    assert fingerprint("203.0.113.9") != fingerprint("203.0.113.10")
    assert len(fingerprint("c_" + "x" * 500)) == 12


def test_request_ids_do_not_repeat():
    assert len({new_request_id() for _ in range(1000)}) == 1000


def raised(message):
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def test_an_exception_is_told_by_type_and_place():
    told = explain_error(raised("hunter2"))
    assert told["error"] == "ValueError"
    assert "test_telemetry.py" in told["where"]
    assert "raised" in told["where"]
    assert "hunter2" not in str(told)


@pytest.fixture
def library_log():
    stream = io.StringIO()
    logger = logging.getLogger("tests.a_library")
    handler = NoticeHandler(build_log(stream))
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.handlers = []


def test_libraries_are_heard_without_what_they_quote(library_log):
    logger, stream = library_log
    logger.warning("cannot read %s", "my password is hunter2")
    logger.error("failed", exc_info=raised("hunter2"))
    first, second = logged(stream)
    assert (first["event"], first["reason"], first["level"]) == ("notice", "cannot read %s", "warning")
    assert (second["error"], second["level"]) == ("ValueError", "error")
    assert "hunter2" not in stream.getvalue()


def test_our_own_packages_say_whole_sentences(library_log):
    logger, stream = library_log
    handler = NoticeHandler(build_log(stream), own=("tests",))
    logger.handlers = [handler]
    logger.warning("%d answers are kept in %s", 3, "memory")
    assert logged(stream)[0]["reason"] == "3 answers are kept in memory"


def test_a_traceback_in_a_message_is_not_repeated(library_log):
    logger, stream = library_log
    logger.error("Traceback (most recent call last):\n  File x\nValueError: hunter2")
    logger.error("")
    assert [line["reason"] for line in logged(stream)] == ["Traceback (most recent call last):", ""]


def test_what_libraries_only_mention_is_left_out(library_log):
    logger, stream = library_log
    logger.setLevel(logging.DEBUG)
    logger.info("GET https://example.com/?token=1")
    assert stream.getvalue() == ""


def test_metrics_are_prometheus_text_with_bounded_labels():
    metrics = Metrics()
    metrics.observe("GET", "/v1/chat", 200, 0.02)
    metrics.observe("X" * 5000, "/v1/chat", 200, 0.02)
    text = metrics.exposition().decode()
    assert 'signpost_requests_total{method="GET",route="/v1/chat",status="200"} 1.0' in text
    assert 'method="other"' in text
    assert "XXX" not in text
    assert 'signpost_request_seconds_count{route="/v1/chat"} 2.0' in text


def test_two_applications_in_one_process_count_apart():
    one, other = Metrics(), Metrics()
    one.observe("GET", "/", 200, 0.1)
    assert b'route="/"' not in other.exposition()
