"""Invented networks, people, reports and mails, and embedded mail servers: what the demo and the year run on.

What a real office needs does not belong here; nothing in the other rooms may import this one.
A new kind of mistake is a member of `faults.Fault`; a new kind of mail is a function in `eml`.
"""
