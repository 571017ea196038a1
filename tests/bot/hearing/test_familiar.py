"""Familiarity weighs the words that a guide never uses."""

from bot.hearing.familiar import Familiarity
from bot.hearing.words import words

GUIDE = Familiarity(["Clear the browser cache.", "Restart your router when the gateway fails."], "en")


def share(message):
    strange, total = GUIDE.strangeness(words(message))
    return strange / total if total else 0.0


def test_what_the_guide_speaks_of_is_familiar_in_any_form():
    assert share("restarting routers and clearing caches") == 0.0


def test_what_it_never_speaks_of_is_strange_and_common_words_weigh_nothing():
    assert share("how do I bake sourdough bread") > 0.9
    assert GUIDE.strangeness(words("what is the"))[1] < 1.0
