"""Mail headers of our own: what goes in is cleaned, encoded and folded here and nowhere else.

The standard library writes a new header line for a subject that carries an encoded line break, so no text from
outside ever meets its header classes. Encoded words after RFC 2047, parameters after RFC 2231.
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.utils import getaddresses
from urllib.parse import quote

from kmn_automation.mail.address import Address
from kmn_automation.mail.outgoing import Unsendable

MAX_TEXT = 200
MAX_FILE_NAME = 120
MAX_LINE = 998
LINE = 76
WORD_BYTES = 36
"""Bytes per encoded word: 48 letters of base64 and 12 around them leave room for the header's name in 76."""
LONG_WORD = 60
SEGMENT = 60
FOLD = "\r\n "
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*")
_MACHINE = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}@[A-Za-z0-9.\[\]:_-]{1,200}>")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
_PLAIN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
MAILBOX_HEADERS = frozenset({"From", "To", "Reply-To"})


@dataclass(frozen=True, slots=True)
class Header:
    """One header: what a reader should understand, and how it stands in the mail (folded, ASCII)."""

    name: str
    meant: str
    written: str

    def line(self) -> bytes:
        """The finished line or lines with the line end."""
        return f"{self.name}: {self.written}\r\n".encode("ascii")


def clean_text(text: str, limit: int = MAX_TEXT) -> str:
    """The text on one line without control, bidi or invisible characters, cut to `limit` with an ellipsis."""
    head = text[: 4 * limit]
    if not head.isprintable():
        head = "".join(_harmless(head))
    words = " ".join(unicodedata.normalize("NFC", head).split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def clean_body(text: str) -> str:
    """The text with the same characters taken out, its line breaks and tabs kept, one line break at the end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    harmless = (line if line.isprintable() else "".join(_harmless(line, keep="\t")) for line in lines)
    return "\n".join(line.rstrip() for line in harmless).rstrip("\n") + "\n"


def clean_file_name(name: str) -> str:
    """A name that Windows takes, at most 120 characters, the ending kept."""
    flat = clean_text(name, 2 * MAX_FILE_NAME).translate(_NOT_IN_NAMES).strip(" .") or "Anlage"
    if _RESERVED.match(flat):
        flat = f"_{flat}"
    stem, dot, ending = flat.rpartition(".")
    if not dot or len(ending) > LONG_WORD:
        return flat[:MAX_FILE_NAME].rstrip(" .")
    return f"{stem[: MAX_FILE_NAME - len(ending) - 1].rstrip(' .')}.{ending}"


def text_header(name: str, text: str) -> Header:
    """A header that people read, such as the subject; `text` is cleaned."""
    meant = clean_text(text)
    plain = meant.isascii() and "=?" not in meant
    if plain and all(len(word) <= LONG_WORD for word in meant.split()):
        return Header(name, meant, _fold(meant.split(), len(name) + 2))
    return Header(name, meant, _encoded(meant))


def mailbox_header(name: str, display: str, address: Address) -> Header:
    """A header with one mailbox; a name of more than plain words is encoded, so nothing needs quoting."""
    meant = clean_text(display)
    phrase = meant if _PHRASE.fullmatch(meant) and len(meant) <= LONG_WORD else _encoded(meant)
    fits = "\r\n" not in phrase and len(name) + len(phrase) + len(address.text) <= LINE - 5
    between = "" if not meant else " " if fits else FOLD
    written = f"{phrase if meant else ''}{between}<{address}>"
    return Header(name, f"{meant} <{address}>".strip(), written)


def machine_header(name: str, *values: str) -> Header:
    """A header whose values only programs read, one per line.

    Raises:
        Unsendable: for anything but printable ASCII, since such a value is ours and wrong.
    """
    for value in values:
        if not _MACHINE.fullmatch(value) or len(value) > MAX_LINE - 80:
            raise Unsendable(f"Der Wert für die Kopfzeile {name} ist unzulässig: {value[:80]!r}.")
    return Header(name, " ".join(values), FOLD.join(values))


def parameter(name: str, value: str) -> list[str]:
    """`name=value` for a Content-… header; beyond ASCII in RFC 2231 form, long values in numbered pieces."""
    if value.isascii() and len(value) <= LONG_WORD and not set('"\\') & set(value):
        return [f'{name}="{value}"']
    pieces = list(_percent_pieces(value))
    if len(pieces) == 1:
        return [f"{name}*=utf-8''{pieces[0]}"]
    return [f"{name}*{n}*={piece}" for n, piece in enumerate([f"utf-8''{pieces[0]}", *pieces[1:]])]


def plain_file_name(name: str) -> str:
    """The name in ASCII for programs that do not know RFC 2231: ä becomes ae, the rest an underscore."""
    letters = name.translate(_PLAIN_LETTERS)
    return re.sub(r"[^A-Za-z0-9._ -]", "_", letters)[-LONG_WORD:].lstrip(" .")


def known_message_id(text: str) -> str:
    """The Message-ID that came with a mail, if it is safe to write into ours, else an empty text."""
    found = _MESSAGE_ID.fullmatch(text.strip())
    return found.group() if found else ""


def read_back(name: str, written: str) -> str:
    """What a reader of the finished mail understands; computed by the standard library, not by this file."""
    flat = written.replace("\r\n", "")
    if name not in MAILBOX_HEADERS:
        return str(make_header(decode_header(flat)))
    [(display, address)] = getaddresses([flat])
    return f"{make_header(decode_header(display))} <{address}>".strip()


def _harmless(text: str, keep: str = "") -> Iterator[str]:
    for char in text:
        match unicodedata.category(char):
            case _ if char in keep:
                yield char
            case "Cc" | "Zl" | "Zp" | "Zs":
                yield " "
            case "Cs" | "Cn" | "Co":
                yield "\ufffd"
            case "Cf":
                pass
            case _:
                yield char


def _fold(words: Iterable[str], used: int) -> str:
    lines, line = [], ""
    for word in words:
        if line and used + len(line) + 1 + len(word) > LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line else word
    return FOLD.join([*lines, line])


def _encoded(text: str) -> str:
    return FOLD.join(
        f"=?utf-8?b?{binascii.b2a_base64(piece, newline=False).decode()}?=" for piece in _pieces(text)
    )


def _pieces(text: str) -> Iterator[bytes]:
    """The text as UTF-8 in short pieces, never cut inside a character."""
    piece = b""
    for char in text:
        more = char.encode()
        if len(piece) + len(more) > WORD_BYTES:
            yield piece
            piece = b""
        piece += more
    yield piece


def _percent_pieces(value: str) -> Iterator[str]:
    piece = ""
    for char in value:
        more = quote(char, safe="")
        if len(piece) + len(more) > SEGMENT:
            yield piece
            piece = ""
        piece += more
    yield piece
