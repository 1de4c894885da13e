"""Honest mails, in the forms in which servers and mail programs write them: each must be believed."""

from __future__ import annotations

from tests.mail.sender_cases import ANNA, DKIM, DMARC, FAR, HOP, LMTP, OURS, SIGNED, Sent, sent, stamp

GOOD = stamp(DMARC)
BUERO = "info@buero.traeger.example"
FILTER = f"Received: from {OURS} by filter.{OURS} with ESMTP; Mon, 2 Nov 2026 10:00:01 +0100\r\n"


def checked(cause: str, *results: str) -> Sent:
    """A mail of Anna that our server checked with these words."""
    return sent(cause, stamp("; ".join([OURS, *results])) + HOP + FAR)


SERVERS = (
    checked("OpenDMARC tells the policy.", "dmarc=pass (p=reject dis=none) header.from=traeger.example"),
    checked("OpenDKIM tells the length of the key.", 'dkim=pass (2048-bit key; unprotected) header.d=traeger.example header.i=@traeger.example header.b="x/y+z="'),
    checked("OpenDKIM tells the algorithm.", "dkim=pass header.d=traeger.example header.a=rsa-sha256 header.s=s1"),
    checked("rspamd tells three results with folds and comments.", "dkim=pass header.d=traeger.example header.s=s1 header.b=abc", "\r\n\tspf=pass (mx: domain of anna@traeger.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=anna@traeger.example", "\r\n\tdmarc=pass (policy=none) header.from=traeger.example"),
    checked("A server in the manner of Google names the identity.", "dkim=pass header.i=@traeger.example header.s=s1 header.b=AbC", "spf=pass (google.com: ok) smtp.mailfrom=anna@traeger.example", "dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=traeger.example"),
    checked("A server in the manner of Exchange tells an action and a score.", "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=traeger.example", "dkim=pass (signature was verified) header.d=traeger.example", "dmarc=pass action=none header.from=traeger.example", "compauth=pass reason=100"),
    checked("Only SPF passed, with an address.", "spf=pass smtp.mailfrom=bounce@traeger.example", "dkim=none"),
    checked("Only SPF passed, with a bare domain.", "spf=pass smtp.mailfrom=traeger.example"),
    checked("SPF names address and greeting.", "spf=pass smtp.mailfrom=anna@traeger.example smtp.helo=mail.traeger.example"),
    checked("SPF is quoted.", 'spf=pass smtp.mailfrom="anna@traeger.example"'),
    checked("The second of two signatures is theirs.", "dkim=pass header.d=provider.example", "dkim=pass header.d=traeger.example"),
    checked("A first signature was broken by a list.", 'dkim=fail reason="bad body; changed" header.d=liste.example', "dkim=pass header.d=traeger.example"),
    checked("DMARC passed by SPF though the signature broke.", "dkim=fail header.d=traeger.example", "dmarc=pass header.from=traeger.example"),
    checked("ARC and IP reputation are told, too.", "arc=none", "iprev=pass policy.iprev=192.0.2.1", "dmarc=pass header.from=traeger.example"),
    checked("BIMI and TLS are told, too.", "dmarc=pass header.from=traeger.example", "bimi=none", "x-tls=pass smtp.version=TLSv1.3"),
    checked("The check for a first contact is told, too.", "x-returnmx=pass smtp.domain=traeger.example policy.is_org=yes", "dkim=pass header.d=traeger.example"),
    sent("The names are in upper case.", stamp("MX.Office.EXAMPLE; DMARC=PASS Header.From=Traeger.Example") + HOP),
    sent("The name of the field is in lower case.", GOOD.replace("Authentication-Results", "authentication-results") + HOP),
    sent("The result has the version of the standard.", stamp(f"{OURS} 1; dmarc=pass header.from=traeger.example") + HOP),
    sent("The method has a version.", stamp(f"{OURS}; dkim/1=pass header.d=traeger.example") + HOP),
    sent("Blanks stand around the equals signs.", stamp(f"{OURS}; dkim = pass header.d = traeger.example") + HOP),
    sent("A comment stands in front of our name.", stamp(f"(checked) {DMARC}") + HOP),
    sent("The result ends in a semicolon.", stamp(f"{DMARC};") + HOP),
    sent("The result begins on the second line.", stamp(f"\r\n {OURS};\r\n\tdmarc=pass header.from=traeger.example") + HOP),
)  # fmt: skip

PLACES = (
    sent("The result stands on top.", GOOD + HOP + FAR),
    sent("The result stands below our own hop.", HOP + GOOD + FAR),
    sent("The mailbox wrote a hop above.", LMTP + GOOD + HOP + FAR),
    sent("A filter of ours wrote a hop above.", FILTER + LMTP.replace("box7", f"box.{OURS}") + GOOD + HOP),
    sent("The sender's server left its own bad result.", GOOD + HOP + FAR + stamp("mail.traeger.example; dkim=fail header.d=traeger.example")),
    sent("The sender's server left ARC fields.", GOOD + HOP, more="ARC-Seal: i=1; a=rsa-sha256; d=traeger.example; b=x\r\nARC-Authentication-Results: i=1; mail.traeger.example; spf=none\r\n"),
    sent("A signature of a stranger covers the beginning alone.", GOOD + HOP, more=f"{SIGNED}\r\nDKIM-Signature: v=1; d=liste.example; l=100; b=x\r\n"),
    sent("The domain above has signed.", stamp(DKIM) + HOP, BUERO),
    sent("The signature names the fields it covers twice.", stamp(DKIM) + HOP, more=f"{SIGNED}; q=dns/txt; x=1; t=1\r\n"),
    sent("The address is registered today for one day.", GOOD + HOP, "heute@traeger.example"),
    sent("The coordinator's own server signed.", stamp(f"{OURS}; dkim=pass header.d=office.example") + HOP, "Chefin <chefin@office.example>"),
    sent("The domain has an umlaut, written in ASCII.", stamp(f"{OURS}; dmarc=pass header.from=xn--brgerhilfe-9db.example") + HOP, "info@xn--brgerhilfe-9db.example"),
    sent("The domain has an umlaut, written as one.", stamp(f"{OURS}; dkim=pass header.d=xn--brgerhilfe-9db.example") + HOP, "Büro <info@bürgerhilfe.example>"),
)  # fmt: skip

FROMS = tuple(
    sent(cause, GOOD + HOP, written)
    for cause, written in (
        ("The address stands alone.", "anna@traeger.example"),
        ("The address stands in angles alone.", "<anna@traeger.example>"),
        ("The address is in capitals.", "ANNA@TRAEGER.EXAMPLE"),
        ("The name is quoted and has a comma.", '"Beispiel, Anna" <anna@traeger.example>'),
        ("The name is an encoded word.", "=?utf-8?q?J=C3=BCrgen_Beispiel?= <anna@traeger.example>"),
        (
            "The name is two encoded words on two lines.",
            "=?utf-8?q?J=C3=BCrgen?=\r\n =?utf-8?q?_Beispiel?= <anna@traeger.example>",
        ),
        ("The name is raw UTF-8.", "Jürgen <anna@traeger.example>"),
        ("The name has a title and a dot.", "Dr. Anna Beispiel <anna@traeger.example>"),
        ("The name is in single quotes.", "'Anna Beispiel' <anna@traeger.example>"),
        ("The name is the address itself.", '"anna@traeger.example" <anna@traeger.example>'),
        ("The name names the office in a bar.", "Beispiel | Beratung <anna@traeger.example>"),
        ("The field begins with two blanks.", f"  {ANNA}"),
        ("The address is on the second line.", "Anna Beispiel\r\n\t<anna@traeger.example>"),
    )
)
GENUINE = (*SERVERS, *PLACES, *FROMS)
