"""Plans and regions in titles and messages."""

import pytest

from bot.audience import is_for_others, named_audience, plans_in, regions_in


@pytest.mark.parametrize(
    ("text", "plans"),
    [
        ("Elevated errors for Free users", {"Free"}),
        ("Free and Plus users see errors", {"Free", "Plus"}),
        ("ChatGPT Enterprise and Edu workspaces", {"Enterprise", "Edu"}),
        ("I am on the Plus plan", {"Plus"}),
        ("I have chatgpt pro", {"Pro"}),
        ("Codex plus ChatGPT are slow", set()),
        ("feel free to wait", set()),
        ("a team is working on it", set()),
    ],
)
def test_a_plan_is_named_before_what_it_is_of_or_after_the_product(text, plans):
    assert plans_in(text) == plans


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("Errors in Europe", {"Europe"}),
        ("EU and APAC latency", {"Europe", "Asia"}),
        ("Users in the US", {"North America"}),
        ("please help us", set()),
        ("Degraded performance", set()),
    ],
)
def test_a_region_is_a_name_and_no_pronoun(text, regions):
    assert regions_in(text) == regions


def test_all_that_titles_name_is_told_once_and_sorted():
    assert named_audience(["Free users in Europe", "Free accounts"]) == ("Europe", "Free")


@pytest.mark.parametrize(
    ("title", "told", "others"),
    [
        ("Errors for Free users", "502 on my Plus plan", True),
        ("Errors for Free and Plus users", "502 on my Plus plan", False),
        ("Errors for Free users", "502", False),
        ("Errors", "502 on my Plus plan", False),
        ("Errors in Europe", "502, I am in India", True),
        ("Errors for Free users in Europe", "502 on a free account in India", True),
    ],
)
def test_it_is_for_others_only_where_both_name_something_and_nothing_in_common(title, told, others):
    assert is_for_others(title, told) is others
