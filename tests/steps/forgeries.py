"""Replies that must never release: forged, misdirected, automatic, misread."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from kmn_automation.model.register import Coordinator
from tests.steps.bench import OFFICE
from tests.steps.replies import HEAD_DE, QUOTE_DE, Reply, html_of

WORD = "FREIGABE"


def forgeries(person: Coordinator, others: Mapping[str, str], subject: str) -> dict[str, bytes]:
    """Name → raw mail. `others` are addresses: other (coordinator), reader, traeger; and their tokens: foreign, origin."""
    token = subject[subject.index("KMN-F-") :].rstrip("]")
    sender = f"From: {person.name} <{person.email}>"
    good = Reply(sender, f"AW: {subject}", f"{WORD}\n\n{QUOTE_DE}")

    def but(**changes: str) -> Reply:
        return dataclasses.replace(good, **changes)  # type: ignore[arg-type] # all fields are text

    def says(text: str, **changes: str) -> Reply:
        return but(text=f"{text}\n\n{QUOTE_DE}", **changes)

    def other(address: str, name: str = "Jemand") -> Reply:
        domain = address.partition("@")[2]
        return but(sender=f"From: {name} <{address}>", stamp=f"dmarc=pass header.from={domain}")

    def automatic(more: str, text: str = WORD) -> Reply:
        return says(text, more=more)

    cases = {
        # ---- whose mail it is ----
        "no result of our server": but(stamp=""),
        "result of a foreign server": but(stamp="", more="Authentication-Results: mx.boese.example; dmarc=pass header.from=kmn.test\n"),
        "forged result below a failed one": but(stamp="dmarc=fail header.from=kmn.test", more="Authentication-Results: mail.kmn.test; dmarc=pass header.from=kmn.test\n"),
        "dmarc failed": but(stamp="dmarc=fail header.from=kmn.test; dkim=fail header.d=kmn.test"),
        "only spf": but(stamp="spf=pass smtp.mailfrom=kmn.test"),
        "dmarc of another domain": but(stamp="dmarc=pass header.from=boese.example"),
        "dkim of another domain": but(stamp="dkim=pass header.d=boese.example"),
        "pass in a comment": but(stamp="dmarc=none (dmarc=pass header.from=kmn.test)"),
        "result that names us twice": but(more="Authentication-Results: mail.kmn.test; dmarc=pass header.from=kmn.test\n"),
        "look-alike server": but(stamp="", more="Authentication-Results: mail.kmn.test.boese.example; dmarc=pass header.from=kmn.test\n"),
        "stranger with the token": other("fremd@anders.example"),
        "stranger with the person's name": other("fremd@anders.example", person.name),
        "stranger with the address as name": other("fremd@anders.example", f'"{person.email}"'),
        "forwarded request answered by a stranger": dataclasses.replace(other("fremd@anders.example"), subject=f"AW: WG: {subject}"),
        "look-alike domain": other(person.email.replace("@kmn.test", "@kmn-test.example")),
        "sub-domain": other(person.email.replace("@kmn", "@mail.kmn")),
        "look-alike letter": other(person.email.replace("e", "\u0435", 1)),
        "other local part with a tag": other(f"fremd+{person.email}"),
        "two From lines": but(sender=f"{sender}\nFrom: Fremd <fremd@anders.example>"),
        "two addresses in From": but(sender=f"{sender}, fremd@anders.example"),
        "group in From": but(sender=f"From: Team: {person.email};"),
        "comment trick in From": but(sender=f"From: {person.email})x@anders.example"),
        "route in From": but(sender=f"From: <@anders.example:{person.email}>"),
        "Sender and Reply-To of the person": dataclasses.replace(other("fremd@anders.example"), more=f"Sender: {person.email}\nReply-To: {person.email}\n"),
        "resent by the person": dataclasses.replace(other("fremd@anders.example"), more=f"Resent-From: {person.email}\n"),
        "no From": but(sender="X-From: nobody"),
        "another coordinator": other(others["other"], "Ömer"),
        "a coordinator who only reads": other(others["reader"], "Leserin"),
        "a Träger": other(others["traeger"], "Träger"),
        "our own address": other(OFFICE, "Koordinierungsstelle KMN"),
        "our own request echoed": dataclasses.replace(other(OFFICE, "Koordinierungsstelle KMN"), subject=subject, more="Auto-Submitted: auto-generated\nX-KMN-Id: abc\n"),
        # ---- which request it is about ----
        "no token": but(subject="AW: Freigabe erbeten"),
        "token only in the quote": but(subject="AW: Freigabe", text=f"{WORD}\n\n> {subject}\n> {token}\n"),
        "token in the first line": but(subject="AW: Freigabe", text=f"{WORD} [{token}]\n"),
        "token in another header": but(subject="AW: Freigabe", more=f"X-Token: {token}\nReferences: <{token}@kmn.test>\n"),
        "guessed token": but(subject=f"AW: x [KMN-F-{'A' * 32}]"),
        "token cut short": but(subject=f"AW: x [{token[:-1]}]"),
        "token too long": but(subject=f"AW: x [{token}A]"),
        "token with a typing error": but(subject=f"AW: x [{token[:-1]}{'B' if token[-1] == 'A' else 'A'}]"),
        "two tokens": but(subject=f"AW: {subject} [KMN-F-{'A' * 32}]"),
        "token of another person": but(subject=f"AW: x [KMN-F-{others['foreign']}]"),
        "code of a question about an origin": but(subject=f"AW: x [KMN-E-{token.removeprefix('KMN-F-')}]"),
        # ---- what no person wrote ----
        "absence note": automatic("Auto-Submitted: auto-replied\n", "Ich bin bis 9. Mai nicht im Büro."),
        "absence note that begins with the word": automatic("Auto-Submitted: auto-replied\n"),
        "absence note of Exchange": automatic("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\nAuto-Submitted: auto-generated\n"),
        "automatic by Precedence": automatic("Precedence: bulk\n"),
        "automatic by X-Autoreply": automatic("X-Autoreply: yes\nPrecedence: auto_reply\n"),
        "empty return path": automatic("Return-Path: <>\nAuto-Submitted: auto-replied\n"),
        "mailing list": automatic("List-Id: <team.kmn.test>\nList-Unsubscribe: <mailto:x@kmn.test>\nPrecedence: list\n"),
        "read receipt": Reply(sender, f"Gelesen: {subject}", more='Content-Type: multipart/report; report-type=disposition-notification; boundary="r"\nX-Skip: 1\n', text=WORD),
        "calendar answer": but(text="", extra="Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x\nSUMMARY:FREIGABE\nEND:VEVENT\nEND:VCALENDAR\n"),
        # ---- what the text does not say ----
        "not released": says("nicht freigegeben"),
        "no release": says("KEINE FREIGABE"),
        "yes, but": says("Ja, aber bitte erst nach Rücksprache. FREIGABE"),
        "release, but": says("FREIGABE, aber erst morgen"),
        "release with a question mark": says("FREIGABE?"),
        "release denied": says("FREIGABE NICHT ERTEILT"),
        "release later": says("FREIGABE folgt"),
        "question above the word": says("Stimmt der Betrag?\nFREIGABE"),
        "only in the signature": but(text=f"Ich melde mich.\n-- \nFREIGABE\n{QUOTE_DE}"),
        "signature alone": but(text="-- \nFREIGABE\n"),
        "bare quote": but(text=QUOTE_DE),
        "quoted word on top": but(text=f"> FREIGABE\n\n{QUOTE_DE}"),
        "old head on top": but(text=f"{HEAD_DE}\nFREIGABE"),
        "word behind a cut line": but(text="-----Ursprüngliche Nachricht-----\nFREIGABE"),
        "HTML only": but(text="", html=html_of("FREIGABE")),
        "HTML says yes, text says no": but(text="Bitte nicht senden.", html=html_of("FREIGABE")),
        "hidden in HTML": but(text="Ich prüfe noch.", html="<p style='display:none'>FREIGABE</p><p>Ich prüfe noch.</p>"),
        "word in an enclosed text": but(text="siehe Anlage", extra="Content-Type: text/plain; name=FREIGABE.txt\nContent-Disposition: attachment; filename=FREIGABE.txt\n\nFREIGABE\n"),
        "word in an enclosed mail": but(text="zur Kenntnis", extra="Content-Type: message/rfc822\n\nFrom: x@kmn.test\nSubject: x\n\nFREIGABE\n"),
        "word in the subject": but(subject=f"FREIGABE {subject}", text="\n"),
        "cyrillic letter": says("FREІGABE"),
        "full width": says("ＦＲＥＩＧＡＢＥ"),
        "zero width": says("FREI\u200bGABE"),
        "turned around": says("\u202eEBAGIERF"),
        "line separator": says("FREIGABE\u2028nein"),
        "in quotation marks": says("„FREIGABE“"),
        "several letters meant": says("FREIGABE ALLE"),
        "numbers of a batch": says("FREIGABE NUR 1"),
        "other word": says("WEITER"),
        "English": says("APPROVED"),
        "empty": but(text="\n"),
        "encrypted": but(text="", extra="Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQAxAA==\n"),
    }  # fmt: skip
    return {name: reply.raw() for name, reply in cases.items()}
