"""The shipped guide holds what it promises: ids, order, facts, figures, conditions, and how people talk about it."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import pytest
import yaml

from bot.models import Fact
from bot.plan import plan
from knowledge.models import Chunk, Guide, Item, Kind, Step
from knowledge.parse import read_guide_with_problems
from knowledge.product import SHIPPED
from status.models import State

GUIDES = SHIPPED.parent
ARTICLE = GUIDES / "en" / "chatgpt-bad-gateway.md"
ORDER = (
    (Kind.OVERVIEW, "what-it-is"),
    (Kind.CAUSE, "causes cause-server-overload cause-backend cause-network cause-browser-app cause-maintenance"),
    (Kind.ADVANCED, "advanced"),
    (Kind.OVERVIEW, "steps"),
    (Kind.STEP, "refresh clear-cache other-browser status-page restart-connection disable-extensions vpn"),
    (Kind.OVERVIEW, "just-you-or-everyone"),
    (Kind.CAUTION, "what-not-to-do"),
    (Kind.PREVENTION, "prevention bookmark-status keep-updated limit-tabs peak-times"),
    (Kind.OVERVIEW, "closing"),
    (Kind.FAQ, "faq faq-prevent faq-down"),
)
SECTIONS = {section: kind for kind, sections in ORDER for section in sections.split()}
ITEMS = {
    "advanced": ["flush-dns", "firewall-antivirus", "update-software", "contact-support"],
    "what-not-to-do": ["no-nonstop-refresh", "no-reset-everything", "dont-assume-internet"],
}
STEP_TITLES = [
    "Step 1: Refresh the page",
    "Step 2: Clear your browser cache",
    "Step 3: Try a different browser or device",
    "Step 4: Check ChatGPT's status page",
    "Step 5: Restart your internet connection",
    "Step 6: Disable browser extensions",
    "Step 7: Use a VPN (or disconnect from one)",
]
SPOKEN = yaml.safe_load(ARTICLE.with_suffix(".yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def guide() -> Guide:
    found, problems = read_guide_with_problems([GUIDES])
    assert problems == ()
    return found


def english(guide: Guide) -> dict[str, Chunk]:
    return {chunk.section: chunk for chunk in guide.in_language("en")}


def items(guide: Guide) -> dict[str, Item]:
    return {item.id: item for chunk in english(guide).values() for item in chunk.items}


def steps(guide: Guide) -> dict[str, Step]:
    return {place.step.id: place.step for place in guide.steps("en")}


@cache
def finder(phrases: frozenset[str]) -> re.Pattern[str]:
    """Find phrases that stand whole, the longest first; scripts without spaces have no word borders."""
    longest = sorted(phrases, key=len, reverse=True)
    joined = [one for one in longest if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", one)]
    spaced = [one for one in longest if one not in joined]
    whole = "|".join(re.escape(one) for one in spaced)
    return re.compile("|".join([rf"(?<!\w)(?:{whole})(?!\w)", *(re.escape(one) for one in joined)]))


def names(text: str, phrases: Iterable[str]) -> list[str]:
    """Return which phrases a text names."""
    return finder(frozenset(phrases)).findall(text.casefold().replace("’", "'"))


def test_the_sections_stand_in_their_order_with_their_kinds(guide: Guide):
    assert [(chunk.section, chunk.kind) for chunk in guide.in_language("en")] == list(SECTIONS.items())
    assert {chunk.id for chunk in guide.chunks} == {f"chatgpt-bad-gateway#{section}" for section in SECTIONS}


def test_the_items_have_ids_of_their_own(guide: Guide):
    held = {section: [item.id for item in chunk.items] for section, chunk in english(guide).items() if chunk.items}
    assert held == ITEMS


def test_every_step_keeps_its_number_and_name(guide: Guide):
    assert [chunk.title for chunk in guide.in_language("en") if chunk.kind is Kind.STEP] == STEP_TITLES


def test_the_plan_numbers_the_seven_steps_and_goes_on_with_the_four_deeper_fixes(guide: Guide):
    ordered = sorted(steps(guide).values(), key=lambda step: step.order)
    wanted = [section for section, kind in SECTIONS.items() if kind is Kind.STEP] + ITEMS["advanced"]
    assert [(step.order, step.id) for step in ordered] == list(enumerate(wanted, start=1))
    assert [step.id for step in ordered if step.last_resort] == ["contact-support"]
    assert steps(guide)["vpn"].variants == ("off", "on")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("what-it-is", ["502", "your browser did reach", "backend", "any website", "minutes", "rarely your own"]),
        ("causes", ["traffic", "backend", "network", "browser or app", "maintenance", "update"]),
        ("cause-server-overload", ["millions", "time out", "502", "capacity is added automatically"]),
        (
            "cause-backend",
            ["several backend systems", "slow, unstable", "offline", "valid reply", "automatic recovery"],
        ),
        ("cause-network", ["internet provider", "dns", "region", "milliseconds", "seconds", "reload"]),
        ("cause-browser-app", ["cache", "cookies", "extension", "compatibility bug", "updated app"]),
        ("cause-maintenance", ["infrastructure", "model", "security update", "restart", "downtime", "stable"]),
        ("steps", ["quickest", "first two steps solve most"]),
        ("refresh", ["reload", "close the chatgpt app completely", "stuck requests", "connection"]),
        ("clear-cache", ["scripts", "cookies", "everything new", "updated", "very busy"]),
        ("other-browser", ["settings", "extension", "cache", "on your side"]),
        ("status-page", ["maintenance", "outages", "slow performance", "upgrades", "waiting"]),
        ("restart-connection", ["modem", "router", "routing tables", "congestion", "under two minutes"]),
        ("disable-extensions", ["ad blockers", "security", "privacy", "api calls", "one at a time", "allowed sites"]),
        ("vpn", ["disconnect", "reputable", "routing", "internet provider", "where its server stands", "crowded"]),
        (
            "just-you-or-everyone",
            ["outage tracker", "thousands", "only wait", "no outage posted", "nearly always pass"],
        ),
        ("flush-dns", ["outdated", "records", "seconds"]),
        ("firewall-antivirus", ["for a moment", "harmless", "allowed sites"]),
        ("update-software", ["newest version", "clash", "bugs", "smoothly"]),
        ("contact-support", ["screenshots", "steps you have tried", "backend", "sooner"]),
        ("no-nonstop-refresh", ["60-90 seconds", "load on the servers", "backend"]),
        ("no-reset-everything", ["simple fixes", "cookie", "data", "settings", "last resort"]),
        ("dont-assume-internet", ["status", "second device", "internet provider"]),
        ("prevention", ["connection", "conflicts in the browser", "busiest times", "502"]),
        ("bookmark-status", ["official status page", "many people", "wait", "time"]),
        ("keep-updated", ["browser", "operating system", "apps", "security", "compatibility", "automatic", "2026"]),
        ("limit-tabs", ["one active", "memory", "requests", "timed-out", "502", "backend"]),
        ("peak-times", ["working hours", "product launch", "update", "quieter", "reliable", "faster"]),
        ("closing", ["2026", "rush of users", "backend", "network", "minutes", "bookmark", "only if they fail"]),
        ("faq-prevent", ["habits", "server side", "wait", "seldom last"]),
        ("faq-down", ["not always", "one server", "your own connection", "more than 10 minutes", "status page"]),
    ],
)
def test_every_fact_and_figure_is_in_its_place(guide: Guide, place: str, words: list[str]):
    texts = {section: chunk.text for section, chunk in english(guide).items()}
    text = (texts | {item.id: item.text for item in items(guide).values()})[place].lower()
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("section", "word", "parts"),
    [
        ("causes", "five", [one for one in SECTIONS if one.startswith("cause-")]),
        ("steps", "seven", [one for one, kind in SECTIONS.items() if kind is Kind.STEP]),
        ("advanced", "four", ITEMS["advanced"]),
        ("what-not-to-do", "three", ITEMS["what-not-to-do"]),
        ("prevention", "four", ["bookmark-status", "keep-updated", "limit-tabs", "peak-times"]),
        ("faq", "two", ["faq-prevent", "faq-down"]),
    ],
)
def test_a_section_that_counts_its_parts_counts_right(guide: Guide, section: str, word: str, parts: list[str]):
    spelled = dict(enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven"]))
    assert word in english(guide)[section].text.lower()
    assert spelled[len(parts)] == word
    below = [one.section for one in guide.in_language("en") if english(guide)[section].title in one.heading_path[:-1]]
    assert parts in (below, [item.id for item in english(guide)[section].items])


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("refresh", ["60-90 seconds", "nonstop"]),
        ("clear-cache", ["only", "last resort", "sign in", "account"]),
        ("restart-connection", ["status page", "second device", "cut off", "reset button"]),
        ("disable-extensions", ["on again"]),
        ("vpn", ["work or school", "ask it", "reputable"]),
    ],
)
def test_a_safety_note_is_attached_to_its_step(guide: Guide, step: str, words: list[str]):
    caution = (english(guide)[step].caution or "").lower()
    assert [word for word in words if word not in caution] == []


def test_protection_goes_on_again_in_the_very_sentence_that_switches_it_off(guide: Guide):
    first = items(guide)["firewall-antivirus"].text.split(". ")[0]
    assert "off" in first
    assert "on again at once" in first


def test_every_line_is_plain_words_of_the_source_that_can_be_quoted_alone(guide: Guide):
    source = ARTICLE.read_text("utf-8")
    for chunk in guide.in_language("en"):
        labels = [f"{item.label}: " for item in chunk.items]
        lines = [*chunk.text.splitlines(), *(note for note in (chunk.caution, chunk.tip) if note)]
        bare = [next((line[len(label) :] for label in labels if line.startswith(label)), line) for line in lines]
        assert [line for line in bare if line not in source] == []
        assert [line for line in bare if re.search(r"[*_`\[\]]|https?:", line)] == []
        sentences = [one for line in bare for one in re.split(r"(?<=[.!?])\s+", line)]
        assert [one for one in sentences if re.match(r"(It|They|Them|This|That|He|She)\b", one)] == []


def test_conditions_speak_of_facts_and_states_that_exist(guide: Guide):
    facts, states = {fact.value for fact in Fact}, {state.value for state in State} - {State.OK.value}
    for step in steps(guide).values():
        conditions = (*step.sooner, *step.later, *step.never)
        assert set(conditions) <= facts, step.id
        assert len(conditions) == len(set(conditions)), f"{step.id}: one fact pulls two ways"
        assert set(step.during_incident) <= states, step.id


@pytest.mark.parametrize(
    ("facts", "first", "absent"),
    [
        ({Fact.PAGE_READ}, ["refresh", "clear-cache", "other-browser"], {"status-page"}),
        ({Fact.PAGE_UNREAD}, ["refresh", "other-browser", "status-page"], set()),
        ({Fact.WORKS_ELSEWHERE}, ["clear-cache", "disable-extensions"], {"other-browser"}),
        ({Fact.WORKS_OTHER_NETWORK}, ["restart-connection", "vpn", "vpn", "flush-dns"], set()),
        (
            {Fact.WORKS_PRIVATE_WINDOW},
            ["clear-cache", "disable-extensions"],
            {"restart-connection", "flush-dns", "firewall-antivirus"},
        ),
        ({Fact.FAILS_ELSEWHERE, Fact.PAGE_READ}, ["restart-connection"], {"other-browser", "status-page"}),
        ({Fact.IN_APP}, ["refresh", "other-browser", "update-software"], {"clear-cache", "disable-extensions"}),
        ({Fact.MANAGED_DEVICE}, ["refresh", "clear-cache"], {"vpn", "firewall-antivirus"}),
        ({Fact.PAGE_SAYS_OK}, ["refresh", "clear-cache"], {"status-page"}),
        ({Fact.VPN_ON}, ["vpn", "refresh"], set()),
    ],
)
def test_what_a_person_says_decides_between_advice_that_pulls_two_ways(
    guide: Guide, facts: set[Fact], first: list[str], absent: set[str]
):
    offered = [one.step_id for one in plan(guide, "en", (), frozenset(facts), blocked=False).open]
    assert offered[: len(first)] == first
    assert absent.isdisjoint(offered)


@pytest.mark.parametrize(("fact", "left"), [(Fact.VPN_ON, "off"), (Fact.VPN_OFF, "on")])
def test_the_vpn_is_only_changed_to_what_it_is_not(guide: Guide, fact: Fact, left: str):
    open_steps = plan(guide, "en", (), frozenset({fact}), blocked=False).open
    assert [one.variant for one in open_steps if one.step_id == "vpn"] == [left]


def test_a_human_is_never_offered_as_a_mere_next_step(guide: Guide):
    sorted_out = plan(guide, "en", (), frozenset(), blocked=False)
    assert "contact-support" not in [one.step_id for one in sorted_out.open]
    assert "contact-support" in [one.id for one in sorted_out.held_back]


def test_every_section_and_item_has_phrasings_enough_in_many_languages():
    counts = {name: len(spoken) for name, spoken in SPOKEN["phrasings"].items()}
    assert set(counts) == {*SECTIONS, *ITEMS["advanced"], *ITEMS["what-not-to-do"]}
    assert {name: count for name, count in counts.items() if count < (24 if name in SECTIONS else 12)} == {}
    for name, spoken in SPOKEN["phrasings"].items():
        text = " ".join(spoken)
        scripts = {"Cyrillic": r"[\u0400-\u04ff]", "kana": r"[\u3040-\u30ff]", "accents": r"[à-ÿ]"}
        assert [script for script, signs in scripts.items() if not re.search(signs, text)] == [], name


def test_no_message_stands_for_two_things():
    spoken = [phrase for phrases in SPOKEN["phrasings"].values() for phrase in phrases]
    plain = Counter(re.sub(r"\W+", " ", phrase.casefold()).strip() for phrase in (*spoken, *SPOKEN["declines"]))
    assert [phrase for phrase, count in plain.items() if count > 1] == []
    assert len(SPOKEN["declines"]) >= 140


def test_no_phrasing_names_another_product_or_a_symptom_that_is_not_covered(guide: Guide):
    foreign = (
        *guide.product.others,
        *(word for one in guide.product.symptoms if not one.covered for word in one.words),
    )
    named = {
        phrase: found
        for spoken in SPOKEN["phrasings"].values()
        for phrase in spoken
        if (found := names(phrase, foreign))
    }
    assert named == {}


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("wiped the cookies", "clear-cache"),
        ("hit F5 a few times", "refresh"),
        ("force closed it", "refresh"),
        ("opened it in incognito", "other-browser"),
        ("downdetector is full of reports", "status-page"),
        ("power cycled the modem", "restart-connection"),
        ("restarted my wifi", "restart-connection"),
        ("flight mode on and off", "restart-connection"),
        ("paused uBlock Origin", "disable-extensions"),
        ("through WARP", "vpn"),
        ("ran ipconfig /flushdns", "flush-dns"),
        ("emptied the dns cache", "flush-dns"),
        ("switched off Kaspersky", "firewall-antivirus"),
        ("reinstalled the app", "update-software"),
        ("opened a ticket", "contact-support"),
        ("borré las cookies", "clear-cache"),
        ("router neu gestartet und flugmodus", "restart-connection"),
        ("désactivé mon bloqueur de pub", "disable-extensions"),
        ("usei aba anônima", "other-browser"),
        ("обновил страницу", "refresh"),
        ("拡張機能を全部オフ", "disable-extensions"),
        ("挂了梯子", "vpn"),
    ],
)
def test_a_step_is_known_by_the_words_people_use_for_it(guide: Guide, said: str, step: str):
    found = {word: one.id for one in steps(guide).values() for word in names(said, one.words)}
    assert found[max(found, key=len)] == step


@pytest.mark.parametrize(
    "said",
    [
        "any update on this?",
        "my internet connection is fine",
        "the wifi is fine",
        "i am on chrome",
        "new version out today",
        "gateway",
    ],
)
def test_what_is_no_attempt_is_not_taken_for_a_step(guide: Guide, said: str):
    assert [word for one in steps(guide).values() for word in names(said, one.words)] == []


def test_the_words_of_steps_and_variants_never_stand_for_two(guide: Guide):
    words = Counter(word for one in steps(guide).values() for word in one.words)
    assert [word for word, count in words.items() if count > 1] == []
    assert [word for word in words if word != word.lower()] == []
    said = dict(steps(guide)["vpn"].variant_words)
    assert list(said) == ["off", "on"]
    assert set(said["off"]).isdisjoint(said["on"])


def test_the_product_says_where_its_status_and_a_human_are(guide: Guide):
    product = guide.product
    assert (product.id, product.vendor, product.areas[0].id) == ("chatgpt", "OpenAI", "web")
    assert {product.status_url, product.contact_url} <= set(product.links)
    assert [symptom.id for symptom in product.symptoms if symptom.covered] == ["bad-gateway"]


@pytest.mark.parametrize(
    ("symptom", "decides", "does_not"),
    [
        ("bad-gateway", "ChatGPT/Conversations", "APIs/Responses"),
        ("service-unavailable", "ChatGPT/Conversations", "APIs/Chat Completions"),
        ("login", "ChatGPT/Login", "ChatGPT/Conversations"),
        ("slow", "ChatGPT/Conversations", "ChatGPT/Image Generation"),
        ("images", "ChatGPT/Image Generation", "ChatGPT/Conversations"),
        ("files", "ChatGPT/File uploads", "ChatGPT/Conversations"),
        ("voice", "ChatGPT/Voice mode", "ChatGPT/Conversations"),
        ("codex", "Codex/CLI", "ChatGPT/Conversations"),
        ("api-errors", "APIs/Responses", "ChatGPT/Conversations"),
    ],
)
def test_a_symptom_is_decided_by_its_own_components(guide: Guide, symptom: str, decides: str, does_not: str):
    found = next(one for one in guide.product.symptoms if one.id == symptom)
    assert decides in found.components
    assert does_not not in found.components


@pytest.mark.parametrize("symptom", ["rate-limit", "access-denied", "not-found"])
def test_what_is_a_persons_own_matter_is_decided_by_no_component(guide: Guide, symptom: str):
    assert next(one.components for one in guide.product.symptoms if one.id == symptom) == ()


@pytest.mark.parametrize(
    ("title", "fits", "does_not"),
    [
        ("Elevated error rates in ChatGPT conversations for paid plans", "bad-gateway", "api-errors"),
        ("ChatGPT is unavailable in some regions", "bad-gateway", "login"),
        ("Some people cannot finish signing up", "login", "bad-gateway"),
        ("Longer latency on the Responses API", "api-errors", "bad-gateway"),
        ("Problems with Sora and image generation", "images", "bad-gateway"),
        ("ChatGPT Work shows high error rates", "work", "bad-gateway"),
    ],
)
def test_an_incident_without_components_is_matched_by_its_title(guide: Guide, title: str, fits: str, does_not: str):
    titles = {symptom.id: symptom.titles for symptom in guide.product.symptoms}
    assert names(title, titles[fits]) != []
    assert names(title, titles[does_not]) == []
