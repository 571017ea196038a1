"""`signpost status --replay FILE`: what would have been said when."""

from datetime import UTC, datetime, timedelta

from evaluation.publish import publish
from evaluation.timeline import Moment, format_line
from evaluation.world import Post, Trouble, World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POSTED = NOON + timedelta(minutes=10)
OVER = NOON + timedelta(hours=2)


def a_timeline(path):
    hit = {("ChatGPT", "Conversations"): "full_outage"}
    posts = (Post(POSTED, "investigating", "We look into it."),)
    more = {"posts": posts, "coloured": POSTED, "faded": OVER}
    world = World(NOON, OVER, (Trouble("k", "01KZZZZZZZZZZZZZZZZZZZZZZZ", "Errors", NOON, OVER, (), hit, **more),))
    moments = [Moment(at=at, bodies=publish(world, at)) for at in (NOON, POSTED)]
    moments += [Moment(at=at + timedelta(minutes=5), ask="chatgpt shows 502", truth="broken") for at in (NOON, POSTED)]
    path.write_text("".join(format_line(one) + "\n" for one in sorted(moments, key=lambda one: one.at)))
    return str(path)


def test_json_holds_each_question_with_its_verdict(shell, tmp_path):
    done = shell.run("status", "--json", "--replay", a_timeline(tmp_path / "t.jsonl"))
    assert done.code == 0
    assert [(one["at"], one["scope"]) for one in done.document] == [
        ("2026-03-02T12:05:00Z", "just_you"),
        ("2026-03-02T12:15:00Z", "everyone"),
    ]


def test_a_person_reads_when_the_page_changed_and_what_was_said(shell, tmp_path):
    done = shell.run("status", "--replay", a_timeline(tmp_path / "t.jsonl"))
    assert done.code == 0
    assert done.out.count("“chatgpt shows 502”") == 2
    assert "it was broken" in done.out
    assert "shows an outage" in done.out


def test_what_is_no_timeline_is_said_with_its_line(shell, tmp_path):
    (tmp_path / "t.jsonl").write_text('{"at": "yesterday", "ask": "502"}\n')
    done = shell.run("status", "--replay", str(tmp_path / "t.jsonl"))
    assert done.code == 1
    assert "t.jsonl:1" in done.err + done.out


def test_a_timeline_that_asks_nothing_is_said(shell, tmp_path):
    (tmp_path / "t.jsonl").write_text('{"at": "2026-03-02T12:00:00Z", "bodies": {}}\n')
    assert shell.run("status", "--replay", str(tmp_path / "t.jsonl")).code == 1
