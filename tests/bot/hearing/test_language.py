"""The language of a message: of those we speak and of those we only know by name."""

import pytest

from bot.hearing.language import find_language
from bot.hearing.words import Phrases, words

NAMES = Phrases({"own": ["chatgpt"], "symptom": ["502", "bad gateway", "fehlerhaftes gateway", "geçersiz ağ geçidi"]})


def spoken(message, fallback="en"):
    return find_language(message, fallback, tuple(NAMES.find(words(message))))


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("my page stays blank and nothing helps", "en"),
        ("me sale un error y no se que hacer", "es"),
        ("was kann ich gegen diesen fehler tun", "de"),
        ("何もできません", "ja"),
        ("网页打不开", "zh"),
        ("페이지가 안 열려요", "ko"),
        ("الصفحة لا تفتح عندي", "ar"),
        ("waarom krijg ik steeds een foutmelding op deze pagina", "nl"),
        ("dlaczego ciągle widzę ten błąd na stronie", "pl"),
        ("sayfa neden bir türlü açılmıyor", "tr"),
        ("чому сторінка не відкривається, що робити з цією помилкою", "uk"),
        ("почему страница не открывается", "ru"),
        ("چرا صفحه باز نمی‌شود، چه کار کنم", "fa"),
    ],
)
def test_the_words_tell_the_language(message, language):
    assert spoken(message) == language


def test_a_shared_word_or_two_do_not_outweigh_the_rest():
    assert spoken("welke stekker moet er eerst weer in, die van de modem of de router") == "nl"


@pytest.mark.parametrize(
    ("message", "language"), [("chatgpt geçersiz ağ geçidi", "tr"), ("chatgpt fehlerhaftes gateway", "de")]
)
def test_where_nothing_else_is_said_the_name_of_the_error_tells(message, language):
    assert spoken(message) == language


@pytest.mark.parametrize("fallback", ["en", "de", "ja"])
@pytest.mark.parametrize("message", ["502", "bad gateway", "chatgpt 502 bad gateway", "ok", "???"])
def test_english_names_and_too_few_words_leave_the_language_as_it_was(message, fallback):
    assert spoken(message, fallback) == fallback
