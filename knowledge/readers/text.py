"""Bytes to text, for every format that is text."""

from __future__ import annotations

import re

from knowledge.problem import UnreadableError

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]")


def decode(data: bytes) -> str:
    """Return UTF-8 text with plain line ends and without control characters. Raises UnreadableError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError("This is not UTF-8 text; save the file with the encoding UTF-8.", line) from None
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))
