"""Personal data and secrets are masked; everything that helps to find the fault stays."""

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.redact import RULES, Redacted, masked, redact
from knowledge.models import Guide
from tests.builders import the_guide

# What is typed in, what is kept, what was found. The key and token values are made up.
MASKED = [
    ("write to jane.doe+chat@example.co.uk please", "write to [email] please", "email"),
    ("Mail: JANE@EXAMPLE.COM.", "Mail: [email].", "email"),
    ("<jöns.åberg@exämple.se>", "<[email]>", "email"),
    ("taro＠example.com です", "[email] です", "email"),
    ("jane [at] example [dot] org", "[email]", "email"),
    ("jane(at)example.org", "[email]", "email"),
    ("call me on +49 151 2345 6789", "call me on [phone]", "phone"),
    ("+1 (415) 555-2671 any time", "[phone] any time", "phone"),
    ("(415) 555-2671", "[phone]", "phone"),
    ("415-555-2671", "[phone]", "phone"),
    ("415.555.2671", "[phone]", "phone"),
    ("0049 151 23456789", "[phone]", "phone"),
    ("Tel. 0151 23456789", "Tel. [phone]", "phone"),
    ("06 12 34 56 78", "[phone]", "phone"),
    ("090-1234-5678", "[phone]", "phone"),
    ("my number is 13812345678", "my number is [phone]", "phone"),
    ("8 (912) 345-67-89", "[phone]", "phone"),
    ("(11) 91234-5678", "[phone]", "phone"),
    ("my phone is 612 345 678", "my phone is [phone]", "phone"),
    ("WhatsApp: 5512345678", "WhatsApp: [phone]", "phone"),
    ("电话：01012345678", "电话：[phone]", "phone"),
    ("paid with 4111 1111 1111 1111", "paid with [card]", "card"),
    ("4111111111111111 12/29 cvc 123", "[card] 12/29 cvc 123", "card"),
    ("5555-5555-5555-4444", "[card]", "card"),
    ("amex 378282246310005", "amex [card]", "card"),
    ("6011 1111 1111 1117 thanks", "[card] thanks", "card"),
    ("DE89 3704 0044 0532 0130 00 please", "[iban] please", "iban"),
    ("iban gb82west12345698765432", "iban [iban]", "iban"),
    ("FR14 2004 1010 0505 0001 3M02 606", "[iban]", "iban"),
    ("NO93-8601-1117-947", "[iban]", "iban"),
    ("Your IP: 203.0.113.9", "Your IP: [ip]", "ip"),
    ("203.0.113.9:8443 refused", "[ip]:8443 refused", "ip"),
    ("router is at 192.168.0.1.", "router is at [ip].", "ip"),
    ("2001:db8:85a3::8a2e:370:7334", "[ip]", "ip"),
    ("from fe80::1ff:fe23:4567:890a%eth2", "from [ip]%eth2", "ip"),
    ("[2001:db8::1]:443", "[[ip]]:443", "ip"),
    ("::ffff:203.0.113.9", "[ip]", "ip"),
    ("MAC 00:1B:44:11:3A:B7", "MAC [mac]", "mac"),
    ("key sk-proj-abcDEF1234567890abcDEF", "key [key]", "key"),
    ("sk-ant-api03-AbCdEfGhIjKlMnOp", "[key]", "key"),
    ("OPENAI_API_KEY sk-abcdefghijklmnopqrstuvwx", "OPENAI_API_KEY [key]", "key"),
    ("sk_live_" + "a1b2c3d4e5f6", "[key]", "key"),
    ("ghp_" + "a1B2" * 9, "[key]", "key"),
    ("github_pat_" + "a1B2" * 9, "[key]", "key"),
    ("xoxb-" + "123456789012-abcdef", "[key]", "key"),
    ("AKIA" + "ABCDEFGHIJKLMNOP", "[key]", "key"),
    ("AIza" + "SyA1234567890abcdefghijklmnopqrstu", "[key]", "key"),
    ("hf_" + "a1B2c3D4e5F6g7H8i9J0", "[key]", "key"),
    ("sp_panel1.abcdefghijklmnop1234", "[key]", "key"),
    ("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "[key]", "key"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\nbye", "[key]\nbye", "key"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "[token]", "token"),
    ("Authorization: Bearer abc.def-123", "Authorization: [token]", "token"),
    ("bearer 0123456789abcdef", "bearer [token]", "token"),
    ("Cookie: sid=abc; theme=dark\nnext", "Cookie: [token]\nnext", "token"),
    ("https://x.test/cb?code=abc123&lang=en", "https://x.test/cb?code=[token]&lang=en", "token"),
    ("https://jane:hunter2@x.test/a", "https://[password]@x.test/a", "password"),
    ("password: x", "password: [password]", "password"),
    ("my password is hunter2!", "my password is [password]!", "password"),
    ("pwd=correct horse", "pwd=[password] horse", "password"),
    ('password: "correct horse battery"', "password: [password]", "password"),
    ("Passwort ist geheim99, hilft das?", "Passwort ist [password], hilft das?", "password"),
    ("la contraseña es: perro7", "la contraseña es: [password]", "password"),
    ("pin: 4821", "pin: [password]", "password"),
    ("密码是abc123", "密码是[password]", "password"),
    ("client_secret = 9f8e7d", "client_secret = [password]", "password"),
    ("password hunter22 does not work", "password [password] does not work", "password"),
    ("organization org-Ab12Cd34Ef56Gh78Ij90 reached", "organization [account] reached", "account"),
]

KEPT = [
    "502 Bad Gateway",
    "error 502/429, then 503, 504 and 520",
    "HTTP 502 502 502",
    "wait 60-90 seconds",
    "60 to 90 seconds, 10 minutes at most",
    "since 14:02 UTC, and again at 15:30:45",
    "2026-11-20 15:00:00.123",
    "on 20.11.2026 and 01.02.2026 10:30",
    "11/20/2026 3:00 PM",
    "Chrome 131.0.6778.86 on Windows 10.0.19045",
    "version 1.2.3.4 and v2.0.0.1",
    "iOS 18.1.1, app 1.2026.318",
    "react@18.2.0",
    "steps 1 2 3 4 5 6 and 7",
    "I tried step 3, 4 and 5 twice",
    "Cloudflare Ray ID: 8c1f2d3e4b5a6978 • FRA",
    "Ray ID: 4111111111111111",
    "127.0.0.1:8080 is my proxy, ::1 too",
    "dns 8.8.8.8 or 1.1.1.1",
    "std::vector and a::b",
    "550e8400-e29b-41d4-a716-446655440000",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736",
    "1763800000 and 1763800000123",
    "my password is wrong",
    "the password is not accepted",
    "I forgot my password again",
    "reset password 2 times",
    "api keys page does not load",
    "bearer authentication fails",
    "sk-learn is not the problem",
    "basic troubleshooting did not help",
    "Authentication and authorization: the login page hangs",
    "https://status.openai.com/incidents/01ABC?lang=en",
    "$1,234,567.89 or 1 000 000 users",
    "port 443, 8080 and 65535",
    "ratio 16:9, 4:3",
    "my mobile data works, Wi-Fi 5 does not",
    "@someone told me @ the office",
    "a/b test c_1 r_2",
    "",
]


def test_the_examples_are_many_and_different():
    assert len({text for text, _, _ in MASKED} | set(KEPT)) >= 100


@pytest.mark.parametrize(("text", "kept", "kind"), MASKED, ids=[text[:40] for text, _, _ in MASKED])
def test_private_things_are_masked_and_nothing_else(text, kept, kind):
    found = redact(text)
    assert found.text == kept
    assert found.found == (kind,)


@pytest.mark.parametrize("text", KEPT)
def test_what_helps_to_find_the_fault_stays(text):
    assert redact(text) == Redacted(text)


def test_every_kind_has_an_example():
    assert {kind for _, _, kind in MASKED} == {rule.kind for rule in RULES}


def test_a_pasted_error_page_keeps_code_and_ray_id_and_loses_the_address():
    page = (
        "Bad gateway Error code 502\n2026-11-20 15:00:00 UTC\nYou Browser Working\nFrankfurt Cloudflare Working\n"
        "chatgpt.com Host Error\nCloudflare Ray ID: 8c1f2d3e4b5a6978 • Your IP: 2001:db8::7334 • Performance"
    )
    found = redact(page)
    assert found.text == page.replace("2001:db8::7334", "[ip]")
    assert found.found == ("ip",)


def test_several_kinds_are_named_once_each_in_a_fixed_order():
    found = redact("203.0.113.9 a@b.de 203.0.113.8 password: x")
    assert found.text == "[ip] [email] [ip] password: [password]"
    assert found.found == ("password", "email", "ip")


def test_the_guide_speaks_of_nothing_private():
    """A false alarm in our own words would be quoted with holes."""
    guide: Guide = the_guide()
    assert [chunk.id for chunk in guide.chunks if redact(chunk.text).found] == []


def test_what_no_store_can_hold_is_gone():
    assert masked("a\0b \ud800c") == "ab ?c"


PIECES = [text for text, _, _ in MASKED] + KEPT + sorted({f"[{rule.kind}]" for rule in RULES})
GLUE = ["", " ", ",", ":", "=", "-", "+", "(", ")", "/", "\n", ".", "@", "1", "a", '"', "&", "?"]
collages = st.lists(st.sampled_from(PIECES) | st.sampled_from(GLUE), max_size=8).map("".join)


@given(st.text() | collages | st.text(alphabet="0123456789+-. ()/:@[]abcdefAF\n", max_size=80))
@example("\ud800")
def test_masking_twice_is_masking_once(text):
    once = redact(text).text
    assert redact(once).text == once


@given(before=st.sampled_from(["", "hi ", "(", "\n", "mail: "]), after=st.sampled_from(["", " bye", ")", "\n", ", ok"]))
@pytest.mark.parametrize("private", ["jane@example.org", "203.0.113.9", "+49 151 23456789", "sk-" + "a1" * 12])
def test_it_is_found_wherever_it_stands(before, private, after):
    assert private not in redact(before + private + after).text


HARD = [
    "1",
    "1 ",
    "+4",
    "a",
    "a@",
    "a.",
    "x@a.",
    "ab:",
    "eyJaaaaaaaa-",
    "sk-",
    "sp_",
    "password:",
    "password is ",
    "cookie:",
    "(0",
    "01 ",
    "DE89 ",
    "https://a:",
    "?key=",
    "phone ",
    "org-a",
    "bearer a",
    "a[at]",
    " ",
    "1.2.3.4 ",
    "-----BEGIN PRIVATE KEY-----",
    "api key ",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", HARD)
def test_a_text_made_to_be_slow_is_done(piece):
    """A search that goes back and forth would need hours for this; one that does not, half a second."""
    text = piece * (120_000 // len(piece))
    assert len(redact(text).text) <= 2 * len(text)


@given(st.text(alphabet=string.printable, max_size=300))
def test_nothing_is_invented(text):
    """Outside the placeholders only what was there is left, in its order."""
    rest = iter(text)
    kinds = "|".join({rule.kind for rule in RULES})
    left = re.sub(rf"\[(?:{kinds})\]", "", redact(text).text)
    assert all(sign in rest for sign in left)
