"""Mail in both directions: IMAP reader, unpacker, facts, inbox rules, answer gate; and MIME builder, SMTP, calendar.

What changes a case, a report or a letter does not belong here (that is `steps`), nor does anything that speaks SQL.
A new kind of mail: recognise it in `mail_kind.py`, give it a rule in `inbox_rules.yaml`, add an example to its tests.
"""
