from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmn_automation.mail.address import parse_address
from kmn_automation.mail.auth_results import without_comments
from kmn_automation.mail.authentication import Authentication, Proof, authenticate
from kmn_automation.mail.unpack_header import Fields

OURS = "mx.office.example"
SENDER = parse_address("anna@traeger.example")
HOP = (
    "received",
    "from mail.traeger.example by mx.office.example with ESMTPS; Mon, 2 Nov 2026 10:00:00 +0100",
)
DELIVERY = ("received", "from mx.office.example by box7 with LMTP id x; Mon, 2 Nov 2026 10:00:00 +0100")
FOREIGN = ("received", "from pc by mail.traeger.example with ESMTPSA; Mon, 2 Nov 2026 09:59:00 +0100")
PASS = f"{OURS}; dmarc=pass header.from=traeger.example"
SIGNATURE = ("dkim-signature", "v=1; a=rsa-sha256; d=traeger.example; s=s1; h=from:to; bh=x; b=y")
SHORT_SIGNATURE = ("dkim-signature", "v=1; a=rsa-sha256; d=traeger.example; s=s1; l=100; bh=x; b=y")


def result(value: str) -> tuple[str, str]:
    return ("authentication-results", value)


def judge(*fields: tuple[str, str]) -> Authentication:
    return authenticate(fields, SENDER, OURS)


GENUINE: dict[str, tuple[Fields, Proof]] = {
    "dmarc, stamped on top": ((result(PASS), HOP, FOREIGN), Proof.PROVEN),
    "dmarc, stamped below our own hop": ((HOP, result(PASS), FOREIGN), Proof.PROVEN),
    "delivered by a second program of ours": ((DELIVERY, result(PASS), HOP, FOREIGN), Proof.PROVEN),
    "dkim of the same domain": ((result(f"{OURS}; dkim=pass header.d=traeger.example"), HOP), Proof.PROVEN),
    "dkim of the domain above": (
        (result(f"{OURS}; dkim=pass header.d=Traeger.Example header.s=s1"), HOP, SIGNATURE), Proof.PROVEN,
    ),
    "second of two signatures": (
        (result(f"{OURS}; dkim=fail header.d=liste.example; dkim=pass header.d=traeger.example"), HOP), Proof.PROVEN,
    ),
    "with comments, version, reason and quotes": (
        (result(f'(a) {OURS} (b) 1; spf=pass (sender ok (really)) smtp.mailfrom="anna@traeger.example"; '
                'dmarc=pass (p=REJECT) reason="all; good" header.from=traeger.example'), HOP), Proof.PROVEN,
    ),
    "upper case": ((result("MX.Office.EXAMPLE; DMARC=PASS Header.From=Traeger.Example"), HOP), Proof.PROVEN),
    "foreign result further down": (
        (result(PASS), HOP, FOREIGN, result("mail.traeger.example; dkim=fail header.d=traeger.example")), Proof.PROVEN,
    ),
    "spf only": ((result(f"{OURS}; spf=pass smtp.mailfrom=bounce@traeger.example; dkim=none"), HOP), Proof.SPF_ONLY),
    "spf with a bare domain": ((result(f"{OURS}; spf=pass smtp.mailfrom=traeger.example"), HOP), Proof.SPF_ONLY),
    "dmarc failed": ((result(f"{OURS}; dmarc=fail header.from=traeger.example"), HOP), Proof.CONTRADICTED),
    "dmarc failed although spf passed": (
        (result(f"{OURS}; spf=pass smtp.mailfrom=traeger.example; dmarc=fail header.from=traeger.example"), HOP),
        Proof.CONTRADICTED,
    ),
    "nothing was found": ((result(f"{OURS}; none"), HOP), Proof.NOT_PROVEN),
}  # fmt: skip

FORGERIES: dict[str, Fields] = {
    "no result at all": (HOP, FOREIGN),
    "only the sender's own result": (HOP, FOREIGN, result("mail.evil.example; dmarc=pass header.from=traeger.example")),
    "our id, brought along below a foreign hop": (HOP, FOREIGN, result(PASS)),
    "our id twice": (result(f"{OURS}; dmarc=none"), HOP, result(PASS), FOREIGN),
    "our id twice, both good": (result(PASS), HOP, result(PASS)),
    "look-alike id with more behind": (result(f"{OURS}.evil.example; dmarc=pass header.from=traeger.example"), HOP),
    "look-alike id with more in front": (result(f"evil-{OURS}; dmarc=pass header.from=traeger.example"), HOP),
    "id in a comment": (result(f"evil.example ({OURS}; dmarc=pass header.from=traeger.example)"), HOP),
    "id behind a comment that does not close": (result(f"(x {OURS}; dmarc=pass header.from=traeger.example"), HOP),
    "pass in a comment": (result(f"{OURS}; dmarc=fail (dmarc=pass header.from=traeger.example)"), HOP),
    "pass in a reason": (result(f'{OURS}; spf=fail reason="; dmarc=pass header.from=traeger.example"'), HOP),
    "pass for another domain": (result(f"{OURS}; dmarc=pass header.from=evil.example"), HOP),
    "pass without a domain": (result(f"{OURS}; dmarc=pass"), HOP),
    "two dmarc results": (result(f"{OURS}; dmarc=pass header.from=traeger.example; dmarc=none"), HOP),
    "one property twice": (
        result(f"{OURS}; dkim=pass header.d=evil.example header.d=traeger.example"), HOP,
    ),
    "dkim of a stranger": (result(f"{OURS}; dkim=pass header.d=evil.example"), HOP),
    "dkim of the top level": (result(f"{OURS}; dkim=pass header.d=example"), HOP),
    "dkim of a domain that only ends alike": (result(f"{OURS}; dkim=pass header.d=aeger.example"), HOP),
    "dkim of a domain below": (result(f"{OURS}; dkim=pass header.d=evil.traeger.example"), HOP),
    "dkim with l=": (result(f"{OURS}; dkim=pass header.d=traeger.example"), HOP, SHORT_SIGNATURE),
    "dmarc by a dkim with l=": (result(PASS), HOP, SHORT_SIGNATURE),
    "dkim with l = spaced out": (
        result(PASS), HOP, ("dkim-signature", "v=1; d = traeger.example ; l = 100"),
    ),
    "spf of a stranger": (result(f"{OURS}; spf=pass smtp.mailfrom=anna@evil.example"), HOP),
    "spf of the greeting only": (result(f"{OURS}; spf=pass smtp.helo=traeger.example"), HOP),
    "temporary error": (result(f"{OURS}; dmarc=temperror header.from=traeger.example"), HOP),
    "passing is not pass": (result(f"{OURS}; dmarc=passed header.from=traeger.example"), HOP),
    "version of tomorrow": (result(f"{OURS} 2; dmarc=pass header.from=traeger.example"), HOP),
    "line break inside": (result(f"{OURS};\r\n dmarc=pass header.from=traeger.example"), HOP),
    "beyond ASCII": (result(f"{OURS}; dmarc=pass header.from=träger.example"), HOP),
    "other header name": (("x-authentication-results", PASS), ("arc-authentication-results", f"i=1; {PASS}"), HOP),
    "quote that does not close": (result(f'{OURS}; dmarc=pass header.from="traeger.example'), HOP),
    "foreign hop disguised as a look-alike of ours": (
        HOP, ("received", f"from x by {OURS}.evil.example with ESMTP"), result(PASS),
    ),
    "9,000 characters": (result(f"{OURS}; {'x=y; ' * 2000} dmarc=pass header.from=traeger.example"), HOP),
}  # fmt: skip


@pytest.mark.parametrize("case", GENUINE)
def test_what_our_server_wrote_is_believed(case: str) -> None:
    fields, expected = GENUINE[case]
    assert judge(*fields).proof is expected


@pytest.mark.parametrize("case", FORGERIES)
def test_a_forgery_is_never_a_proof(case: str) -> None:
    found = judge(*FORGERIES[case])
    assert found.proof in {Proof.NOT_PROVEN, Proof.CONTRADICTED}
    assert not found.allows_report
    assert found.reason.endswith(".")


def test_a_sub_domain_is_signed_for_by_the_domain_above() -> None:
    sender = parse_address("anna@buero.traeger.example")
    fields = (result(f"{OURS}; dkim=pass header.d=traeger.example"), HOP)
    assert authenticate(fields, sender, OURS).proof is Proof.PROVEN


def test_further_hosts_of_ours_may_stand_above_the_server_that_checks() -> None:
    inner = ("received", "from mx.office.example by filter.intern.example with ESMTP")
    fields = (DELIVERY, inner, result(PASS), HOP)
    assert judge(*fields).proof is Proof.NOT_PROVEN
    assert authenticate(fields, SENDER, OURS, ["intern.example"]).proof is Proof.PROVEN


def test_without_a_readable_sender_or_a_setting_nothing_is_proven() -> None:
    assert authenticate((result(PASS), HOP), None, OURS).proof is Proof.NOT_PROVEN
    assert authenticate((result(PASS), HOP), SENDER, "").proof is Proof.NOT_PROVEN


def test_spf_alone_is_enough_for_a_report_and_not_for_a_release() -> None:
    found = Authentication(Proof.SPF_ONLY, "")
    assert found.allows_report
    assert not found.allows_decision


def test_comments_go_and_brackets_in_quotes_stay() -> None:
    assert without_comments('a(b(c)d)e "(f)"') == 'a    e "(f)"'
    assert without_comments("a(b") is None
    assert without_comments("a)b(") is None


WORDS = [OURS, "evil.example", ";", "dmarc=pass", "header.from=traeger.example", "(", ")", '"', " ", "\\", "dkim=pass", "header.d=traeger.example", "=", "fail"]  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_no_text_of_another_server_is_taken_for_ours(value: str) -> None:
    assert judge(result(f"evil.example; {value}"), HOP).proof is Proof.NOT_PROVEN
