"""Bytes of unknown origin to text, and text to what may be shown: charsets, encoded words, cleaning."""

from __future__ import annotations

import binascii
import codecs
import re
import unicodedata

MAX_NAME = 120
MAX_BLOCKS = 100
_INVISIBLE = (
    "\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_WORD = re.compile(r"=\?([A-Za-z0-9_:.+-]{1,60})(?:\*[A-Za-z0-9-]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t]+(?==\?)")
_FOOTER = re.compile(rb"\r?\n(?:-- ?|[-_]{10,})[ \t]*\r?\n")
"""What a mailing list puts behind the last line of a file."""
_Q_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")
_MISNAMED = {"ascii", "iso8859_1", "iso8859_15", "cp1252"}
"""What programs write that do not know the charset; text that is valid UTF-8 is UTF-8 whatever they say."""
_WINDOWS = {"ascii", "iso8859_1"}
"""Windows-1252 where a program says so, since the bytes that differ are control characters in Latin-1."""
_NO_TEXT_CODECS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}


def decode(data: bytes, charset: str = "") -> str:
    """The bytes as text: the named charset where it can be true, else UTF-8, else Windows-1252; never raises."""
    for name in _charsets(charset.strip().strip("'\"").lower()):
        try:
            return data.decode(name)
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def decode_words(value: str) -> str:
    """A header value with its encoded words read (RFC 2047), also inside quotes and split inside a character."""
    if "=?" not in value:
        return value
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    last = 0
    value = _BETWEEN_WORDS.sub(r"\1", value)
    for word in _WORD.finditer(value):
        charset, data = word[1].lower(), _word_bytes(word[2], word[3])
        gap = value[last : word.start()]
        last = word.end()
        if pending and not gap and pending[0] == charset:
            pending = (charset, pending[1] + data)
            continue
        out += [decode(pending[1], pending[0]) if pending else "", gap]
        pending = (charset, data)
    out += [decode(pending[1], pending[0]) if pending else "", value[last:]]
    return "".join(out)


def clean_line(text: str, limit: int = 998) -> str:
    """One line without control, bidi and invisible characters, blanks collapsed."""
    return " ".join(_HIDDEN.sub("", unicodedata.normalize("NFC", text[: limit * 4])).split())[:limit]


def clean_body(text: str) -> str:
    """Text of a mail with plain line ends; hidden characters become a visible �, so that they change no word."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    return _HIDDEN.sub("\ufffd", plain)


def clean_name(text: str) -> str:
    """A file name for display: no path, nothing hidden, at most 120 characters with its ending kept."""
    base = re.split(r"[/\\]", clean_line(decode_words(text)))[-1].strip(" .\"'")
    stem, dot, ending = base.rpartition(".")
    if len(base) <= MAX_NAME or not dot:
        return base[:MAX_NAME]
    return f"{stem[: MAX_NAME - 11]}….{ending[:9]}"


def _charsets(name: str) -> tuple[str, ...]:
    """In which order to try, for a charset as a mail names it."""
    try:
        known = codecs.lookup(name).name.replace("-", "_")
    except (LookupError, ValueError):
        return ("utf-8",)
    if known in _MISNAMED:
        return ("utf-8",) if known in _WINDOWS else ("utf-8", known)
    return ("utf-8",) if known in _NO_TEXT_CODECS else (known, "utf-8")


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        plain = raw.replace(b"_", b" ")
        return _Q_ESCAPE.sub(lambda match: binascii.unhexlify(match[1]), plain)
    return decode_base64(raw)


def decode_base64(data: bytes) -> bytes:
    """Base64 with foreign characters, missing padding, or several blocks in a row; never raises."""
    has_footer = b"--" in data or b"__" in data  # a search by pattern costs twice the decoding
    stripped = (_FOOTER.split(data, maxsplit=1)[0] if has_footer else data).rstrip(b"=\r\n\t ")
    if b"=" in stripped:
        blocks = re.split(rb"=+", stripped, maxsplit=MAX_BLOCKS)[:MAX_BLOCKS]
        return b"".join(decode_base64(block) for block in blocks)
    try:
        return binascii.a2b_base64(stripped + b"==")
    except binascii.Error:
        return _decode_rest(stripped)


def _decode_rest(data: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
