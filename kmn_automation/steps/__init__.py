"""The verbs of the office, one file each: receive, examine, answer, write, release, send, remind, invite.

The only floor that joins the rooms and, with `app`, the only one that touches the store. A step claims its row,
works, and writes result, next state and journal line in one transaction; it may run any number of times.
"""
