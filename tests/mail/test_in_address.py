from __future__ import annotations

from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.mail.address import Address, parse_address, parse_mailbox

GOOD = {
    "anna@traeger.example": "anna@traeger.example",
    "Anna.Beispiel@Traeger.Example": "Anna.Beispiel@traeger.example",
    "kmn+f-abc@office.example": "kmn+f-abc@office.example",
    "o'neil@traeger.example": "o'neil@traeger.example",
    "a@müller.example": "a@xn--mller-kva.example",
    "a@xn--mller-kva.example": "a@xn--mller-kva.example",
    "a@sub.sub2.traeger.example": "a@sub.sub2.traeger.example",
}
BAD = [
    "", "anna", "@traeger.example", "anna@", "anna@localhost", "anna@traeger..example", "anna@.example",
    "anna@traeger.example.", ".anna@traeger.example", "an..na@traeger.example", "anna.@traeger.example",
    '"anna b"@traeger.example', "anna b@traeger.example", "anna@traeger.example)bob@evil.example",
    "<anna@traeger.example>", "anna@traeger.example, bob@evil.example", "anna(x)@traeger.example",
    "@route.example:anna@traeger.example", "gruppe:anna@traeger.example;", "anna@[192.0.2.1]", "anna@192.0.2.1",
    "anna@traeger.example\n", "anna\x00@traeger.example", "anna@traeger\u202e.example", "änna@traeger.example",
    "anna@straße.example", "anna@ｔraeger.example", "anna@\u212a.example", "anna@-traeger.example",
    "anna@traeger-.example", "anna@traeger_x.example", "a" * 65 + "@traeger.example",
    "a@" + "b" * 64 + ".example", "a@" + ".".join(["b" * 60] * 5), "anna@xn--zzzzzzzz99999.example",
    "anna@evil@traeger.example", " anna@traeger.example", "anna@traeger\u200b.example", "anna@tra\u00adeger.example", "anna@traeger。example",
]  # fmt: skip
MAILBOXES = {
    "anna@traeger.example": ("", "anna@traeger.example"),
    "Anna Beispiel <anna@traeger.example>": ("Anna Beispiel", "anna@traeger.example"),
    '"Beispiel, Anna" <anna@traeger.example>': ('"Beispiel, Anna"', "anna@traeger.example"),
    "=?utf-8?q?J=C3=BCrgen?= <j@traeger.example>": ("=?utf-8?q?J=C3=BCrgen?=", "j@traeger.example"),
    "Dr. Jürgen <j@traeger.example>": ("Dr. Jürgen", "j@traeger.example"),
    '"anna@traeger.example" <bob@evil.example>': ('"anna@traeger.example"', "bob@evil.example"),
}
NO_MAILBOXES = [
    "Beispiel, Anna <anna@traeger.example>", "a@traeger.example, b@traeger.example", "a@x.example <b@y.example>",
    "<a@x.example> <b@y.example>", "<a@x.example>b@y.example", "gruppe: a@x.example;", "a@x.example (Anna)",
    "(a@x.example) <b@y.example>", "<@r.example:a@x.example>", '"offen <a@x.example>', "Anna\r\n <a@x.example>",
    "Anna < a@x.example>", "Anna <>", "", "x" * 2000 + " <a@x.example>", "An\x00na <a@x.example>",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), GOOD.items())
def test_a_plain_address_is_read_with_an_ascii_domain(text: str, expected: str) -> None:
    address = parse_address(text)
    assert address is not None
    assert address.text == expected


@pytest.mark.parametrize("text", BAD)
def test_whatever_is_not_plainly_one_address_is_none(text: str) -> None:
    assert parse_address(text) is None


@pytest.mark.parametrize(("text", "expected"), MAILBOXES.items())
def test_a_from_field_gives_the_address_in_the_brackets(text: str, expected: tuple[str, str]) -> None:
    mailbox = parse_mailbox(text)
    assert mailbox is not None
    assert (mailbox.name, mailbox.address.text) == expected


@pytest.mark.parametrize("text", NO_MAILBOXES)
def test_a_from_field_with_two_readings_is_none(text: str) -> None:
    assert parse_mailbox(text) is None


def test_the_tag_stands_behind_the_plus() -> None:
    address = Address("kmn+f-abc", "office.example")
    assert address.tag == "f-abc"
    assert address.without_tag().text == "kmn@office.example"


PIECES = ["anna@traeger.example", "bob@evil.example", "<", ">", "(", ")", ",", ";", ":", '"', " ", "\\", "=?utf-8?q?a?=", "@", "Anna"]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
def test_what_our_grammar_accepts_the_standard_library_reads_the_same(text: str) -> None:
    mailbox = parse_mailbox(text)
    if mailbox is not None:
        assert parseaddr(text)[1].lower() == mailbox.address.key


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=80))
def test_no_text_makes_the_address_reader_raise(text: str) -> None:
    address = parse_address(text)
    parse_mailbox(text)
    if address is not None:
        assert address.text.isascii()
        assert parse_address(address.text) == address
