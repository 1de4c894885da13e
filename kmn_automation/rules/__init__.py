"""The law as data: expression language, dated parameters, checks, settlement; pure functions from report to findings.

Files, mails, letters and the clock do not belong here: rules get text, a report and what the office knows.
A new rule is one entry in `funding_rules/checks/`; only list or history logic needs a function in `functions_*.py`.
"""
