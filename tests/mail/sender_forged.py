"""Forgeries: each must be believed by nobody."""

from __future__ import annotations

from tests.mail.sender_cases import (
    ANNA,
    DKIM,
    DMARC,
    EVIL,
    FAR,
    HOP,
    LMTP,
    OF_EVIL,
    OURS,
    SIGNED,
    Sent,
    sent,
    stamp,
)

GOOD = stamp(DMARC)
BAD = stamp(OF_EVIL) + HOP

RESULTS = (
    sent("No server has looked at the mail.", HOP + FAR),
    sent("Only the sender's own server says that it is genuine.", HOP + FAR + stamp("mail.evil.example; dmarc=pass header.from=traeger.example")),
    sent("A result with our name was brought along from outside.", HOP + FAR + GOOD),
    sent("Our own result says nothing, and one with our name was brought along.", stamp(f"{OURS}; dmarc=none") + HOP + GOOD + FAR),
    sent("There are two results with our name, and both are good.", GOOD + HOP + GOOD),
    sent("The name of the server begins like ours.", stamp(f"{OURS}.evil.example; dmarc=pass header.from=traeger.example") + HOP),
    sent("The name of the server ends like ours.", stamp(f"evil-{OURS}; dmarc=pass header.from=traeger.example") + HOP),
    sent("Our name has a zero instead of an o.", stamp("mx.0ffice.example; dmarc=pass header.from=traeger.example") + HOP),
    sent("Our name stands in a comment behind another.", stamp(f"evil.example ({DMARC})") + HOP),
    sent("A comment in front of our name does not close.", stamp(f"(x {DMARC}") + HOP),
    sent("The pass stands in a comment.", stamp(f"{OURS}; dmarc=fail (dmarc=pass header.from=traeger.example)") + HOP),
    sent("The pass stands in a nested comment.", stamp(f"{OURS}; spf=none (a (dmarc=pass header.from=traeger.example) b)") + HOP),
    sent("The pass stands in the reason for a failure.", stamp(f'{OURS}; spf=fail reason="; dmarc=pass header.from=traeger.example"') + HOP),
    sent("The pass is for another domain.", stamp(OF_EVIL) + HOP),
    sent("The pass names no domain.", stamp(f"{OURS}; dmarc=pass") + HOP),
    sent("The pass is for a domain below.", stamp(f"{OURS}; dmarc=pass header.from=buero.traeger.example") + HOP),
    sent("There are two results of DMARC.", stamp(f"{DMARC}; dmarc=none") + HOP),
    sent("One property is given twice.", stamp(f"{OURS}; dkim=pass header.d=evil.example header.d=traeger.example") + HOP),
    sent("The domain is a property of another kind.", stamp(f"{OURS}; dmarc=pass policy.from=traeger.example") + HOP),
    sent("A stranger has signed.", stamp(f"{OURS}; dkim=pass header.d=evil.example") + HOP),
    sent("The top level has signed.", stamp(f"{OURS}; dkim=pass header.d=example") + HOP),
    sent("A domain that ends alike has signed.", stamp(f"{OURS}; dkim=pass header.d=aeger.example") + HOP),
    sent("A domain below has signed.", stamp(f"{OURS}; dkim=pass header.d=evil.traeger.example") + HOP),
    sent("An empty domain has signed.", stamp(f'{OURS}; dkim=pass header.d=""') + HOP),
    sent("Only the identity of the signer is aligned.", stamp(f"{OURS}; dkim=pass header.d=evil.example header.i=@traeger.example") + HOP),
    sent("The signature covers the beginning alone.", stamp(DKIM) + HOP, more=f"{SIGNED}; l=100\r\n"),
    sent("DMARC passed by a signature that covers the beginning alone.", GOOD + HOP, more=f"{SIGNED}; l=0\r\n"),
    sent("Blanks hide that the signature covers the beginning alone.", GOOD + HOP, more="DKIM-Signature: v=1; d = traeger.example ; l\r\n = 100\r\n"),
    sent("The tag of the length stands behind 9,000 blanks.", stamp(DKIM) + HOP, more=f"{SIGNED};{' ' * 9000}l=100\r\n"),
    sent("The signature with a length stands behind 70,000 bytes of header.", stamp(DKIM) + HOP, more="X-Rest: aaaa\r\n" * 5000 + f"{SIGNED}; l=100\r\n"),
    sent("One of two signatures covers the beginning alone.", GOOD + HOP, more=f"{SIGNED}\r\n{SIGNED}; l=9\r\n"),
    sent("The domain above signed the beginning alone.", stamp(f"{OURS}; dmarc=pass header.from=buero.traeger.example") + HOP, "info@buero.traeger.example", more=f"{SIGNED}; l=9\r\n"),
    sent("The envelope of a stranger passed SPF.", stamp(f"{OURS}; spf=pass smtp.mailfrom={EVIL}") + HOP),
    sent("Only the greeting of the server passed SPF.", stamp(f"{OURS}; spf=pass smtp.helo=traeger.example") + HOP),
    sent("SPF passed softly.", stamp(f"{OURS}; spf=softfail smtp.mailfrom=anna@traeger.example") + HOP),
    sent("SPF names the address as part of another.", stamp(f'{OURS}; spf=pass smtp.mailfrom="anna@traeger.example@evil.example"') + HOP),
    sent("The check had no time.", stamp(f"{OURS}; dmarc=temperror header.from=traeger.example") + HOP),
    sent("The server only guessed.", stamp(f"{OURS}; dmarc=bestguesspass header.from=traeger.example") + HOP),
    sent("DMARC failed although SPF passed.", stamp(f"{OURS}; spf=pass smtp.mailfrom=traeger.example; dmarc=fail header.from=traeger.example") + HOP),
    sent("The result is of a version of tomorrow.", stamp(f"{OURS} 2; dmarc=pass header.from=traeger.example") + HOP),
    sent("The result has letters beyond ASCII.", stamp(f"{OURS}; dmarc=pass header.from=träger.example; dkim=pass header.d=traeger.example") + HOP),
    sent("A quote in the result does not close.", stamp(f'{OURS}; dmarc=pass header.from="traeger.example') + HOP),
    sent("The result has 9,000 letters.", stamp(f"{OURS}; {'x=y; ' * 2000} dmarc=pass header.from=traeger.example") + HOP),
    sent("The result stands in a field of another name.", f"X-{GOOD}ARC-{GOOD}" + HOP),
    sent("The result stands in the body.", HOP, body=GOOD),
    sent("The result stands in a forwarded mail.", HOP, more="Content-Type: message/rfc822\r\n", body=f"{GOOD}{HOP}From: {ANNA}\r\n\r\nx"),
    sent("The result is smuggled behind a lone carriage return.", HOP, more=f"X-A: b\r{GOOD}"),
    sent("The result is smuggled behind an encoded line break.", HOP, more=f"X-A: =?utf-8?q?b=0D=0AAuthentication-Results:_{OURS};_dmarc=3Dpass_header.from=3Dtraeger.example?=\r\n"),
    sent("A foreign hop calls itself almost like us.", HOP + f"Received: from x by {OURS}.evil.example with ESMTP\r\n" + GOOD),
    sent("A foreign hop names us in a comment.", HOP + f"Received: from x by evil.example (by {OURS}) with ESMTP\r\n" + GOOD),
)  # fmt: skip

FORMS = (
    sent("There are two From fields, the registered first.", GOOD + HOP, more=f"From: {EVIL}\r\n"),
    sent("There are two From fields, the stranger first.", BAD, EVIL, more=f"From: {ANNA}\r\n"),
    sent("One From names two people.", GOOD + HOP, f"{ANNA}, {EVIL}"),
    sent("The display name is the registered address.", BAD, f'"anna@traeger.example" <{EVIL}>'),
    sent("The bare display name is the registered address.", BAD, f"anna@traeger.example <{EVIL}>"),
    sent("An encoded word shows the registered address.", BAD, f"=?utf-8?q?anna=40traeger.example?= <{EVIL}>"),
    sent("The From is a group.", GOOD + HOP, "Verein: anna@traeger.example;"),
    sent("The address has a comment.", GOOD + HOP, f"anna@traeger.example ({EVIL})"),
    sent("A bracket joins two addresses.", GOOD + HOP, f"anna@traeger.example){EVIL}"),
    sent("Text stands behind the address.", GOOD + HOP, f"<anna@traeger.example>{EVIL}"),
    sent("There are two addresses in angles.", GOOD + HOP, f"<anna@traeger.example> <{EVIL}>"),
    sent("The address has an old route.", GOOD + HOP, "<@evil.example:anna@traeger.example>"),
    sent("The local part is quoted.", GOOD + HOP, '"anna@traeger.example"@evil.example'),
    sent("A NUL stands in the address.", GOOD + HOP, "anna@traeger.example\0.evil.example"),
    sent("There is no From, only a Sender.", GOOD + HOP, "", more=f"Sender: {ANNA}\r\n"),
    sent("The registered address stands in Reply-To and Sender.", BAD, EVIL, more=f"Reply-To: {ANNA}\r\nSender: {ANNA}\r\n"),
    sent("The envelope is the registered one.", f"Return-Path: <anna@traeger.example>\r\n{BAD}", EVIL),
)  # fmt: skip


def alike(domain: str, cause: str, local: str = "anna") -> Sent:
    """A stranger whose own domain passes every check and looks like the registered one."""
    shown = domain.encode("idna").decode() if not domain.isascii() else domain
    return sent(cause, stamp(f"{OURS}; dmarc=pass header.from={shown}") + HOP, f"{local}@{domain}")


LOOKS = (
    alike("traegr.example", "A letter is missing."),
    alike("traegerr.example", "A letter is doubled."),
    alike("tr\u0430eger.example", "One letter is Cyrillic."),
    alike("träger.example", "The umlaut is written as one."),
    alike("traeger.test", "The top level is another."),
    alike("traeger.example.evil.test", "The registered domain stands in front of another."),
    alike("mail.traeger.example", "The address is of a domain below."),
    alike("traeger-example.test", "A hyphen replaces the dot."),
    alike("traeqer.example", "A q looks like a g."),
    alike("traeger.examp1e", "A one looks like an l."),
    alike("traeger.example", "The person is another of the same domain.", "otto"),
    alike("traeger.example", "The address has a tag that is not registered.", "anna+kmn"),
    alike("traeger.example", "The local part has a dot more.", "an.na"),
    sent("The domain has full-width letters.", GOOD + HOP, "anna@\uff54raeger.example"),
    sent("The domain has a hidden mark.", GOOD + HOP, "anna@traeger\u200b.example"),
    sent("The domain ends in a dot.", GOOD + HOP, "anna@traeger.example."),
)  # fmt: skip

DAYS = (
    sent("The address is registered from tomorrow.", GOOD + HOP, "neu@traeger.example"),
    sent("The address was registered until yesterday.", GOOD + HOP, "alt@traeger.example"),
    sent("Nobody has registered the address.", LMTP + GOOD + HOP, "vorstand@traeger.example"),
)
FORGED = (*RESULTS, *FORMS, *LOOKS, *DAYS)
