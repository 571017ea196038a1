"""What is peculiar to one platform and not in the contract."""

import pytest

from infra.fetch import Fetched, FetchFailed
from infra.reply import Cause
from status.models import ComponentState, State
from status.platforms import betterstack, cachet, instatus, statusio, uptimekuma
from status.read import PageSource
from tests.status.bodies import bodies
from tests.status.other_bodies import ID
from tests.status.platforms.test_contract import as_read, report_of
from tests.status.scenarios import SCENARIOS


def changed(platform, scenario, change):
    """Return the report of a page after `change` had its way with the body it is for."""
    return report_of(platform, scenario, lambda body: change(body) or body)


class Network:
    """Answers from a table of whole addresses, and notes what was asked."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    async def json(self, url):
        self.asked.append(url)
        if url not in self.answers:
            raise FetchFailed("It has nothing there.", Cause.ABSENT)
        return Fetched(self.answers[url])

    document = json

    async def aclose(self):
        """Nothing to release."""


@pytest.mark.parametrize(
    "link", [f"/pages/history/{ID}", f"https://api.status.io/1.0/status/{ID}", f"/pages/incident/{ID}/1"]
)
async def test_a_status_io_page_is_read_by_the_id_in_its_html_and_its_html_only_once(link):
    answers = {
        "https://status.harbor.example": f'<html><a href="{link}">History</a></html>',
        statusio.API + ID: bodies(SCENARIOS["conversations-down"](), "statusio")[f"/1.0/status/{ID}"],
    }
    network = Network(answers)
    source = PageSource("https://status.harbor.example", network, (statusio,))
    assert (await source.read()).state is State.OUTAGE
    assert (await source.read()).state is State.OUTAGE
    assert network.asked == [*answers, statusio.API + ID]


@pytest.mark.parametrize("html", ["<html></html>", "/pages/history/short", f"/elsewhere/{ID}", "/1.0/status/../../x"])
def test_a_page_without_the_id_leads_nowhere(html):
    assert statusio.wants({"": html}, ("",), ()) == ()


def test_a_notice_on_uptime_kuma_is_no_incident_but_is_told():
    def notice(body):
        if "incidents" in body:
            body["incidents"][0]["style"] = "info"

    report = changed("uptimekuma", "conversations-down", notice)
    assert report.incidents == ()
    assert report.warnings == ("The page shows a notice: “Elevated errors in ChatGPT Conversations”.",)


def test_a_monitor_of_uptime_kuma_without_a_heartbeat_is_unknown():
    def silent(body):
        if "heartbeatList" in body:
            body["heartbeatList"]["1"] = [0, 0]

    report = changed("uptimekuma", "all-fine", silent)
    assert (report.components[0].state, report.state) == (ComponentState.UNKNOWN, State.UNKNOWN)


def test_an_older_uptime_kuma_posts_one_incident():
    def one(body):
        if "incidents" in body:
            body["incident"] = body.pop("incidents")[0]

    assert len(changed("uptimekuma", "conversations-down", one).incidents) == 1


@pytest.mark.parametrize(
    "html", ["<script>window.preloadData = {'config':{'slug':'harbor'}}</script>", '{"slug":"harbor"}']
)
def test_the_name_of_an_uptime_kuma_page_stands_in_what_it_loads_ahead(html):
    wanted = uptimekuma.wants({"": html}, ("",), ())
    assert wanted == ("/../../api/status-page/harbor", "/../../api/status-page/heartbeat/harbor")


@pytest.mark.parametrize("html", ["", "<html></html>", "'slug':'../../admin'", '"slug": 7'])
def test_a_page_that_names_itself_otherwise_is_not_asked(html):
    assert uptimekuma.wants({"": html}, ("",), ()) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"meta": {"pagination": {"total_pages": 2}}},
        {"links": {"next": "https://x/?page=2"}},
        {"meta": {"last_page": 2}},
    ],
)
def test_a_cachet_with_rows_on_further_pages_is_not_known_whole(more):
    def paged(body):
        body.update(more)

    report = changed("cachet2", "all-fine", paged)
    assert (report.state, report.partial) == (State.UNKNOWN, True)


def test_an_older_cachet_lists_windows_among_its_incidents():
    def planned(body):
        for row in body["data"]:
            if "occurred_at" in row:
                row |= {"status": 0, "latest_status": 0, "scheduled_at": "2999-01-01 00:00:00"}

    report = changed("cachet2", "conversations-down", planned)
    assert (report.incidents, len(report.maintenances)) == ((), 1)


def test_a_cachet_of_version_2_is_not_asked_for_version_3():
    told = as_read("cachet2", bodies(SCENARIOS["all-fine"](), "cachet2"))
    asked = set()
    while wanted := cachet.wants(told, asked, ()):
        asked.update(wanted)
    assert not [path for path in asked if not path.startswith("/api/v1/")]


def test_a_report_of_better_stack_that_has_an_end_is_over():
    def ended(body):
        for thing in body["included"]:
            if thing["type"] == "status_report":
                thing["attributes"] |= {"ends_at": thing["attributes"]["starts_at"]}

    assert not changed("betterstack", "conversations-down", ended).incidents[0].open


@pytest.mark.parametrize("kind", ["status_report", "", None, 7])
def test_better_stack_is_known_by_the_type_it_gives_itself(kind):
    assert not betterstack.recognises({"/index.json": {"data": {"type": kind, "attributes": {}}}})


def test_an_older_instatus_is_asked_at_its_older_addresses():
    assert instatus.wants({}, ("/summary.json", "/v3/components.json"), ()) == (
        "/v3/summary.json",
        "/v2/components.json",
    )


def test_an_instatus_without_its_components_is_not_known_whole():
    told = {"/summary.json": bodies(SCENARIOS["all-fine"](), "instatus")["/summary.json"]}
    from datetime import UTC, datetime

    from status.ports import Page

    report = instatus.parse(told, Page("https://status.harbor.example", "", datetime.now(UTC)))
    assert (report.state, report.partial) == (State.UNKNOWN, True)


@pytest.mark.parametrize(
    "told", [{"page": {"id": "x", "status": "UP"}, "status": {"indicator": "none"}}, {"page": {}}, [], None]
)
def test_the_summary_of_another_platform_is_not_instatus(told):
    assert not instatus.recognises({"/summary.json": told})
