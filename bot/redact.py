"""Masks personal data and secrets in text, before it is stored, logged or shown to a model.

Pure, linear in the length of the text, and idempotent. What is recognised by its shape alone is checked (Luhn, the
IBAN's remainder, ranges of an address) so that error codes, times, versions and figures of the guide stay as they are.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

# Masking one thing can bare another right beside it; three passes reach the end of every chain people write.
# A mask can bare the start of what it stood beside: as many as fit into a message may stand in a row.
_PASSES = 100


@dataclass(frozen=True, slots=True)
class Redacted:
    """Text with placeholders like [email], and the kinds that were found, each once, in a fixed order."""

    text: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind, its shape, and what to put for a match; a replacement equal to the match means: not one after all."""

    kind: str
    shape: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]


def redact(text: str) -> Redacted:
    """Return the text with everything private masked; NUL goes, what is not Unicode becomes a question mark."""
    text = text.encode("utf-8", "replace").decode().replace("\0", "")
    found: set[str] = set()
    for _ in range(_PASSES):
        before = text
        for rule in RULES:
            masked = rule.shape.sub(rule.replace, text)
            if masked != text:
                found.add(rule.kind)
                text = masked
        if text == before:
            break
    return Redacted(text, tuple(dict.fromkeys(rule.kind for rule in RULES if rule.kind in found)))


def masked(text: str) -> str:
    """Return only the text of `redact`."""
    return redact(text).text


def _always(kind: str) -> Callable[[re.Match[str]], str]:
    """Return a replacement that keeps group `keep`, if the shape has one, and masks the rest."""

    def replace(match: re.Match[str]) -> str:
        return (match.groupdict().get("keep") or "") + f"[{kind}]"

    return replace


def _luhn(digits: str) -> bool:
    """Check the digit that ends every card number (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _longest(text: str, lengths: range, valid: Callable[[str], bool]) -> int:
    """Return where the longest valid beginning of a grouped number ends, 0 for none; it ends where a group does."""
    ends = [at for at in range(1, len(text) + 1) if at == len(text) or not text[at].isalnum()]
    for end in reversed(ends):
        plain = re.sub(r"\W", "", text[:end])
        if len(plain) in lengths and valid(plain):
            return end
    return 0


def _card(match: re.Match[str]) -> str:
    text = match.group()
    # A Ray ID names a request, not a person, and is what support asks for; it can look like a card.
    before = match.string[max(0, match.start() - 12) : match.start()].lower()
    end = 0 if "ray id" in before else _longest(text, range(13, 20), _luhn)
    return "[card]" + text[end:] if end else text


def _iban(match: re.Match[str]) -> str:
    """Mask an account number whose remainder is right (ISO 13616: move four characters, letters as numbers)."""
    text = match.group()

    def valid(plain: str) -> bool:
        moved = (plain[4:] + plain[:4]).upper()
        return (
            sum(sign.isdigit() for sign in plain) >= 8 and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1
        )

    end = _longest(text, range(15, 35), valid)
    return "[iban]" + text[end:] if end else text


_PUBLIC = {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}
_VERSION = re.compile(
    r"(?:\b(?:versions?|ver|release|build|update|chrome|chromium|firefox|safari|edge|opera|brave|ios|android|macos|app|"
    r"client|driver|firmware)|\bv)\.?\s{0,3}[:=/]?\s{0,3}\Z",
    re.IGNORECASE,
)


def _address(match: re.Match[str]) -> str:
    """Mask an address, but loopback and public resolvers, which are nobody's, and dotted version numbers."""
    text = match.group()
    bare = text.rstrip(".") if "." in text else text if text.endswith("::") else text.rstrip(":")
    before = match.string[max(0, match.start() - 24) : match.start()]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return text
    # "a::b" is an address by its shape, and a name in C++ by its looks.
    if address.is_loopback or bare in _PUBLIC or sum(sign.isalnum() for sign in bare) < 4:
        return text
    return text if address.version == 4 and _VERSION.search(before) else "[ip]" + text[len(bare) :]


_ASKED = re.compile(
    r"\b(?:phone|telephone|tel|mobile|cell|call(?: me)?|whatsapp|sms|text me|reach me|ring|handy|rückruf|numéro|"
    r"telefon\w*|teléfono|móvil|celular|telefone|тел\w*|номер)\b\W{0,3}(?:\w{1,8}\W{1,3}){0,3}\Z|(?:电话|手机|電話|携帯|番号)\W{0,3}\Z",
    re.IGNORECASE,
)


def _phone(match: re.Match[str]) -> str:
    text = match.group()
    return "[phone]" if 8 <= sum(sign.isdigit() for sign in text) <= 15 else text


def _national(match: re.Match[str]) -> str:
    """Mask a number with its trunk zero, but not a date, whatever stands behind it."""
    text = match.group()
    dated = re.match(r"\d\d[ ./-]\d\d[ ./-](?:19|20)\d\d\b", text)
    return "[phone]" if not dated and 9 <= sum(sign.isdigit() for sign in text) <= 12 else text


def _bare_phone(match: re.Match[str]) -> str:
    """Mask a run of digits only where the words before it ask for a number."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    text = match.group()
    return "[phone]" if sum(sign.isdigit() for sign in text) <= 15 and _ASKED.search(before) else text


def _secret(match: re.Match[str]) -> str:
    """Mask what is called a secret. Without a colon only what looks like one: "my password is wrong" stays."""
    value = match["value"]
    bare = value.rstrip(".,;!?)") or value
    if not any(sign in match["gap"] for sign in ":=："):
        digit, letter = any(sign.isdigit() for sign in bare), any(sign.isalpha() for sign in bare)
        looks = digit or bare[0] in "\"'" or any(sign in "@#$%^&*_+=~|" for sign in bare)
        if len(bare) < 4 or not looks or (match["gap"].isspace() and not (digit and letter and len(bare) > 5)):
            return match.group()
    return match["name"] + match["gap"] + "[password]" + value[len(bare) :]


def _rule(kind: str, shape: str, replace: Callable[[re.Match[str]], str] | None = None, flags: int = 0) -> Rule:
    return Rule(kind, re.compile(shape, flags), replace or _always(kind))


_NAMES = (
    r"passwords?|passwd|passphrase|passcode|pwd|passwort|kennwort|contraseña|clave|mot de passe|senha|пароль|"
    r"client[_ -]?secret|secret[_ -]?key|api[_ -]?key|access[_ -]?key|(?:access|refresh|auth|session)[_ -]?token|"
    r"session[_-]?id|otp|pin"
)
_SIGNS = r"[:=：]{1,2}|(?:is|ist|es|est|was|lautet|é)\b[ \t]?[:=：]?"
_VALUE = r"(?P<value>\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s<>]{1,300})"

# In this order: what is named a secret first, then what is known by its prefix, then what only its shape gives away.
RULES: tuple[Rule, ...] = (
    _rule("key", r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,8000}(?:-----END [A-Z ]{0,40}KEY-----)?"),
    _rule("token", r"(?P<keep>\b(?:set-)?cookie\s?:[ \t]?+)(?!\[token\])[^\n]+", flags=re.IGNORECASE),
    _rule(
        "token",
        r"(?P<keep>\bauthorization[\"']?\s?[:=][ \t\"']?+)(?!\[token\])"
        r"(?:(?:bearer|basic|digest|token|apikey|negotiate)\s[^\n\"']+|(?=[^\s\d]{0,300}\d)[^\s\"']{8,})",
        flags=re.IGNORECASE,
    ),
    _rule("token", r"(?P<keep>\bbearer\s{1,3})(?=[^\d\s]{0,300}\d)[\w.~+/=-]{12,}", flags=re.IGNORECASE),
    _rule("token", r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{6,}(?:\.[\w-]*)?"),
    _rule("password", r"(?P<keep>\b[a-z][a-z0-9+.-]{1,15}://)[^\s/@:]{1,100}:[^\s/@]{1,200}(?=@)", flags=re.IGNORECASE),
    _rule(
        "token",
        r"(?P<keep>[?&#](?:access_token|id_token|token|auth|key|api_key|apikey|code|sig|signature|session|password|secret)=)"
        r"(?!\[token\])[^\s&#\"'<>]+",
        flags=re.IGNORECASE,
    ),
    _rule(
        "password",
        rf"(?P<name>\b(?:{_NAMES})\b[\"']?)(?P<gap>[ \t]{{0,3}}(?:{_SIGNS}|[ \t])[ \t]{{0,3}}){_VALUE}"
        r"|(?P<name2>密码|密碼|パスワード)(?P<gap2>\s?(?:[:=：]|是|は)\s?)(?P<value2>[!-~]{1,200})",
        lambda match: match["name2"] + match["gap2"] + "[password]" if match["name2"] else _secret(match),
        re.IGNORECASE,
    ),
    _rule(
        "key",
        r"(?<![A-Za-z0-9])(?:sk-[\w-]{16,}|sess-[\w-]{20,}|(?:sk|pk|rk)_(?:live|test)_\w{10,}|gh[opusr]_\w{20,}|github_pat_\w{20,}|"
        r"glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|hf_\w{20,}|"
        r"npm_\w{30,}|pypi-[\w-]{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|sp_\w{4,40}\.[\w-]{16,}|whsec_[\w+/=]{16,}|gsk_\w{20,}|xai-\w{20,}|"
        r"dop_v1_\w{20,}|r8_\w{20,})",
    ),
    _rule("account", r"(?<![\w-])(?:org|user|proj)-(?=[A-Za-z]{0,40}\d)[A-Za-z0-9]{16,40}(?![\w-])"),
    _rule(
        "email",
        r"(?<![\w.%+'-])[\w.%+'-]{1,254}+(?:[@＠]|\s?[\[(](?:at|@)[\])]\s?)"
        r"(?:[\w-]{1,63}+(?:\.|\s?[\[(]dot[\])]\s?)){1,8}[^\W\d_]{2,24}",
        flags=re.IGNORECASE,
    ),
    _rule("iban", r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?", _iban),
    _rule("mac", r"(?<![\w:-])(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2})(?![\w:-])"),
    _rule("ip", r"(?<![\w:.])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:.]{3,45}+(?!\w)", _address),
    _rule("ip", r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)", _address),
    _rule("card", r"(?<![\w+.-])(?:2[2-7]|[3-6]\d)(?:[ -]?\d){11,21}(?!\w)", _card),
    _rule("phone", r"(?<![^\W\d_])\+\(?\d(?:[ ().\-/\u2010-\u2015\u00a0]{0,2}\d){6,14}(?!\w)", _phone),
    _rule("phone", r"(?<![\w.-])00[1-9](?:[ .\-/]?\d){8,13}(?![\w-])", _phone),
    _rule("phone", r"(?<![\w.-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![\w-])", _phone),
    _rule("phone", r"(?<!\w)\(0?\d{2,4}\) ?\d{3,5}[ -]?\d{3,5}(?![\w-])", _phone),
    _rule("phone", r"(?<![\w.,-])0[1-9]\d{0,3}[ .\-/]\d{2,4}(?:[ .-]?\d{2,4}){1,3}(?![\w-])", _national),
    _rule("phone", r"(?<![\w.-])(?:8[ -]?\(?9\d{2}\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}|1[3-9]\d{9})(?![\w-])"),
    _rule("phone", r"(?<![\w.-])\d(?:[ .-]?\d){5,14}(?![\w-])", _bare_phone),
)
